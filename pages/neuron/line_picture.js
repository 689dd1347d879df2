// A neuron with two inputs as a picture: the line where its sum is zero, and what it says where.

import { ends, mistakes, sigmoid } from "./line_rule.js"
import { marks } from "./points.js"

const SURE = 6 // sums beyond this are as good as certain: 99.8 %
const SHADES = 24 // of the sigmoid, from sure of a circle to sure of a square
export const STRONGEST = 0.42 // how much a shade covers where the neuron is sure

/** The plane with the points, the line between them and its shades.
 * @typedef {import("./line_rule.js").Line} Line
 * @param {import("./plane.js").Plane} plane
 * @param {{points: import("./points.js").Point[], line: Line, before?: Line | null, soft?: boolean,
 *   learnt?: number | null, handles?: string, reach?: number}} shown
 * @param {string} alt @param {string} [attributes] */
export function linePicture(plane, shown, alt, attributes) {
  const { points, line, before = null, soft = false, learnt = null, handles = "", reach = 0 } = shown
  const lines =
    (before ? boundary(plane, before, "dl-before") : "") +
    boundary(plane, line, "dl-boundary") +
    arrow(plane, line)
  const found = marks(plane, points, mistakes(line, points), learnt, reach)
  // Groups, so that nothing changes its place among its siblings, nor the keyboard's focus its thing,
  // when something else comes or goes.
  const groups = [shading(plane, line, soft), plane.ground, lines, handles, found]
  return plane.picture(groups.map((each) => `<g>${each}</g>`).join(""), alt, attributes)
}

/** Where the weighted sum is zero; nothing if that is outside the plane. */
export function boundary(plane, line, kind) {
  const found = ends(line, plane.x, plane.y)
  return found ? `<path class="${kind}" d="${plane.path(found)}"/>` : ""
}

/** A short arrow from the line to the side where the sum is above zero. */
export function arrow(plane, [w1, w2, b], kind = "dl-arrow") {
  const length = Math.hypot(w1, w2)
  if (!length) return ""
  const foot = [w1, w2].map((each) => (-b * each) / length ** 2)
  if (Math.max(...foot.map(Math.abs)) > plane.x[1]) return ""
  const across = [w1 / length, w2 / length]
  const at = (along, aside) => [
    foot[0] + along * across[0] - aside * across[1],
    foot[1] + along * across[1] + aside * across[0],
  ]
  const head = [at(0.13, 0.045), at(0.2, 0), at(0.13, -0.045)]
  return `<path class="${kind}" d="${plane.path([foot, at(0.2, 0)])}${plane.path(head)}"/>`
}

/** What the neuron says where: blue where it fires, orange where it doesn't. The output changes
 * along the weights only, so a linear gradient shows it exactly. */
function shading(plane, line, soft) {
  const [w1, w2, b] = line
  const size = `width="${plane.width}" height="${plane.height}"`
  const length = Math.hypot(w1, w2)
  if (!length) {
    const { color, strength } = shade(b, soft)
    return `<rect style="fill:${color};fill-opacity:${strength}" ${size}/>`
  }
  const place = (side) => {
    const along = (side * SURE - b) / length ** 2
    return [plane.across(along * w1), plane.down(along * w2)].map((each) => each.toFixed(2))
  }
  const [[x1, y1], [x2, y2]] = [place(-1), place(1)]
  const stops = shades(soft).map(
    ({ offset, color, strength }) =>
      `<stop offset="${offset.toFixed(4)}" style="stop-color:${color};stop-opacity:${strength}"/>`,
  )
  const name = `${plane.name}-shades`
  return (
    `<linearGradient id="${name}" gradientUnits="userSpaceOnUse" x1="${x1}" y1="${y1}" x2="${x2}" ` +
    `y2="${y2}">${stops.join("")}</linearGradient><rect fill="url(#${name})" ${size}/>`
  )
}

/** What the shades mean, as HTML. */
export function legend(soft) {
  const stops = shades(soft).map(
    ({ offset, color, strength }) =>
      `color-mix(in srgb,${color} ${(100 * strength).toFixed(0)}%,transparent) ${(100 * offset).toFixed(0)}%`,
  )
  const words = soft ? ["0: surely a circle", "½", "1: surely a square"] : ["circle", "", "square"]
  return (
    `<div class="dl-shades"><i style="background:linear-gradient(90deg,${stops.join(",")})"></i>` +
    `${words.map((each) => `<span>${each}</span>`).join("")}</div>`
  )
}

/** From sure of a circle to sure of a square, each with its place from 0 to 1. */
function shades(soft) {
  if (!soft) return [-1, 1].map((total) => ({ offset: 0.5, ...shade(total, soft) }))
  return Array.from({ length: SHADES + 1 }, (_, number) => ({
    offset: number / SHADES,
    ...shade(((2 * number) / SHADES - 1) * SURE, soft),
  }))
}

function shade(total, soft) {
  const share = soft ? sigmoid(total) : Number(total >= 0)
  const color = share >= 0.5 ? "var(--dl-accent)" : "var(--dl-orange)"
  return { color, strength: (STRONGEST * Math.abs(2 * share - 1)).toFixed(3) }
}
