// Whether the server is there, as Streamlit says on the page.

const STATE = "data-test-connection-state"
const THERE = "CONNECTED"

/** @param {() => void} lost called when it no longer answers
 * @param {() => void} [back] called when it does again, or another one in its place */
export function watchConnection(lost, back) {
  const app = document.querySelector(".stApp")
  let isThere = true
  new MutationObserver(() => {
    const before = isThere
    isThere = app.getAttribute(STATE) === THERE
    if (before && !isThere) lost()
    if (!before && isThere) back?.()
  }).observe(app, { attributes: true, attributeFilter: [STATE] })
}
