// A lesson's tasks. What was done once stays ticked, in this browser (see tasks.py).

import { morph } from "../shared/live/morph.js"

const STORE = "dl-tasks-done" // in the browser's storage: the names, in JSON

function remembered() {
  try {
    return new Set(JSON.parse(localStorage.getItem(STORE) ?? "[]"))
  } catch {
    return new Set() // no storage, or something else in it
  }
}

function remember(names) {
  try {
    localStorage.setItem(STORE, JSON.stringify([...names]))
  } catch {
    // A browser that keeps nothing shows what is done now.
  }
}

/** Note what is done in a place, and mark what was. */
function mark(place) {
  const names = remembered()
  const before = names.size
  for (const task of place.querySelectorAll("[data-task]")) {
    if (task.dataset.done === "true") {
      names.add(task.dataset.task)
      delete task.dataset.before
    } else if (names.has(task.dataset.task)) task.dataset.before = ""
  }
  if (names.size > before) remember(names)
}

/** Show at once how a task stands, while something moves in the browser.
 * @param {string} name @param {boolean} isDone @param {string} stand how far one has come */
export function showTask(name, isDone, stand) {
  const task = document.querySelector(`[data-task="${name}"]`)
  const words = task?.querySelector("em")
  if (!words) return
  const text = isDone ? task.dataset.words : stand
  if (task.dataset.done === String(isDone) && words.textContent === text) return
  task.dataset.done = isDone
  words.textContent = text
  mark(task.parentElement)
}

export default function ({ data, parentElement }) {
  let place = parentElement.querySelector(":scope > .dl-try")
  if (!place) {
    place = document.createElement("div")
    place.className = "dl-try dl-tasks"
    place.setAttribute("role", "status")
    parentElement.append(place)
  }
  const fresh = document.createElement("div")
  fresh.innerHTML = data.html
  mark(fresh)
  morph(place, fresh.innerHTML)
}
