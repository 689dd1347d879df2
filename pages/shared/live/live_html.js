// HTML whose changes move instead of blinking (see morph.js).
//
// What has data-press (a button, so that the keyboard reaches it, too) sends that to the server
// when it is pressed.

import { morph } from "./morph.js"

function listen(place) {
  place.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-press]")
    if (pressed) place.send("pressed", pressed.dataset.press)
  })
}

export default function ({ data, parentElement, setTriggerValue }) {
  let place = parentElement.querySelector(":scope > .dl-live")
  if (!place) {
    place = document.createElement("div")
    place.className = "dl-live"
    parentElement.append(place)
    listen(place)
  }
  place.send = setTriggerValue
  morph(place, data.html)
}
