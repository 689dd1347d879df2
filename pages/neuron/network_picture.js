// What a small network says where: the plane in two colours, and the border between them.

import { STRONGEST } from "./line_picture.js"
import { sigmoid } from "./line_rule.js"
import { sumAt, unitAt } from "./network_rule.js"

const FINE = 48 // fields of the plane, in each direction
const COARSE = 22 // of a unit's small picture
/** Where they are painted, as HTML. */
export const [SUMS, UNIT] = [FINE, COARSE].map((size) => `<canvas width="${size}" height="${size}"></canvas>`)
const COLORS = ["--dl-accent", "--dl-orange"]

/** The two colours, as the theme has them now. @param {Element} place @returns {number[][]} */
export function colorsOf(place) {
  const probe = place.appendChild(document.createElement("i"))
  const found = COLORS.map((name) => {
    probe.style.color = `var(${name})`
    return getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map(Number)
  })
  probe.remove()
  return found
}

/** The output's sums at the corners of all fields, from the top left, row by row.
 * @param {import("./network_rule.js").Network} network @param {import("./plane.js").Plane} plane */
export function sumsOf(network, plane) {
  const sums = new Float64Array((FINE + 1) ** 2)
  for (let row = 0, at = 0; row <= FINE; row++) {
    for (let column = 0; column <= FINE; column++) sums[at++] = sumAt(network, ...cornerOf(plane, column, row))
  }
  return sums
}

function cornerOf({ x: [left, right], y: [low, high] }, column, row) {
  return [left + (column / FINE) * (right - left), high - (row / FINE) * (high - low)]
}

/** Colour the fields: the stronger, the surer. @param {HTMLCanvasElement} canvas */
export function paintSums(canvas, sums, colors) {
  const size = FINE + 1
  paint(canvas, FINE, colors, (column, row) => {
    const at = row * size + column
    return 2 * sigmoid((sums[at] + sums[at + 1] + sums[at + size] + sums[at + size + 1]) / 4) - 1
  })
}

/** The same for what one hidden unit says. @param {number[]} weights the unit's */
export function paintUnit(canvas, weights, activation, { x: [left, right], y: [low, high] }, colors) {
  const share = activation === "sigmoid" ? (value) => 2 * value - 1 : (value) => Math.min(value, 1)
  paint(canvas, COARSE, colors, (column, row) => {
    const x = left + ((column + 0.5) / COARSE) * (right - left)
    const y = high - ((row + 0.5) / COARSE) * (high - low)
    return share(unitAt(weights, activation, x, y))
  })
}

/** @param {(column: number, row: number) => number} valueAt from -1, orange, to 1, blue */
function paint(canvas, size, colors, valueAt) {
  const pen = canvas.getContext("2d")
  const pixels = pen.createImageData(size, size)
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at += 4) {
      const value = valueAt(column, row)
      const color = colors[value >= 0 ? 0 : 1]
      for (let part = 0; part < 3; part++) pixels.data[at + part] = color[part]
      pixels.data[at + 3] = 255 * STRONGEST * Math.abs(value)
    }
  }
  pen.putImageData(pixels, 0, 0)
}

/** The border, where the output's sum is zero, for the attribute d of a path: marching squares
 * (Lorensen and Cline, 1987, in the plane). */
export function border(sums, plane) {
  const size = FINE + 1
  const crossing = (one, other) => {
    const [a, b] = [one, other].map(([column, row]) => sums[row * size + column])
    if (a >= 0 === b >= 0) return null
    const share = a / (a - b)
    return cornerOf(plane, one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1]))
  }
  const stretches = []
  for (let row = 0; row < FINE; row++) {
    for (let column = 0; column < FINE; column++) {
      const at = row * size + column
      const above = (sums[at] >= 0) + (sums[at + 1] >= 0) + (sums[at + size] >= 0) + (sums[at + size + 1] >= 0)
      if (above % 4 === 0) continue // the border is elsewhere, as in most fields
      const corners = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]]
      const found = corners.map((each, i) => crossing(each, corners[(i + 1) % 4])).filter(Boolean)
      for (let i = 0; i + 1 < found.length; i += 2) stretches.push(plane.path([found[i], found[i + 1]]))
    }
  }
  return stretches.join("")
}
