// Asks for the page again when nothing is shown (see frame.py). The watch belongs to the tab
// and not to a page: it goes on when a page's own parts are gone. What stays then is this
// component, which belongs to the frame.

const FRAME = "style, .dl-page-title, .st-key-tabs, .st-key-lesson-link"
const LOOK_EVERY = 250 // milliseconds
const PATIENCE = 2 // looks in a row that find nothing, before the page is asked for
const TRIES = 3 // so that a page that can't be shown isn't asked for for ever

function isOfTheFrame(child) {
  return child.contains(itself) || child.matches(FRAME) || child.querySelector(FRAME) !== null
}

// Whether nothing is shown; null while the page runs, which says nothing yet.
function isEmpty() {
  const app = document.querySelector('.stApp[data-test-script-state="notRunning"]')
  if (!app) return null
  const page = app.querySelector('[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"]')
  return page ? [...page.children].every(isOfTheFrame) : false
}

function watch() {
  let seen = 0
  let tries = 0
  setInterval(() => {
    const empty = isEmpty()
    if (empty === null) return
    seen = empty ? seen + 1 : 0
    if (seen === 0) tries = 0
    if (seen < PATIENCE || tries === TRIES) return
    seen = 0
    tries += 1
    // What the browser says after Back, and what Streamlit answers with the address's page. The
    // parameter says that it isn't Back: what is set on the page stays (page_state.py).
    const address = new URL(window.location.href)
    address.searchParams.set("again", "1")
    window.history.replaceState(window.history.state, "", address)
    window.dispatchEvent(new PopStateEvent("popstate"))
  }, LOOK_EVERY)
}

let watching = false
let itself = null

// `element` is the frame's own, which is no content.
export function neverEmpty(element) {
  itself = element
  if (!watching) watch()
  watching = true
}
