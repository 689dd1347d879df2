// Hidden units as tiles in order of their influence. The one that is pointed at (by mouse, finger
// or arrow keys) shows its incoming weights and what it adds to each of the ten logits.
//
// The tiles are made once and then only change: order, numbers and colours come with each stroke.
// All incoming weights are one picture, which Streamlit serves and the browser keeps.

const LONGEST_WAIT = 600 // animation frames, about ten seconds

function sheet() {
  return document.querySelector(".st-key-unit-pictures img")?.src
}

// The picture comes in an element of its own, which may be later than the tiles.
function whenSheetIsThere(action, framesLeft = LONGEST_WAIT) {
  if (sheet()) action()
  else if (framesLeft > 0) requestAnimationFrame(() => whenSheetIsThere(action, framesLeft - 1))
}

function element(name, attributes = {}, ...content) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...content)
  return made
}

function numbers(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  return new Float32Array(bytes.buffer)
}

function short(value) {
  const size = Math.abs(value)
  const text = size >= 1e5 ? size.toExponential(0) : size.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2)
  return value < 0 && Number(text) ? `−${text}` : text
}

function signed(value) {
  const text = short(value)
  return text.startsWith("−") ? text : `+${text}`
}

function shade(shades, share) {
  const part = Math.min(Math.abs(share), 1)
  return `color-mix(in srgb, ${shades[share < 0 ? 0 : 2]} ${100 * part}%, ${shades[1]})`
}

// Black or white: the one that can be read on the shade.
function ink([usual, againstFrom, forFrom], share) {
  const turned = Math.abs(share) >= (share < 0 ? againstFrom : forFrom)
  return turned ? (usual === "#000" ? "#fff" : "#000") : usual
}

function build(parent, data) {
  const tiles = element("div", { class: "dl-units", role: "listbox", "aria-label": "Hidden units" })
  const unit = element("div", { class: "dl-unit" })
  const title = element("h4")
  const board = element("div", { class: "dl-unit-board" }, title, tiles, unit)
  parent.replaceChildren(board)
  const here = { layer: data.layer, title, tiles, unit, picked: null, made: [] }
  const pick = (event) => {
    const tile = event.target.closest("[data-unit]")
    if (!tile) return
    here.picked = Number(tile.dataset.unit)
    mark(here)
  }
  tiles.addEventListener("pointerover", (event) => { if (event.pointerType === "mouse") pick(event) })
  tiles.addEventListener("focusin", pick)
  tiles.addEventListener("click", pick)
  tiles.addEventListener("keydown", (event) => move(here, event))
  return here
}

function move(here, event) {
  const across = Math.max(1, Math.floor(here.tiles.clientWidth / here.made[0].offsetWidth))
  const all = here.made.length
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across, Home: -all, End: all }
  const step = steps[event.key]
  if (!step) return
  event.preventDefault()
  const place = here.data.order.indexOf(shownUnit(here)) + step
  here.made[Math.min(Math.max(place, 0), all - 1)].focus()
}

function show(here, data) {
  here.data = data
  here.contributions = numbers(data.contributions)
  here.title.textContent = data.title
  const count = data.order.length
  while (here.made.length < count) {
    const tile = element("button", { type: "button", role: "option", tabindex: "-1" })
    here.made.push(tile)
    here.tiles.append(tile)
  }
  here.tiles.dataset.many = count > 128 ? "yes" : "no"
  data.order.forEach((number, place) => {
    const tile = here.made[place]
    const value = data.activations[number]
    const share = value / data.strongest
    tile.dataset.unit = number
    tile.textContent = short(value)
    tile.style.background = shade(data.shades, share)
    tile.style.color = ink(data.ink, share)
    tile.setAttribute("aria-label", `Unit ${number + 1}, activation ${short(value)}`)
  })
  mark(here)
}

// Until somebody has pointed at one, it is the most influential.
function shownUnit(here) {
  return here.picked ?? here.data.order[0]
}

function mark(here) {
  const shown = shownUnit(here)
  for (const tile of here.made) {
    const picked = Number(tile.dataset.unit) === shown
    tile.setAttribute("aria-selected", picked)
    tile.tabIndex = picked ? 0 : -1
  }
  here.unit.replaceChildren(...describe(here.data, shown, here.contributions))
}

function describe(data, number, contributions) {
  const activation = element("p", {}, "puts out ", element("b", {}, short(data.activations[number])))
  const head = element("div", {}, element("h4", { "aria-live": "polite" }, `Unit ${number + 1}`), activation)
  const rows = [...Array(10).keys()].map((digit) => {
    const adds = contributions[10 * number + digit]
    const width = 50 * Math.min(Math.abs(adds) / data.largest, 1)
    const bar = element("em", {})
    bar.style.cssText = `width:${width}%;${adds < 0 ? "right" : "left"}:50%;background:${data.shades[adds < 0 ? 0 : 2]}`
    const row = element("li", {}, element("b", {}, `${digit}`), element("i", {}, bar), element("span", {}, signed(adds)))
    row.toggleAttribute("data-asked", digit === data.digit)
    return row
  })
  const about = data.exact ? "adds to the logit of" : "adds, roughly, to the logit of"
  const adds = element("div", { class: "dl-adds" }, element("p", {}, about), element("ol", { start: "0" }, ...rows))
  return [head, incoming(data, number), adds, element("p", { class: "dl-sum-line" }, data.sum)]
}

function incoming(data, number) {
  if (!data.side) return element("p", {}, "Its inputs are no pixels of the image, so there is no picture of its weights.")
  const label = `What unit ${number + 1} looks for: its weight for each ${data.from}.`
  const picture = element("div", { class: "dl-incoming", role: "img", "aria-label": label })
  const rows = Math.ceil(data.order.length / data.columns)
  const across = 100 * (number % data.columns) / Math.max(data.columns - 1, 1)
  const down = 100 * Math.floor(number / data.columns) / Math.max(rows - 1, 1)
  picture.style.cssText = `background-image:url("${sheet() ?? ""}");background-size:${100 * data.columns}% ${100 * rows}%;background-position:${across}% ${down}%`
  const note = element("p", {}, `its weight for each ${data.from}`)
  const legend = element("div")
  legend.innerHTML = data.legend
  return element("div", { class: "dl-looks-for" }, picture, note, legend)
}

export default function ({ data, parentElement }) {
  let here = parentElement.unitBoard
  const same = here && here.layer === data.layer && here.made.length === data.order.length
  if (!same) here = parentElement.unitBoard = build(parentElement, data)
  show(here, data)
  if (data.side && !sheet()) whenSheetIsThere(() => mark(here))
}
