// Keeps the page's address in step with what is set on the page. What a visitor would want to
// undo is a step for Back; anything smaller replaces the address.
//
// The server may be behind: it then knows an address that the browser has left, by Back or for
// another page. So nothing is written unless the address is the one that the server saw, or the
// last one that was written here.

export default function ({ data, parentElement }) {
  ignoreLateSteps()
  const known = (parentElement.address ??= { steps: data.steps, written: "", left: null })
  known.left ??= () => (known.written = "")
  window.addEventListener("popstate", known.left)
  write(data, known)
  return () => window.removeEventListener("popstate", known.left)
}

function write(data, known) {
  const folder = window.location.pathname.split("/").filter(Boolean).pop() ?? ""
  if ((data.pages.includes(folder) ? folder : "") !== data.page) return
  const asked = new URLSearchParams(window.location.search)
  const said = data.names.filter((name) => asked.has(name))
  const now = JSON.stringify(said.map((name) => [name, asked.getAll(name).pop()]))
  const wanted = JSON.stringify(data.query)
  if (now !== wanted) {
    if (now !== JSON.stringify(data.seen) && now !== known.written) return
    for (const name of data.names) asked.delete(name)
    for (const [name, text] of data.query) asked.append(name, text)
    const address = new URL(window.location.href)
    address.search = asked.toString().replaceAll("%2C", ",")
    window.history[known.steps === data.steps ? "replaceState" : "pushState"]({}, "", address)
  }
  known.written = wanted
  known.steps = data.steps
}

// Where Back is pressed quickly, Streamlit 1.67 makes a step of a page that the browser has left
// again by the time that its run begins, and what Forward would bring is gone (no issue upstream
// names it yet; streamlit#5292 is its kin). A step that nobody has pressed anything for since Back
// or Forward is none.
function ignoreLateSteps() {
  if (window.digitLabSteps) return
  window.digitLabSteps = true
  const push = window.history.pushState.bind(window.history)
  let wentThrough = false
  window.addEventListener("popstate", () => (wentThrough = true), true)
  for (const press of ["pointerdown", "keydown"]) {
    window.addEventListener(press, () => (wentThrough = false), true)
  }
  window.history.pushState = (...step) => wentThrough || push(...step)
}
