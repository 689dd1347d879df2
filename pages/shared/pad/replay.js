// The drawing drawn again, line by line, and read all the while; a slider goes through it.
//
// It happens on a sheet that lies over the pad until the pad is touched.

import { readFrom } from "./live_reading.js"

const SPEED = 0.7 // pixels of the pad for each millisecond
const [SHORTEST, LONGEST] = [800, 5000] // milliseconds for all of it
const STEPS = 200 // of the slider
const QUICK = matchMedia("(prefers-reduced-motion: reduce)")

/** A path's command as Fabric.js has it, with the point where it begins.
 * @typedef {{from: number[], command: (string | number)[], length: number}} Part
 * @typedef {[number, (string | number)[][]]} Stroke its width and its path */

let sheet = null // what is shown at the moment: {node, size, strokes, length, color, ended}

/** Begin, or end what has begun.
 * @param {Element} paper what the sheet lies over
 * @param {{strokes: Stroke[], size: number, color: string}} drawing
 * @param {() => void} ended called when the pad is seen again */
export function replay(paper, drawing, ended) {
  if (sheet?.node.isConnected) {
    end()
    return
  }
  const strokes = drawing.strokes.map(([width, path]) => ({ width, parts: partsOf(path) }))
  const length = strokes.flatMap(({ parts }) => parts).reduce((sum, part) => sum + part.length, 0)
  sheet = { ...drawing, strokes, length, ended, node: newSheet(drawing.size) }
  paper.append(sheet.node)
  readFrom(sheet.node.querySelector("canvas"))
  play()
}

/** Take the sheet away. */
export function end() {
  const ended = sheet?.ended
  sheet?.node.remove()
  sheet = null
  readFrom(null)
  ended?.()
}

function newSheet(size) {
  const node = document.createElement("div")
  node.className = "dl-replay"
  node.innerHTML =
    `<canvas width="${size}" height="${size}"></canvas>` +
    `<input type="range" min="0" max="${STEPS}" step="1" aria-label="How much of the drawing is drawn">`
  const slider = node.querySelector("input")
  slider.addEventListener("input", () => {
    if (!sheet) return
    sheet.held = true
    show(slider.value / STEPS)
  })
  // Whoever wants to draw puts the sheet away first.
  node.addEventListener("pointerdown", (event) => { if (event.target !== slider) end() })
  node.addEventListener("keydown", (event) => { if (event.key === "Escape") end() })
  return node
}

function play() {
  const mine = sheet
  const time = Math.min(Math.max(mine.length / SPEED, SHORTEST), LONGEST)
  const start = performance.now()
  const step = () => {
    if (sheet !== mine || mine.held || !mine.node.isConnected) return
    const share = QUICK.matches ? 1 : Math.min((performance.now() - start) / time, 1)
    mine.node.querySelector("input").value = share * STEPS
    show(share)
    if (share < 1) requestAnimationFrame(step)
  }
  step()
  mine.node.querySelector("input").focus({ preventScroll: true })
}

/** Draw a share of the drawing, from 0 to 1. */
function show(share) {
  const canvas = sheet.node.querySelector("canvas")
  const pen = canvas.getContext("2d", { willReadFrequently: true })
  pen.clearRect(0, 0, canvas.width, canvas.height)
  pen.lineCap = pen.lineJoin = "round"
  pen.strokeStyle = sheet.color
  let left = share * sheet.length
  for (const { width, parts } of sheet.strokes) {
    if (left <= 0) break
    pen.lineWidth = width
    pen.beginPath()
    pen.moveTo(...parts[0].from)
    for (const part of parts) {
      if (left <= 0) break
      draw(pen, part, Math.min(left / part.length, 1))
      left -= part.length
    }
    pen.stroke()
  }
  readFrom(canvas)
}

function draw(pen, { from, command: [kind, ...numbers] }, share) {
  const control = between(from, numbers.slice(0, 2), share)
  if (kind === "L") pen.lineTo(...control)
  else {
    const to = between(control, between(numbers, numbers.slice(2), share), share)
    pen.quadraticCurveTo(...control, ...to)
  }
}

function between(one, other, share) {
  return [0, 1].map((axis) => one[axis] + (other[axis] - one[axis]) * share)
}

/** @param {(string | number)[][]} path @returns {Part[]} */
function partsOf(path) {
  const [[, ...start], ...commands] = path
  let from = start
  return commands.map((command) => {
    const to = command.slice(-2)
    const length = Math.max(Math.hypot(to[0] - from[0], to[1] - from[1]), 1)
    const part = { from, command, length }
    from = to
    return part
  })
}
