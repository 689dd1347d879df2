// HTML whose changes move instead of blinking (see morph.js).
//
// What has data-press (a button, so that the keyboard reaches it, too) sends that to the server
// when it is pressed. What has data-place sends where in its box it was pressed, from 0 to 1.

import { morph } from "./morph.js"

function listen(place) {
  place.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-press]")
    const field = event.target.closest("[data-place]")
    if (pressed) {
      place.send("pressed", pressed.dataset.press)
    } else if (field) {
      const box = field.getBoundingClientRect()
      const [x, y] = [event.clientX - box.left, event.clientY - box.top]
      place.send("placed", [x / box.width, y / box.height])
    }
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
