// HTML whose changes move instead of blinking: what stays keeps its place in the document, and
// only attributes and texts that differ are set. Bars can then glide from one width to the next
// (by CSS), and a picture stays on the screen until the next one is ready.
//
// What has data-press (a button, so that the keyboard reaches it, too) sends that to the server
// when it is pressed. What has data-place sends where in its box it was pressed, from 0 to 1.

function sameKind(old, fresh) {
  return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName
}

function setAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name)) old.removeAttribute(name)
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value)
  }
}

function become(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data
    return
  }
  setAttributes(old, fresh)
  children(old, fresh)
}

function children(old, fresh) {
  const before = [...old.childNodes]
  const after = [...fresh.childNodes]
  after.forEach((node, place) => {
    const there = before[place]
    if (there && sameKind(there, node)) become(there, node)
    else if (there) there.replaceWith(node)
    else old.append(node)
  })
  before.slice(after.length).forEach((node) => node.remove())
}

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
  const template = document.createElement("template")
  template.innerHTML = data.html
  let place = parentElement.querySelector(":scope > .dl-steady")
  if (!place) {
    place = document.createElement("div")
    place.className = "dl-steady"
    parentElement.append(place)
    listen(place)
  }
  place.send = setTriggerValue
  children(place, template.content)
}
