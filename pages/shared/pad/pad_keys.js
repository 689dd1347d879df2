// Keys that do what the pad's buttons do: Ctrl+Z, Ctrl+Y, Delete; and 0 to 9, which ask why the
// answer isn't that digit. They are left to whatever takes text, and to what lies over the page.

const TAKES_TEXT = "input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable]:not([contenteditable=false])"

/** The name of the press that a key means, or null.
 * @param {KeyboardEvent} event */
function meant(event) {
  const key = event.key.toLowerCase()
  if (event.altKey || event.isComposing) return null
  if (event.ctrlKey || event.metaKey) {
    if (key === "z") return event.shiftKey ? "redo" : "undo"
    return key === "y" && !event.shiftKey ? "redo" : null
  }
  if (event.repeat) return null
  if (key === "delete") return "clear"
  return /^[0-9]$/.test(key) ? `why-${key}` : null
}

/** Where the keyboard is, through all shadow roots. */
function focused() {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  return element
}

function isForSomethingElse() {
  return Boolean(focused()?.closest(TAKES_TEXT) || document.querySelector('[role="dialog"]'))
}

/** Listen for the keys from now on.
 * @param {(name: string) => boolean} press does what a press of this name does, if there is
 * anything to do, and says so */
export function listenForKeys(press) {
  document.addEventListener("keydown", (event) => {
    const name = meant(event)
    if (!name || event.defaultPrevented || isForSomethingElse()) return
    if (press(name)) event.preventDefault()
  })
}
