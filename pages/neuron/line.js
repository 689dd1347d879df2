// The lesson of the line that separates: drawn, played and moved by hand in the browser. The server
// says what is set; it is told what was reached once something rests.

import { Parts } from "../shared/live/parts.js"
import { Player } from "../shared/live/player.js"
import { boundary, legend, linePicture } from "./line_picture.js"
import * as rule from "./line_rule.js"
import { lineInNumbers } from "./line_numbers.js"
import { fingersReach, makeMovable } from "./movable.js"
import { Plane } from "./plane.js"
import { playedLesson } from "./played_lesson.js"
import { encode, moved, nearest, pointAt, pointsOf, without } from "./points.js"
import { showTask } from "./tasks.js"

const GRIP = 0.12 // of the line between its ends, from either, lies what turns it

const parts = new Parts()
let plane = null
let given = null // what the server has said
let state = null // {line, before, points}
let reach = 0

const player = new Player(
  { advance, show, rest: tell, again, place: () => parts.places.picture, isOver: () => !next() },
  { step: "Learn", unit: "step", speeds: [1, 3, 10, 30], speed: 3, many: [10] },
)

function next(line = state.line) {
  const learn = given.soft ? rule.learnByGradient : rule.learnFromMistake
  return learn(line, state.points, given.rate)
}

/** The step of learning that led to the line as it is, if one did. */
function last() {
  const update = state.before && next(state.before)
  return update && same(rule.within(update.after), state.line) ? update : null
}

const same = (one, other) => one.every((each, place) => each === other[place])

function advance() {
  const update = next()
  if (!update) return false
  state.before = state.line
  state.line = rule.within(update.after)
  return true
}

function again() {
  Object.assign(state, { line: given.start, before: null })
  show(1)
  tell()
}

function tell() {
  const [w1, w2, b] = state.line.map(String)
  parts.tell({ w1, w2, b, before: state.before?.join("_") ?? "", points: encode(state.points) })
}

function show(share) {
  if (!state) return
  const update = last()
  const { points, line, before } = state
  // The line in the picture may be on its way.
  const shown = share < 1 && update ? line.map((each, i) => before[i] + share * (each - before[i])) : line
  const wrong = rule.mistakes(shown, points).filter(Boolean).length
  const alt = `A plane with ${points.length} points, ${wrong} of them on the wrong side of the line. ` +
    "Press it to add a point, or use the button Add a random point. Points and line can be moved."
  const picture = {
    points, line: shown, before: update?.before, soft: given.soft, learnt: update?.point, reach,
    handles: handles(shown),
  }
  parts.show("picture", linePicture(plane, picture, alt, 'role="group" data-movable data-played') + legend(given.soft))
  parts.show("learning", player.bar())
  parts.show("numbers", lineInNumbers(points, shown, update, given, player.isSlow))
  const kinds = new Set(points.map((each) => each.square)).size
  const { stand, missing } = given.task
  showTask("line", wrong === 0 && kinds === 2, kinds === 2 ? stand.replace("{}", wrong) : missing)
}

/** What the line can be moved by: a wide, unseen line over it, its ends, and its middle. */
function handles(line) {
  const found = rule.ends(line, plane.x, plane.y)
  if (!found) return ""
  const words = { start: "One end of the line", middle: "The middle of the line", end: "The other end of the line" }
  const grips = Object.entries(gripsOf(found)).map(([name, at]) => {
    const value = `x ${at[0].toFixed(2)}, y ${at[1].toFixed(2)}`
    return (
      `<g data-move="line-${name}" tabindex="0" role="slider" aria-label="${words[name]}" aria-valuemin="-2" ` +
      `aria-valuemax="2" aria-valuenow="${at[0].toFixed(2)}" aria-valuetext="${value}">` +
      `${plane.dot(at, reach.toFixed(1), "dl-touch")}${plane.dot(at, 6, "dl-grip")}</g>`
    )
  })
  const wide = boundary(plane, line, "dl-touch").replace("<path", `<path style="stroke-width:${(1.6 * reach).toFixed(1)}px"`)
  return wide + grips.join("")
}

function gripsOf([from, to]) {
  const at = (share) => from.map((each, axis) => each + share * (to[axis] - each))
  return { start: at(GRIP), middle: at(0.5), end: at(1 - GRIP) }
}

const things = {
  plane: () => plane,

  find(place, distance) {
    const row = nearest(state.points, place, distance)
    if (row !== null) return `point-${row}`
    const found = rule.ends(state.line, plane.x, plane.y)
    if (!found) return null
    const away = Math.abs(rule.sum(state.line, { x: place[0], y: place[1] })) / Math.hypot(...state.line.slice(0, 2))
    if (away > distance) return null
    const grips = Object.entries(gripsOf(found)).map(([name, at]) => [Math.hypot(at[0] - place[0], at[1] - place[1]), name])
    return `line-${grips.sort(([one], [other]) => one - other)[0][1]}`
  },

  where(thing) {
    const [kind, name] = thing.split("-")
    if (kind === "point") return [state.points[name].x, state.points[name].y]
    return gripsOf(rule.ends(state.line, plane.x, plane.y) ?? [[0, 0], [0, 0]])[name]
  },

  hold: () => parts.hold(),

  move(thing, [x, y]) {
    const [kind, name] = thing.split("-")
    if (kind === "point") {
      state.points = moved(state.points, Number(name), [x, y])
      state.before = null
    } else moveLine(name, [x, y])
    show(1)
  },

  drop: () => !player.isPlaying && tell(),

  press([x, y], thing) {
    if (thing?.startsWith("point") || state.points.length >= given.most) return
    state.points = [...state.points, pointAt(given.kind === "square", x, y)]
    state.before = null
    show(1)
    things.drop()
  },

  remove(thing) {
    const [kind, name] = thing.split("-")
    if (kind !== "point") return
    state.points = without(state.points, Number(name))
    state.before = null
    show(1)
    things.drop()
  },
}

function moveLine(name, [x, y]) {
  player.pause()
  const found = rule.ends(state.line, plane.x, plane.y)
  if (!found) return
  const grips = gripsOf(found)
  const to = [Math.min(Math.max(x, plane.x[0]), plane.x[1]), Math.min(Math.max(y, plane.y[0]), plane.y[1])]
  const line =
    name === "middle"
      ? rule.shifted(state.line, to[0] - grips.middle[0], to[1] - grips.middle[1])
      : rule.through(grips[name === "start" ? "end" : "start"], to, state.line)
  Object.assign(state, { line: rule.kept(line), before: null })
}

function take(data) {
  plane = new Plane(data.plane)
  const isBehind = state && parts.isBehind(data.heard)
  given = data
  if (isBehind || player.isPlaying) return
  state = { line: data.line, before: data.before, points: pointsOf(data.points) }
}

function measure(place) {
  reach = fingersReach(place.querySelector("svg"), plane)
}

const listen = (place) => makeMovable(place, things)

export default playedLesson({ parts, player, listen, take, tell, measure, show })
