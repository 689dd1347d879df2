// Says why a picture isn't taken (see from_paper.py). Of a file, Streamlit 1.67 gives its type or the
// server's status instead; a photograph that the server refuses stays there without a word.

const REASON = '[role="dialog"] [data-testid="stFileChip"] [role="alert"]'
const PHOTO = '[role="dialog"] [data-testid="stCameraInput"] img'
const UPLOAD = "/_stcore/upload_file/"
const REFUSED = 503 // see server/uploads.py

function isRefusal(request) {
  return request.responseStatus === REFUSED && request.name.includes(UPLOAD)
}

let stop = () => {} // watching the page since the last call

export default function ({ data, parentElement }) {
  stop()
  let isRefused = false
  const say = () => {
    for (const { lastChild } of document.querySelectorAll(REASON)) {
      const words = Object.keys(data.instead).find((end) => lastChild.data.endsWith(end))
      if (words) lastChild.data = data.instead[words] // the element is React's
    }
    isRefused &&= document.querySelector(PHOTO) !== null // until the next is taken
    if (isRefused === Boolean(parentElement.querySelector(".dl-notice"))) return
    parentElement.innerHTML = isRefused ? '<div class="dl-notice" role="alert"><p></p></div>' : ""
    if (isRefused) parentElement.querySelector("p").textContent = data.sentence
  }
  const fields = new MutationObserver(say)
  fields.observe(document.body, { childList: true, subtree: true })
  const requests = new PerformanceObserver((done) => {
    isRefused ||= done.getEntries().some(isRefusal)
    say()
  })
  requests.observe({ type: "resource" })
  stop = () => [fields, requests].forEach((each) => each.disconnect())
  say()
  return stop
}
