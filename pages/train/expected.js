// When a training would begin changes with what others do. While somebody sees the page, the browser
// asks how it stands, and the page's own answer counts until then.

import showHtml from "../shared/live/live_html.js"

const EVERY = 4_000 // milliseconds: a class of a hundred asks 25 times a second

let place = null
let told = 0 // how often the page has said it: what was asked for before that is older

async function ask() {
  const words = place?.isConnected && !document.hidden && place.querySelector("[data-address]")
  if (!words) return
  const before = told
  try {
    const answer = await fetch(new URL(words.dataset.address, document.baseURI))
    const text = answer.ok ? await answer.text() : ""
    if (text && before === told) words.textContent = text
  } catch {
    // The server doesn't answer: what was said last stays until it does.
  }
}

setInterval(ask, EVERY)
document.addEventListener("visibilitychange", ask)

export default function (given) {
  place = given.parentElement
  told += 1
  showHtml(given)
}
