// The loss after each step, as a small curve.

import { Plane } from "./plane.js"

const FEWEST = 10 // steps that the axis has room for at first
const FINEST = 240 // points of the curve

/** As SVG. @param {ArrayLike<number>} losses from before the first step on
 * @param {number} steps how many of them were taken */
export function lossCurve(losses, steps) {
  const last = Math.max(steps, FEWEST)
  let highest = 1e-9
  for (let step = 0; step <= steps; step++) highest = Math.max(highest, losses[step])
  const plane = new Plane({
    name: "losses", x: [-0.03 * last, 1.03 * last], y: [-0.08, 1.12], width: 300, height: 130,
    left: 4, bottom: 4, top: 22, right: 4,
    labels: '<text class="dl-axis" x="4" y="14">loss after each step</text>',
  })
  const at = (step) => [step, losses[step] / highest]
  const every = Math.max(1, Math.floor(steps / FINEST))
  const places = []
  for (let step = 0; step < steps; step += every) places.push(at(step))
  places.push(at(steps))
  const content = `<path class="dl-curve" d="${plane.path(places)}"/>` + plane.dot(at(steps), 5, "dl-ball")
  return plane.picture(content, "The loss after each step.")
}
