// One digit, pixel by pixel. The pixel under the pointer, the finger or the keyboard is marked in
// three places at once: in the image, in the line of 784 into which its rows are laid, and in
// that line's part that is its row, enlarged. Beside it stand its name, its value and the pixels
// around it.

const SIZE = 28
const COUNT = SIZE * SIZE
const AROUND = 2 // pixels on either side of the marked one, in the glass
const ROOM_FOR_NUMBERS = 14 // pixels of the screen for a pixel of the image
const ROW_TIME = 110 // milliseconds for a row to be laid into the line
const FIRST = 14 * SIZE + 14 // in the middle, where there mostly is something

const LINE = 16 // heights of the line, of what joins it to its enlarged part, and of that part
const JOINT = 12
const ROW = 26

const STEPS = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
}

function element(name, attributes = {}, ...content) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...content)
  return made
}

function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value))
}

// A value in full, and in at most three characters.
function inFull(value, scaled) {
  return scaled ? (value === 0 || value === 255 ? String(value / 255) : (value / 255).toFixed(3)) : String(value)
}

function inShort(value, scaled) {
  if (!scaled || value === 0) return String(value)
  return value === 255 ? "1" : (value / 255).toFixed(2).replace(/^0|0$/g, "") // .47, and 1.0
}

// Fits a canvas to its place on the screen, sharply, and gives its pen.
function fitted(canvas, height) {
  const width = canvas.clientWidth
  const sharpness = window.devicePixelRatio || 1
  const tall = height ?? width
  canvas.width = Math.round(width * sharpness)
  canvas.height = Math.round(tall * sharpness)
  const pen = canvas.getContext("2d")
  pen.setTransform(sharpness, 0, 0, sharpness, 0, 0)
  pen.textAlign = "center"
  pen.textBaseline = "middle"
  return { pen, width, height: tall }
}

function cell(here, pen, value, x, y, width, height, size) {
  pen.fillStyle = `rgb(${value} ${value} ${value})`
  pen.fillRect(x, y, width + 0.5, height + 0.5)
  if (!size) return
  pen.fillStyle = value > 140 ? "#000" : value ? "#e4e9ef" : "#5d6b7a"
  pen.font = `${size}px ${here.font}`
  pen.fillText(inShort(value, here.data.scaled), x + width / 2, y + height / 2 + 0.5)
}

function outline(pen, color, thickness, x, y, width, height) {
  pen.strokeStyle = color
  pen.lineWidth = thickness
  pen.strokeRect(x, y, width, height)
}

function drawImage(here) {
  const { pen, width } = fitted(here.image)
  const side = width / SIZE
  const size = side >= ROOM_FOR_NUMBERS ? side * 0.5 : 0
  here.data.values.forEach((value, place) => {
    const [row, column] = [Math.floor(place / SIZE), place % SIZE]
    cell(here, pen, value, column * side, row * side, side, side, size)
  })
  const [row, column] = [Math.floor(here.marked / SIZE), here.marked % SIZE]
  outline(pen, here.accent, 2, 1, row * side, width - 2, side)
  outline(pen, here.orange, 3, column * side, row * side, side, side)
}

function drawGlass(here) {
  const { pen, width } = fitted(here.glass)
  const across = 2 * AROUND + 1
  const side = width / across
  pen.clearRect(0, 0, width, width)
  const [middle, centre] = [Math.floor(here.marked / SIZE), here.marked % SIZE]
  for (let down = 0; down < across; down += 1) {
    for (let right = 0; right < across; right += 1) {
      const [row, column] = [middle + down - AROUND, centre + right - AROUND]
      if (row < 0 || column < 0 || row >= SIZE || column >= SIZE) continue
      const value = here.data.values[row * SIZE + column]
      cell(here, pen, value, right * side, down * side, side, side, side * 0.34)
    }
  }
  outline(pen, here.orange, 3, AROUND * side, AROUND * side, side, side)
}

function drawLine(here) {
  const { pen, width } = fitted(here.line, LINE + JOINT + ROW)
  const step = width / COUNT
  const side = width / SIZE
  const row = Math.floor(here.marked / SIZE)
  const [from, to] = [row * SIZE * step, (row + 1) * SIZE * step]
  pen.clearRect(0, 0, width, LINE + JOINT + ROW)
  pen.fillStyle = here.empty
  pen.fillRect(0, 0, width, LINE)
  here.data.values.slice(0, here.laid * SIZE).forEach((value, place) => {
    pen.fillStyle = `rgb(${value} ${value} ${value})`
    pen.fillRect(place * step, 0, step + 0.5, LINE)
  })
  pen.fillStyle = here.accent
  pen.globalAlpha = 0.25
  pen.beginPath()
  for (const [x, y] of [[from, LINE], [to, LINE], [width, LINE + JOINT], [0, LINE + JOINT]]) pen.lineTo(x, y)
  pen.fill()
  pen.globalAlpha = 1
  here.data.values.slice(row * SIZE, (row + 1) * SIZE).forEach((value, column) => {
    const size = side >= ROOM_FOR_NUMBERS ? Math.min(12, side * 0.45) : 0
    cell(here, pen, value, column * side, LINE + JOINT, side, ROW, size)
  })
  outline(pen, here.accent, 2, clamp(from, 1, width - 3), 1, Math.max(2, to - from), LINE - 2)
  pen.fillStyle = here.orange
  pen.fillRect(here.marked * step - 1, 0, Math.max(3, step), LINE)
  outline(pen, here.accent, 2, 1, LINE + JOINT + 1, width - 2, ROW - 2)
  outline(pen, here.orange, 3, (here.marked % SIZE) * side, LINE + JOINT + 1.5, side, ROW - 3)
}

function say(here) {
  const [row, column] = [Math.floor(here.marked / SIZE), here.marked % SIZE]
  const value = here.data.values[here.marked]
  here.name.textContent = `Row ${row}, column ${column}`
  here.value.textContent = inFull(value, here.data.scaled)
  here.place.textContent = `${SIZE} × ${row} + ${column} = ${here.marked}`
  here.root.dataset.marked = here.marked
}

// A colour of the style sheet as a canvas knows it: what depends on the theme is decided by then.
function color(here, name) {
  here.probe.style.color = `var(${name})`
  return getComputedStyle(here.probe).color
}

function dress(here) {
  here.accent = color(here, "--dl-accent")
  here.orange = color(here, "--dl-orange")
  here.empty = color(here, "--dl-line")
  here.font = getComputedStyle(here.root).fontFamily
  draw(here)
}

function draw(here) {
  drawImage(here)
  drawGlass(here)
  drawLine(here)
  say(here)
}

function mark(here, place) {
  if (place === here.marked) return
  here.marked = place
  draw(here)
}

function placeInImage(here, event) {
  const box = here.image.getBoundingClientRect()
  const [column, row] = [
    ((event.clientX - box.left) / box.width) * SIZE,
    ((event.clientY - box.top) / box.height) * SIZE,
  ].map((value) => clamp(Math.floor(value), 0, SIZE - 1))
  return row * SIZE + column
}

function placeInLine(here, event) {
  const box = here.line.getBoundingClientRect()
  const share = (event.clientX - box.left) / box.width
  if (event.clientY - box.top < LINE + JOINT / 2) return clamp(Math.floor(share * COUNT), 0, COUNT - 1)
  return Math.floor(here.marked / SIZE) * SIZE + clamp(Math.floor(share * SIZE), 0, SIZE - 1)
}

function follow(here, canvas, placeOf) {
  for (const name of ["pointermove", "pointerdown"]) {
    canvas.addEventListener(name, (event) => {
      stop(here)
      mark(here, placeOf(here, event))
    })
  }
}

function stop(here) {
  clearInterval(here.laying)
  here.laying = null
  if (here.laid !== SIZE) {
    here.laid = SIZE
    draw(here)
  }
}

// Lays one row after the other into the line, each with its frame in the image.
function layRows(here) {
  stop(here)
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return
  here.laid = 0
  here.laying = setInterval(() => {
    if (!here.root.isConnected || here.laid >= SIZE) {
      stop(here)
      return
    }
    here.marked = here.laid * SIZE
    here.laid += 1
    draw(here)
  }, ROW_TIME)
}

function step(here, event) {
  const move = STEPS[event.key]
  if (!move) return
  event.preventDefault()
  stop(here)
  const row = clamp(Math.floor(here.marked / SIZE) + move[0], 0, SIZE - 1)
  const column = clamp((here.marked % SIZE) + move[1], 0, SIZE - 1)
  mark(here, row * SIZE + column)
}

function build(parent) {
  const here = { marked: FIRST, laid: SIZE, laying: null }
  here.image = element("canvas", { class: "dl-pixels-image", tabindex: "0", role: "application" })
  here.marks = element("div", { class: "dl-pixels-marks" })
  here.name = element("b")
  here.value = element("strong")
  here.place = element("b")
  here.glass = element("canvas", { class: "dl-pixels-glass", "aria-hidden": "true" })
  here.line = element("canvas", { class: "dl-pixels-line", "aria-hidden": "true" })
  here.probe = element("i", { hidden: "" })
  const play = element("button", { type: "button" }, "Lay the rows in a line")
  play.onclick = () => layRows(here)
  here.root = element(
    "div",
    { class: "dl-pixels" },
    element("div", { class: "dl-pixels-frame" }, here.image, here.marks),
    element(
      "div",
      { class: "dl-pixels-side" },
      element("p", { "aria-live": "polite" }, here.name, here.value),
      here.glass,
      element("p", { class: "dl-pixels-place" }, "Its place in the line of 784", element("br"), here.place),
      play,
    ),
    here.line,
    here.probe,
  )
  follow(here, here.image, placeInImage)
  follow(here, here.line, placeInLine)
  here.image.addEventListener("keydown", (event) => step(here, event))
  parent.append(here.root)
  new ResizeObserver(() => draw(here)).observe(here.root)
  // A new theme changes classes, and the colours with them, some time later.
  new MutationObserver(() => requestAnimationFrame(() => dress(here))).observe(
    document.querySelector(".stApp"),
    { attributes: true, attributeFilter: ["class"] },
  )
  return here
}

export default function ({ data, parentElement }) {
  parentElement.dlPixels ??= build(parentElement)
  const here = parentElement.dlPixels
  here.data = data
  here.image.setAttribute("aria-label", `${data.name} Arrow keys move the marked pixel.`)
  here.marks.innerHTML = data.marks
  dress(here)
}
