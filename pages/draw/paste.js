// A picture that is pasted on the Draw page goes to the field of "From paper", which is opened
// first if need be (see from_paper.py). Streamlit 1.67's field takes what is dropped or chosen only.

const BUTTON = ".st-key-draw-paper button"
const FIELD = '[role="dialog"] [data-testid="stFileUploaderDropzoneInput"]'
const PATIENCE = 3_000 // milliseconds until the field must be there

function fieldIsThere() {
  return new Promise((found) => {
    const look = () => {
      const field = document.querySelector(FIELD)
      if (!field) return false
      watch.disconnect()
      found(field)
      return true
    }
    const watch = new MutationObserver(look)
    if (look()) return
    watch.observe(document.body, { childList: true, subtree: true })
    setTimeout(() => { watch.disconnect(); found(null) }, PATIENCE)
  })
}

async function paste(event) {
  const button = document.querySelector(BUTTON)
  const picture = [...(event.clipboardData?.files ?? [])].find((file) => file.type.startsWith("image/"))
  if (!button || !picture) return
  event.preventDefault()
  if (!document.querySelector(FIELD)) button.click()
  const field = await fieldIsThere()
  if (!field) return
  const files = new DataTransfer()
  files.items.add(picture)
  field.files = files.files
  field.dispatchEvent(new Event("change", { bubbles: true }))
}

let listening = false

export default function () {
  if (!listening) document.addEventListener("paste", paste)
  listening = true
}
