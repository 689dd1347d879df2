// Pieces of ink -> lines of writing: model/writing_lines.py over again, for the browser.

import { heightOf, joined, middleOf, usualHeight, widthOf } from "./pieces.js"

const TALL = 0.5
const OVERLAP = 0.4
const OFF = 0.5
const NEAR = 0.7
const SHARED_WIDTH = 0.6
const BETWEEN = 0.4
const STACK = 1.35
const ALONE = 0.3
const FLATTEST = 0.25
const WIDER = 1.4

/** @typedef {import("./pieces.js").Piece} Piece */

/** The lines from top to bottom, each from left to right.
 * @param {Piece[]} pieces @returns {Piece[][]} */
export function linesOf(pieces) {
  const usual = usualHeight(pieces)
  const across = (one, other) => middleOf(one)[1] - middleOf(other)[1]
  const isTall = (piece) => heightOf(piece) >= TALL * usual
  const isUnderline = (piece) =>
    heightOf(piece) <= FLATTEST * usual && widthOf(piece) >= WIDER * usual
  const written = pieces.filter((piece) => !isUnderline(piece))
  const stacks = stacked(written.length ? written : pieces, usual)
  const lines = connectedChains(chains(stacks.filter(isTall).sort(across)), usual)
  const lonely = []
  for (const piece of stacks.filter((each) => !isTall(each))) {
    const distances = lines.map((line) => Math.min(...line.map((each) => distance(piece, each))))
    const nearest = Math.min(...distances)
    if (nearest <= NEAR * usual) lines[distances.indexOf(nearest)].push(piece)
    else if (Math.max(heightOf(piece), widthOf(piece)) >= ALONE * usual) lonely.push(piece)
  }
  lines.push(...connectedChains(chains(lonely), usual))
  const down = (line) => line.reduce((sum, piece) => sum + middleOf(piece)[0], 0) / line.length
  lines.sort((one, other) => down(one) - down(other))
  return lines.map((line) => line.sort(across))
}

/** Pieces that stand above one another, or in one another, as one. */
function stacked(pieces, usual) {
  let stacks = [...pieces]
  const passed = new Set() // nothing after them belongs to them
  for (let first = 0; first < stacks.length; ) {
    const one = stacks[first]
    const after = passed.has(one) ? [] : stacks.slice(first + 1)
    const others = after.filter((each) => isStack(one, each, usual))
    if (others.length) {
      stacks = stacks.filter((each) => !others.includes(each))
      const whole = joined([one, ...others])
      stacks[first] = whole
      const before = stacks.findIndex((each, i) => i < first && isStack(each, whole, usual))
      if (before >= 0) first = before
      passed.delete(stacks[first])
    } else {
      passed.add(one)
      first++
    }
  }
  return stacks
}

function isStack(one, other, usual) {
  const [top, left, bottom, right] = one.box
  const [above, before, below, after] = other.box
  const across = Math.min(right, after) - Math.max(left, before)
  if (across < SHARED_WIDTH * Math.min(widthOf(one), widthOf(other))) return false
  const between = Math.max(top, above) - Math.min(bottom, below)
  const height = Math.max(bottom, below) - Math.min(top, above)
  return between <= BETWEEN * usual && height <= STACK * Math.max(usual, heightOf(one), heightOf(other))
}

/** From each piece to its next neighbour on the right that stands as high. */
function chains(pieces) {
  const found = []
  for (const piece of pieces) {
    let [nearest, best] = [null, Infinity]
    for (const chain of found) {
      const gap = piece.box[1] - chain.at(-1).box[3]
      if (shared(piece, chain.at(-1)) >= OVERLAP && gap < best) [nearest, best] = [chain, gap]
    }
    if (nearest) nearest.push(piece)
    else found.push([piece])
  }
  return found
}

/** Chains that go on where another ends, as one. */
function connectedChains(found, usual) {
  const lines = []
  for (const chain of found.sort((one, other) => one[0].box[1] - other[0].box[1])) {
    const line = lines.find((each) => {
      const off = middleOf(chain[0])[0] - middleOf(each.at(-1))[0]
      return each.at(-1).box[3] <= chain[0].box[1] && Math.abs(off) <= OFF * usual
    })
    if (line) line.push(...chain)
    else lines.push([...chain])
  }
  return lines
}

function shared(one, other) {
  const common = Math.min(one.box[2], other.box[2]) - Math.max(one.box[0], other.box[0])
  return Math.max(0, common / Math.min(heightOf(one), heightOf(other)))
}

function distance(one, other) {
  const apart = (low, high) => Math.max(one.box[low] - other.box[high], other.box[low] - one.box[high], 0)
  return Math.hypot(apart(0, 2), apart(1, 3))
}
