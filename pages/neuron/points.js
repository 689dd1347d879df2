// Squares and circles in the plane: as marks that can be moved, and as the address says them
// (points.py).

import { plain } from "./numbers.js"

const EDGE = 1
const STEP = 100 // places are kept in hundredths
export const MARK = 8.5 // half of a square, and a circle's radius

/** @typedef {{square: boolean, x: number, y: number}} Point */

/** A point at the nearest place that there is. @returns {Point} */
export function pointAt(square, x, y) {
  const [near, high] = [x, y].map(
    (each) => Math.round(Math.min(Math.max(each, -EDGE), EDGE) * STEP) / STEP + 0,
  )
  return { square, x: near, y: high }
}

/** As the server has sent them: [[square, x, y], …]. @returns {Point[]} */
export function pointsOf(rows) {
  return rows.map(([square, x, y]) => ({ square, x, y }))
}

/** As the address says them. @param {Point[]} points */
export function encode(points) {
  const code = ({ square, x, y }) => `${square ? "s" : "c"}${Math.round(x * STEP)}_${Math.round(y * STEP)}`
  return points.map(code).join(".") || "none"
}

/** The points with one of them elsewhere. */
export function moved(points, row, [x, y]) {
  return points.map((each, number) => (number === row ? pointAt(each.square, x, y) : each))
}

/** The points without one of them. */
export function without(points, row) {
  return points.filter((_, number) => number !== row)
}

/** Marks in a plane, those misread with a ring around them.
 * @param {import("./plane.js").Plane} plane @param {Point[]} points @param {boolean[]} wrong
 * @param {number | null} learnt the row of the one that was just learned from
 * @param {number} reach how far around it a finger finds one, in units of the picture; 0 if they
 *   can't be moved */
export function marks(plane, points, wrong, learnt = null, reach = 0) {
  return points
    .map((each, number) => {
      const [x, y] = [plane.across(each.x), plane.down(each.y)]
      const ring = (kind, radius) =>
        `<circle class="${kind}" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius}"/>`
      const drawn =
        (wrong[number] ? ring("dl-misread", MARK + 6) : "") +
        (number === learnt ? ring("dl-learnt", MARK + 10) : "") +
        (each.square
          ? `<rect class="dl-square" x="${(x - MARK).toFixed(1)}" y="${(y - MARK).toFixed(1)}" ` +
            `width="${2 * MARK}" height="${2 * MARK}"/>`
          : ring("dl-circle", MARK))
      if (!reach) return drawn
      const kind = each.square ? "Square" : "Circle"
      const words = `x ${plain(each.x)}, y ${plain(each.y)}${wrong[number] ? ", misread" : ""}`
      return (
        `<g data-move="point-${number}" tabindex="0" role="slider" aria-label="${kind} ${number + 1}" ` +
        `aria-valuemin="-1" aria-valuemax="1" aria-valuenow="${each.x}" aria-valuetext="${words}">` +
        `${ring("dl-touch", reach.toFixed(1))}${drawn}</g>`
      )
    })
    .join("")
}

/** The row of the point that is nearest to a place, if it is within reach; else null. */
export function nearest(points, [x, y], reach) {
  let found = null
  let shortest = reach
  points.forEach((each, number) => {
    const distance = Math.hypot(each.x - x, each.y - y)
    if (distance <= shortest) [found, shortest] = [number, distance]
  })
  return found
}
