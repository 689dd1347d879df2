// Several digits on the pad: model/number_on_pad.py over again, for the browser, and of
// model/digits_in_ink.py all but cutting digits apart that touch: that the server does, when the pen
// lifts.

import { linesOf } from "./lines.js"
import { probabilities } from "./network.js"
import { alone, heightOf, isOn, joined, piecesOf, usualHeight, widthOf } from "./pieces.js"
import { inkBox, toMnist } from "./preprocess.js"
import { judge } from "./verdict.js"

const LEAST_HEIGHT = 0.65
const MOST_PIECES = 200

const LEAST_LINE = 0.5
const MOST_JOINED = 12
const MOST_JOINED_IN_ALL = 16
const WIDEST = 1.6
const WIDEST_GAP = 0.4
const SQUARE = 1.1
const FIRM = 0.7
const MANY = 5
const FLAT = 0.3

const DIGIT = 0.4
const JOIN = 0.8
const BESIDE = 0.1
const APART = 1.5
const NO_DIGIT = 1.5
const NO_DIGIT_AMONG_DIGITS = 2.5
const SMALL = 1.0
const LEFT_OUT = [0.05, 5.0]
const SHAPES = [
  [-0.12, 0.24], [-1.02, 0.48], [-0.11, 0.25], [-0.36, 0.23], [-0.39, 0.26],
  [-0.15, 0.24], [-0.47, 0.22], [-0.28, 0.26], [-0.41, 0.25], [-0.44, 0.22],
]
const USUAL_SHAPE = 1.0
const ODDEST_SHAPE = 1.5

/** @typedef {import("./pieces.js").Piece} Piece */
/** @typedef {import("./preprocess.js").Drawing} Drawing */
/** A piece that is read as a digit.
 * @typedef {{piece: Piece, image: Uint8Array, reading: import("./verdict.js").Reading}} Found */
/** What is on the pad: all of its digits, where they are several, and whether they are a number.
 * @typedef {{digits: Found[], isNumber: boolean}} Several */

/** Reads pieces, each only once: what didn't change since the last frame is known. */
export class Reader {
  /** @param {import("./network.js").Network} network */
  constructor(network) {
    this.network = network
    this.pieces = []
    this.found = new Map()
    this.before = new Map()
    this.knowsDigits = false
  }

  get noDigitCostsMore() {
    return this.knowsDigits ? NO_DIGIT_AMONG_DIGITS : 0
  }

  /** The pieces of a drawing; what was read of those before the last ones is forgotten.
   * @param {Drawing} drawing */
  take(drawing) {
    this.pieces = piecesOf(drawing, this.pieces)
    this.before = this.found
    this.found = new Map()
    return this.pieces
  }

  /** @param {Piece} piece @returns {Found} */
  read(piece) {
    const known = this.known(piece)
    if (known) return known
    const { key, box, runs } = piece
    const [top, left] = box
    const own = runs.map((each, i) => each - (i % 3 ? left : top))
    const image = toMnist(alone({ runs: own }, widthOf(piece), heightOf(piece)))
    const found = { piece, image, reading: judge(probabilities(this.network, image)) }
    this.found.set(key, found)
    return found
  }

  known({ key }) {
    const found = this.found.get(key) ?? this.before.get(key)
    if (found) this.found.set(key, found)
    return found
  }
}

/** The digits on the pad, if they are several.
 * @param {Drawing} drawing @param {Reader} reader
 * @param {Drawing | null} finished what was there before the stroke that is being drawn
 * @returns {Several} */
export function readSeveral(drawing, reader, finished = null) {
  const box = inkBox(drawing)
  const pieces = reader.take(drawing)
  const none = { digits: [], isNumber: false }
  if (!box || pieces.length > MOST_PIECES) return none
  const growing = finished && pieces.find((piece) => isBeginning(piece, pieces, finished))
  const tall = LEAST_HEIGHT * (box[2] - box[0])
  const count = pieces.filter((piece) => piece === growing || heightOf(piece) >= tall).length
  if (count < 2) return none
  const digits = digitsAmong(pieces, reader, growing)
  if (digits.length < 2 && !growing) return none
  // Of a digit that is only being drawn nobody knows yet what it will be.
  const ended = digits.filter(({ piece }) => piece.key !== growing?.key)
  const firm = firmIn(ended)
  return { digits, isNumber: firm > 0 && firm >= FIRM * ended.length }
}

const firmIn = (found) => found.filter(({ reading }) => reading.kind === "digit").length

/** Whether a piece is all of the stroke that is being drawn, and stands beside all others. */
function isBeginning(piece, pieces, finished) {
  const [, left, , right] = piece.box
  const beside = ({ box }) => box[3] <= left || right <= box[1]
  return !isOn(piece, finished) && pieces.every((each) => each === piece || beside(each))
}

/** @returns {Found[]} in reading order */
function digitsAmong(pieces, reader, growing) {
  const least = LEAST_LINE * usualHeight(pieces)
  const lines = linesOf(pieces)
  const readLines = () => lines.flatMap((line) => readLine(line, least, reader))
  reader.knowsDigits = false
  const found = readLines()
  const firm = firmIn(found)
  if (firm >= Math.max(MANY, FIRM * found.length) && firm < found.length) {
    reader.knowsDigits = true
    return readLines()
  }
  const whole = joined(pieces)
  if (!isOne(found, whole, pieces.length, reader)) return found
  const one = reader.read(whole)
  return growing && one.reading.kind !== "digit" ? found : [one]
}

function readLine(line, least, reader) {
  const usual = Math.max(usualHeight(line), least)
  const groups = groupsOf(line, usual)
  for (;;) {
    const path = cheapest(line, groups, usual, reader)
    const unread = path.filter((group) => !reader.known(group))
    unread.forEach((group) => reader.read(group))
    if (unread.length) continue // what they cost is known only now
    return path
      .map((group) => reader.read(group))
      .filter(({ piece, reading }) => reading.kind === "digit" || heightOf(piece) >= FLAT * usual)
  }
}

/** All neighbours that might be one digit: [first][how many more] -> one piece. */
function groupsOf(line, usual) {
  return line.map((piece, first) => {
    const groups = [piece]
    let right = piece.box[3]
    for (let last = first + 1; last < Math.min(first + MOST_JOINED, line.length); last++) {
      const group = joined(line.slice(first, last + 1))
      const gap = line[last].box[1] - right
      if (gap > WIDEST_GAP * usual || widthOf(group) > WIDEST * Math.max(usual, heightOf(group))) break
      right = Math.max(right, line[last].box[3])
      groups.push(group)
    }
    return groups
  })
}

/** The likeliest way to group the pieces, or to leave some out. What hasn't been read costs as much as
 * it must at least: if nothing of that is in the way, it is the likeliest. */
function cheapest(line, groups, usual, reader) {
  const ways = [{ cost: 0, path: [] }]
  const take = (end, cost, path) => { if (!(cost >= ways[end]?.cost)) ways[end] = { cost, path } }
  line.forEach((piece, first) => {
    const { cost, path } = ways[first]
    const size = Math.max(heightOf(piece), widthOf(piece)) / usual
    take(first + 1, cost + LEFT_OUT[0] + (LEFT_OUT[1] + reader.noDigitCostsMore) * size ** 2, path)
    groups[first].forEach((group, more) => {
      const parts = line.slice(first, first + more + 1)
      take(first + more + 1, cost + groupCost(parts, group, usual, reader), [...path, group])
    })
  })
  return ways[line.length].path
}

function groupCost(parts, group, usual, reader) {
  let cost = DIGIT + costOf(group, reader)
  if (heightOf(group) < 0.5 * usual) cost += SMALL
  for (let i = 1; i < parts.length; i++) {
    const gap = Math.max(0, parts[i].box[1] - parts[i - 1].box[3]) / usual
    cost += JOIN * Math.min(1, gap / BESIDE) + APART * gap
  }
  return cost
}

/** Whether all pieces are rather one digit: drawn with gaps, or made of segments. */
function isOne(found, whole, pieces, reader) {
  if (!found.length) return true
  const wide = widthOf(whole) > SQUARE * heightOf(whole)
  if (found.length === 1 || pieces > MOST_JOINED_IN_ALL || wide) return false
  if (firmIn(found) >= MANY) return false
  const cost = found.reduce((sum, { piece }) => sum + costOf(piece, reader), 0) + JOIN
  if (costOf(whole, reader) >= cost) return false
  reader.read(whole)
  return costOf(whole, reader) < cost
}

/** How unlikely a piece is to be a digit, by its looks and its shape; what that is at least, if it
 * hasn't been read. */
function costOf(piece, reader) {
  const reading = reader.known(piece)?.reading
  const shape = Math.log(widthOf(piece) / heightOf(piece))
  const odd = ([mean, deviation]) =>
    Math.min(Math.max(((shape - mean) / deviation) ** 2 / 2 - USUAL_SHAPE, 0), ODDEST_SHAPE)
  if (!reading) return Math.min(...SHAPES.map(odd))
  const none = reading.kind === "no-digit" ? NO_DIGIT + reader.noDigitCostsMore : 0
  return none + odd(SHAPES[reading.digit]) - Math.log(Math.max(reading.probabilities[reading.digit], 1e-6))
}
