// Asks for the page when the server is there again. Streamlit 1.67 does so only where the last thing
// that ran was a part of the page. Otherwise a server that has begun anew would know nothing of the
// page, and wouldn't listen to any part of it.

import { watchConnection } from "./shared/live/connection.js"

const PATIENCE = 500 // milliseconds in which Streamlit asks, if it does

let ask = null
let watching = false

function askUnlessItRuns() {
  const app = document.querySelector(".stApp")
  const runs = new MutationObserver(() => {
    if (app.dataset.testScriptState === "running") end()
  })
  const end = () => {
    clearTimeout(waiting)
    runs.disconnect()
  }
  const waiting = setTimeout(() => {
    end()
    ask()
  }, PATIENCE)
  runs.observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] })
}

/** @param {() => void} askForPage what asks the server for the whole page */
export function askAfterRestart(askForPage) {
  ask = askForPage
  if (!watching) watchConnection(() => {}, askUnlessItRuns)
  watching = true
}
