// The lesson of hidden units: a small network learns in the browser, and is drawn as it learns. Its
// first weights come from the server; everything after them follows from what is set, so that the
// number of steps says where it is.

import { Parts } from "../shared/live/parts.js"
import { Player } from "../shared/live/player.js"
import { arrow, boundary } from "./line_picture.js"
import { ends } from "./line_rule.js"
import { lossCurve } from "./loss_curve.js"
import { fingersReach, makeMovable } from "./movable.js"
import { border, colorsOf, paintSums, paintUnit, SUMS, sumsOf, UNIT } from "./network_picture.js"
import { learn, lossOf, misread } from "./network_rule.js"
import { counted, plain } from "./numbers.js"
import { Plane } from "./plane.js"
import { playedLesson } from "./played_lesson.js"
import { encode, marks, moved, nearest, pointAt, pointsOf, without } from "./points.js"
import { showTask } from "./tasks.js"

const LOOKED_BACK = 200 // steps in which a network that isn't stuck gets better
const LEAST = 0.01 // by which share of its loss, at least

const parts = new Parts()
let plane = null
let given = null // what the server has said
let points = []
let network = null
let losses = [] // before the first step, and after each
let colors = null
let reach = 0
let drawn = "" // what the picture shows

const player = new Player(
  { advance, show, rest: tell, again, place: () => parts.places.picture, isOver },
  { step: "Step", unit: "step", speeds: [1, 10, 60, 300], speed: 60, many: [100] },
)

const steps = () => losses.length - 1

function isOver() {
  return !points.length || steps() >= given.mostSteps || !Number.isFinite(losses.at(-1))
}

function advance() {
  if (isOver()) return false
  network = learn(network, points, given.rate)
  losses.push(lossOf(network, points))
  return true
}

/** Back to the first weights; then so many steps. */
function begin(count = 0) {
  network = { ...given.start, activation: given.activation }
  losses = [points.length ? lossOf(network, points) : 0]
  while (steps() < count && advance());
}

function again() {
  begin()
  show()
  tell()
}

function tell() {
  parts.tell({ steps: String(steps()), points: encode(points) })
}

function show() {
  if (!given) return
  parts.show("learning", player.bar())
  const now = JSON.stringify([steps(), points, reach, colors, network.inputs, given.key])
  if (now === drawn) return
  drawn = now
  const wrong = misread(network, points)
  showPicture(wrong)
  const count = wrong.filter(Boolean).length
  parts.show("numbers", numbers(count))
  parts.places.numbers?.querySelectorAll("canvas").forEach((canvas, unit) =>
    paintUnit(canvas, network.inputs[unit], given.activation, plane, colors))
  showTasks(count)
}

function showPicture(wrong) {
  const place = parts.places.picture
  const sums = sumsOf(network, plane)
  const count = wrong.filter(Boolean).length
  const content =
    `${plane.ground}<g>${network.inputs.map(unitLine).join("")}</g>` +
    `<path class="dl-boundary" d="${border(sums, plane)}"/><g>${marks(plane, points, wrong, null, reach)}</g>`
  const alt =
    `A plane with ${points.length} points, ${count} of them misread, and a dashed line for each of ` +
    `${counted(network.inputs.length, "hidden unit")}. Press it to add a point, or use the button Add a random point.`
  const picture = plane.picture(content, alt, 'role="group" data-movable data-played')
  parts.show("picture", `<div class="dl-network">${SUMS}${picture}</div>${KEYS}`)
  paintSums(place.querySelector("canvas"), sums, colors)
}

const KEYS =
  '<div class="dl-network-keys"><span>says circle</span><span>border</span><span>a unit’s line</span><span>says square</span></div>'

/** Where a hidden unit's sum is zero, with its number, and an arrow to where it is above. */
function unitLine(weights, unit) {
  const found = ends(weights, plane.x, plane.y)
  if (!found) return ""
  const [x, y] = found[0].map((each, axis) => each + 0.06 * (found[1][axis] - each))
  return (
    boundary(plane, weights, "dl-unit") + arrow(plane, weights, "dl-unit-arrow") +
    plane.dot([x, y], 9, "dl-unit-tag") +
    `<text class="dl-unit-number" x="${plane.across(x).toFixed(1)}" y="${plane.down(y).toFixed(1)}" text-anchor="middle" dominant-baseline="central">${unit + 1}</text>`
  )
}

function numbers(wrong) {
  const units = network.inputs.map(
    (_, unit) =>
      `<figure>${UNIT}<figcaption><b>${unit + 1}</b> × ${plain(network.outputs[unit], 1)}</figcaption></figure>`,
  )
  const loss = points.length ? `loss ${plain(losses.at(-1), 3)}` : ""
  return (
    `<div class="dl-score"><strong data-mistakes="${wrong}">${wrong}</strong>` +
    `<span>of ${counted(points.length, "point")} misread</span><em>${loss}</em></div>` +
    `<p class="dl-outcome" data-steps="${steps()}">${inWords(wrong)}</p>` +
    `<div class="dl-units" aria-label="What each hidden unit says, and its weight in the output" role="group">${units.join("")}</div>` +
    lossCurve(losses, steps())
  )
}

function inWords(wrong) {
  const after = `After ${counted(steps(), "step")}: `
  if (!points.length) return "There is nothing to learn from. Press the plane to add a point."
  if (!Number.isFinite(losses.at(-1))) return `${after}the weights have become too large. Start again, with a smaller rate.`
  if (!steps()) return "Nothing is learnt yet: the weights are random. Press Play."
  if (!wrong) return `${after}every point is where it belongs.`
  const before = losses[steps() - LOOKED_BACK]
  if (before && before - losses.at(-1) < LEAST * before) return `${after}stuck. No small step makes the loss smaller. Try another start.`
  if (steps() >= given.mostSteps) return `${after}that was the last one.`
  return `${after}it is learning.`
}

function showTasks(wrong) {
  const isXor = encode(points) === given.xor
  const units = network.inputs.length
  const { words, one, stuck } = given.tasks
  const stand = isXor ? words.stand.replace("{}", wrong) : words.xor
  const unless = (isRight, otherwise, otherStand) => (isRight ? otherStand : otherwise)
  showTask("hidden-xor", isXor && units === 2 && !wrong, unless(units === 2, words.two, stand))
  showTask("hidden-one", isXor && units === 1 && steps() >= one, unless(units === 1, words.one, words.steps.replace("{}", steps())))
  const isStuck = isXor && units === 2 && wrong > 0 && steps() >= stuck
  showTask("hidden-stuck", isStuck, unless(units === 2, words.two, words.steps.replace("{}", steps())))
  const isRing = encode(points) === given.ring
  showTask("hidden-ring", isRing && !wrong && units <= given.tasks.few, words.stand.replace("{}", wrong))
}

function become(changed) {
  points = changed
  begin()
  show()
}

const things = {
  plane: () => plane,
  find(place, distance) {
    const row = nearest(points, place, distance)
    return row === null ? null : `point-${row}`
  },
  where: (thing) => [points[rowOf(thing)].x, points[rowOf(thing)].y],
  hold: () => parts.hold(),
  move: (thing, place) => become(moved(points, rowOf(thing), place)),
  drop: () => !player.isPlaying && tell(),
  press([x, y], thing) {
    if (thing || points.length >= given.most) return
    become([...points, pointAt(given.kind === "square", x, y)])
    things.drop()
  },
  remove(thing) {
    become(without(points, rowOf(thing)))
    things.drop()
  },
}

const rowOf = (thing) => Number(thing.split("-")[1])

function take(data) {
  plane = new Plane(data.plane)
  const isOther = data.key !== given?.key // another network, or another way to learn
  given = data
  if (isOther) player.stop()
  else if (parts.isBehind(data.heard) || player.isPlaying) return
  const there = pointsOf(data.points)
  if (!isOther && encode(there) === encode(points) && data.steps === steps()) return
  points = there
  begin(data.steps)
}

function measure(place) {
  reach = fingersReach(place.querySelector("svg"), plane)
  colors = colorsOf(place)
}

function showAnew() {
  drawn = ""
  show()
}

const listen = (place) => makeMovable(place, things)

export default playedLesson({ parts, player, listen, take, tell, measure, show: showAnew })
