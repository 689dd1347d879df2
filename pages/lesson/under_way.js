// A lesson under way: a slim bar on every page says which step this is and what to do there, and
// leads to the next. The step stands in the address (kept.js); the bar belongs to the tab, and
// costs the server nothing.

import { keep, PLAN, store, stored, whenKept } from "../kept.js"

const OWN_PAGE = "lesson"
const FOLLOWS = "follow" // who follows the teacher is led already
const TOLD = "plan-told" // in the tab: the step whose words were shown, for a reload
const PATIENCE = 2_000 // milliseconds for Streamlit to turn to another page

let lessons = null // by their minutes: title, page, address and words of each step
let bar = null
let touched = false // by the visitor, since the bar led to another page
let arriving = 0 // the timer of the look whether that page has come

/** The lesson's steps and the number of the one that a text names; null for no such step. */
function find(text) {
  const [minutes, number] = (text ?? "").split("-")
  const steps = lessons?.[minutes]
  return steps?.[number - 1] ? { minutes, steps, number: Number(number) } : null
}

/** Turn to an address as Back would, so that the visit goes on; Back then leads to this one. */
function go(address) {
  const url = new URL(address, document.baseURI)
  const push = window.digitLabSteps?.push ?? history.pushState.bind(history)
  push({}, "", url)
  window.dispatchEvent(new PopStateEvent("popstate"))
  // Streamlit 1.67 puts a page's own address back if that was just about to be shown.
  clearTimeout(arriving)
  arriving = setTimeout(() => {
    if (location.pathname !== url.pathname && !touched) location.assign(url)
  }, PATIENCE)
  touched = false
}

function build() {
  bar = document.createElement("aside")
  bar.className = "dl-lesson-bar"
  bar.setAttribute("aria-label", "The lesson under way")
  bar.innerHTML =
    '<div class="dl-lesson-row"><a data-plan-step data-way="back" aria-label="The step before">‹</a>' +
    '<button type="button" data-way="words" aria-expanded="false"><span></span> <b></b></button>' +
    '<a data-plan-step data-way="next"></a>' +
    '<button type="button" data-way="leave" aria-label="Leave the lesson" title="Leave the lesson">×</button></div>' +
    '<section hidden><h2></h2><div></div><a data-plan-step data-way="all">All steps</a></section>'
  part("words").addEventListener("click", () => open(bar.querySelector("section").hidden))
  part("leave").addEventListener("click", () => {
    keep(PLAN, null)
    show(null)
  })
  document.querySelector(".stApp").append(bar)
}

const part = (way) => bar.querySelector(`[data-way="${way}"]`)

function open(isOpen) {
  bar.querySelector("section").hidden = !isOpen
  part("words").setAttribute("aria-expanded", isOpen)
}

function lead(way, address) {
  if (address === null) part(way).removeAttribute("href")
  else part(way).setAttribute("href", `./${address}`)
}

function show(text) {
  const found = find(text)
  const params = new URLSearchParams(location.search)
  const elsewhere = location.pathname.split("/").pop() === OWN_PAGE || params.has(FOLLOWS)
  document.documentElement.toggleAttribute("data-lesson", Boolean(found) && !elsewhere)
  if (!found) {
    if (text !== null) keep(PLAN, null)
    if (stored(TOLD) !== null) store(TOLD, null)
    bar?.remove()
    bar = null
    return
  }
  if (!bar) build()
  if (!bar.isConnected) document.querySelector(".stApp")?.append(bar)
  bar.hidden = elsewhere
  if (elsewhere) open(false)
  const { minutes, steps, number } = found
  if (bar.dataset.step === text) return
  bar.dataset.step = text
  const step = steps[number - 1]
  const page = `${OWN_PAGE}?minutes=${minutes}`
  bar.querySelector("span").textContent = `Step ${number} of ${steps.length}`
  bar.querySelector("b").textContent = step.title
  bar.querySelector("h2").textContent = step.title
  bar.querySelector("section > div").innerHTML = step.words
  lead("back", steps[number - 2]?.address ?? null)
  lead("next", steps[number]?.address ?? `${page}&step=${number}`)
  part("next").textContent = steps[number] ? "Next" : "Finish"
  lead("all", `${page}&step=${number}`)
  if (elsewhere || stored(TOLD) === text) return
  store(TOLD, text)
  open(true)
}

function watch() {
  window.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a[data-plan-step][href]")
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      event.stopPropagation()
      if (link.dataset.way === "next" && link.textContent === "Finish") keep(PLAN, null)
      go(link.getAttribute("href"))
    },
    true,
  )
  for (const press of ["pointerdown", "keydown"]) {
    window.addEventListener(
      press,
      ({ target, key }) => {
        touched = true
        const own = bar?.contains(target)
        if (bar && (own ? key === "Escape" : press === "pointerdown")) open(false)
      },
      true,
    )
  }
  window.addEventListener("popstate", ({ isTrusted }) => (touched ||= isTrusted)) // Back itself
  whenKept(PLAN, show)
}

let watching = false

/** Lead through a lesson, once one is under way. `address` is where its steps are. */
export function leadThroughLessons(address) {
  if (watching || !address) return
  watching = true
  fetch(new URL(address, document.baseURI))
    .then((answer) => answer.json())
    .then((found) => (lessons = found))
    .then(watch, () => (watching = false))
}
