// Keeps the page's address in step with what is set on the page. What a visitor would want to
// undo is a step for Back; anything smaller replaces the address.
//
// The server may be behind: it then knows an address that the browser has left, by Back or for
// another page. So nothing is written unless the address is the one that the server saw, or the
// last one that was written here.

export default function ({ data, parentElement }) {
  write(data, (parentElement.address ??= { steps: data.steps }), watchSteps())
}

function write(data, known, steps) {
  const folder = window.location.pathname.split("/").filter(Boolean).pop() ?? ""
  if ((data.pages.includes(folder) ? folder : "") !== data.page) return
  const asked = new URLSearchParams(window.location.search)
  const said = data.names.filter((name) => asked.has(name))
  const now = inOneOrder(said.map((name) => [name, asked.getAll(name).pop()]))
  const wanted = inOneOrder(data.query)
  if (now !== wanted) {
    if (now !== inOneOrder(data.seen) && now !== steps.written) return
    for (const name of data.names) asked.delete(name)
    for (const [name, text] of data.query) asked.append(name, text)
    const address = new URL(window.location.href)
    address.search = asked.toString().replaceAll("%2C", ",")
    const isStep = known.steps !== data.steps && !steps.wentThrough
    if (isStep) steps.push({}, "", address)
    else window.history.replaceState({}, "", address)
  }
  steps.written = wanted
  known.steps = data.steps
}

/** Parts of a page may share a setting's name, and each has its settings in its own order. */
function inOneOrder(query) {
  return JSON.stringify([...query].sort(([one], [other]) => (one < other ? -1 : 1)))
}

// Steps that Streamlit 1.67 makes by itself, and nobody asked for (no issue upstream names them yet;
// streamlit#5292 is their kin):
// - Where Back is pressed quickly, a page that the browser has left again by the time that its run
//   begins: what Forward would bring would be gone. So none is made before something is pressed.
// - Before the server turns to another page, this one without its parameters. So only a step to
//   another page is made; those within a page are ours.
function watchSteps() {
  if (window.digitLabSteps) return window.digitLabSteps
  const push = window.history.pushState.bind(window.history)
  const steps = { push, wentThrough: false, written: "" }
  const goThrough = () => Object.assign(steps, { wentThrough: true, written: "" })
  window.addEventListener("popstate", goThrough, true)
  for (const press of ["pointerdown", "keydown"]) {
    window.addEventListener(press, () => (steps.wentThrough = false), true)
  }
  window.history.pushState = (state, title, address) => {
    const path = new URL(address, window.location.href).pathname
    if (!steps.wentThrough && path !== window.location.pathname) steps.push(state, title, address)
  }
  return (window.digitLabSteps = steps)
}
