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

export default function ({ data, parentElement }) {
  let place = parentElement.querySelector(":scope > .dl-try")
  if (!place) {
    place = document.createElement("div")
    place.className = "dl-try dl-tasks"
    place.setAttribute("role", "status")
    parentElement.append(place)
  }
  const names = remembered()
  const fresh = document.createElement("div")
  fresh.innerHTML = data.html
  const before = names.size
  for (const task of fresh.querySelectorAll("[data-task]")) {
    if (task.dataset.done === "true") names.add(task.dataset.task)
    else if (names.has(task.dataset.task)) task.dataset.before = ""
  }
  if (names.size > before) remember(names)
  morph(place, fresh.innerHTML)
}
