// The lesson of gradient descent: the ball rolls in the browser, along the path that the server has
// found for it (model/descent.py).

import { Parts } from "../shared/live/parts.js"
import { Player } from "../shared/live/player.js"
import { lossCurve } from "./loss_curve.js"
import { counted, factor, lossInWords, plain } from "./numbers.js"
import { Plane } from "./plane.js"
import { playedLesson } from "./played_lesson.js"
import { showTask } from "./tasks.js"

const SEEN = 0.01 // a step that is smaller than that gets more decimals
const REACH = 0.9 // of the tangent, to either side, as far as it is level

const parts = new Parts()
let plane = null
let given = null // what the server has said: the landscape, and the ball's whole path
let steps = 0 // that the ball has taken
let from = 0 // where it glides from

const player = new Player(
  { advance, show, rest: tell, again, place: () => parts.places.picture, isOver: () => steps >= end() },
  { step: "Step", unit: "step", speeds: [1, 3, 10, 30], speed: 3, many: [10, 100] },
)

const end = () => given.weights.length - 1

function advance() {
  from = steps
  steps = Math.min(steps + 1, end())
  return steps > from
}

function again() {
  from = steps = 0
  show(1)
  tell()
}

function tell() {
  from = steps
  parts.tell({ steps: String(steps) })
}

function show(share) {
  if (!given) return
  const ball = between(place(from), place(steps), from === steps ? 1 : share)
  const visited = Array.from({ length: steps }, (_, step) => place(step))
  const content =
    plane.ground +
    `<path class="dl-trail" d="${plane.path([...visited, ball])}"/>` +
    `<path class="dl-visited" d="${plane.dots(visited)}"/>` +
    (isLevel() && share >= 1 ? tangent() : "") +
    plane.dot(ball, 9, "dl-ball")
  const where = given.weights[steps].map((each) => plain(each)).join(", ")
  const alt = `A landscape of losses with a ball at ${where}, after ${counted(steps, "step")}. Press it to start elsewhere.`
  parts.show("picture", plane.picture(content, alt, 'role="img" data-place'))
  parts.show("learning", player.bar())
  parts.show("numbers", numbers())
  for (const [name, isReached] of Object.entries(given.tasks)) {
    showTask(name, isReached && steps === end(), given.stand.replace("{}", steps))
  }
}

const isLevel = () => given.weights[0].length === 1

/** Where the ball is after a step, in the numbers of the plane. */
function place(step) {
  const weights = given.weights[step]
  return isLevel() ? [weights[0], given.losses[step]] : weights
}

function between(one, other, share) {
  return one.map((each, axis) => each + share * (other[axis] - each))
}

function tangent() {
  const [w, loss] = place(steps)
  const slope = given.slopes[steps][0]
  const [[left, right], [low, high]] = [plane.x, plane.y]
  const reach = REACH / Math.hypot(1, (slope * (right - left)) / (high - low))
  const at = (side) => [w + side * reach, loss + side * reach * slope]
  return `<path class="dl-tangent" d="${plane.path([at(-1), at(1)])}"/>`
}

function numbers() {
  const { sentence, outcome } = words()
  return (
    `<div class="dl-score"><strong data-steps="${steps}">${steps.toLocaleString("en")}</strong>` +
    `<span>${steps === 1 ? "step" : "steps"}</span><em>loss ${lossInWords(given.losses[steps])}</em></div>` +
    `<p class="dl-outcome" data-outcome="${outcome}">${sentence}</p>` +
    `<div class="dl-update">${player.isSlow ? nextStep() : ""}${lossCurve(given.losses, steps)}</div>`
  )
}

function words() {
  if (steps === end() && given.words.end) return given.words.end
  if (steps === 0) return given.words.waiting
  return given.jumps.includes(steps) ? given.words.jumping : given.words.rolling
}

/** The rule with the numbers of the next step. */
function nextStep() {
  if (given.isOutside && steps === end()) return "<p>Start again, with a smaller rate.</p>"
  const [weights, slopes, { rate }] = [given.weights[steps], given.slopes[steps], given]
  const digits = Math.max(...slopes.map((each) => Math.abs(rate * each))) >= SEEN ? 2 : 5
  const rows = weights.map(
    (old, axis) =>
      `<tr><th>${"wv"[axis]}</th><td>${plain(old, digits)} − ${rate} × ${factor(slopes[axis])} = ` +
      `<b>${plain(old - rate * slopes[axis], digits)}</b></td></tr>`,
  )
  return `<p>Next step: weight − rate × slope</p><table>${rows.join("")}</table>`
}

function take(data) {
  const isOther = JSON.stringify(data.weights) !== JSON.stringify(given?.weights)
  plane = new Plane(data.plane)
  given = data
  if (isOther) player.stop()
  else if (parts.isBehind(data.heard) || player.isPlaying) return
  from = steps = data.steps
}

/** Let the server know where the picture was pressed: from there, the path is another. */
function listen(place) {
  place.addEventListener("click", (event) => {
    const svg = event.target.closest("[data-place]")
    if (!svg) return
    const box = svg.getBoundingClientRect()
    parts.send("placed", [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height])
  })
}

export default playedLesson({ parts, player, listen, take, tell, show })
