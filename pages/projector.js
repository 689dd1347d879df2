// For a projector: what a class looks at is large, and what is for one person is hidden. Whether it
// is so stands in the address (kept.js); what that looks like, in shared/look/projector.css.

import { keep, PROJECTOR, whenKept } from "./kept.js"

let button = null

function build() {
  button = document.createElement("button")
  button.type = "button"
  button.className = "dl-projector"
  button.title = "Large, for a class that looks from afar"
  button.setAttribute("aria-label", "Projector")
  button.innerHTML = "<i aria-hidden=true>slideshow</i><span>Projector</span>"
  button.addEventListener("click", () => {
    const isOn = button.getAttribute("aria-pressed") === "true"
    keep(PROJECTOR, isOn ? null : "1")
    show(isOn ? null : "1")
  })
}

function show(value) {
  const isOn = value === "1"
  if (value !== null && !isOn) keep(PROJECTOR, null)
  document.documentElement.toggleAttribute("data-projector", isOn)
  if (!button) build()
  button.setAttribute("aria-pressed", isOn)
  if (!button.isConnected) document.querySelector(".stApp")?.append(button)
}

let watching = false

/** The switch, on wide windows, on every page. */
export function offerProjector() {
  if (watching) return
  watching = true
  whenKept(PROJECTOR, show)
}
