// Asks for the page again when nothing is shown (see never_empty.py). The watch belongs to the tab
// and not to a page: it goes on when a page's own parts are gone. What stays then is this
// component, which belongs to the frame.

const LOOK_EVERY = 250 // milliseconds
const PATIENCE = 2 // looks in a row that find nothing, before the page is asked for
const TRIES = 3 // so that a page that can't be shown isn't asked for for ever

function isEmpty() {
  const app = document.querySelector('.stApp[data-test-script-state="notRunning"]')
  const page = app?.querySelector('[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"]')
  return page ? [...page.children].every((child) => child.contains(itself)) : false
}

function watch() {
  let seen = 0
  let tries = 0
  setInterval(() => {
    seen = isEmpty() ? seen + 1 : 0
    if (seen === 0) tries = 0
    if (seen < PATIENCE || tries === TRIES) return
    seen = 0
    tries += 1
    // What the browser says after Back, and what Streamlit answers with the address's page.
    window.dispatchEvent(new PopStateEvent("popstate"))
  }, LOOK_EVERY)
}

let watching = false
let itself = null

export default function ({ parentElement }) {
  const root = parentElement.getRootNode()
  itself = root.host ?? parentElement // seen from the page, beyond its own shadow
  if (!watching) watch()
  watching = true
}
