// Asks for the page again when nothing is shown (see entrance.py). The watch belongs to the tab
// and not to a page: it is there when a page's own parts, this one included, are gone.

const LOOK_EVERY = 250 // milliseconds
const PATIENCE = 2 // looks in a row that find nothing, before the page is asked for
const TRIES = 3 // so that a page that can't be shown isn't asked for for ever

function isEmpty() {
  const app = document.querySelector('.stApp[data-test-script-state="notRunning"]')
  const page = app?.querySelector('[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"]')
  return page ? page.childElementCount === 0 : false
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

export default function () {
  if (!watching) watch()
  watching = true
}
