// Which letters a digit looks like, too: model/letters.py over again, for the browser.

import { IMAGE_SIZE, inkBox } from "./preprocess.js"

const INKED = 128
const ROUND = 7
const NEAR = 2
const TWO_CORNERS = 3
const FAR = 5

const hasHoles = (count) => ({ holes }) => holes === count

/** @typedef {{rows: Uint8Array[], holes: number, corners: number[]}} Shape the ink's box, how many
 * places the ink surrounds, and how far it is from the top left, top right, bottom left and bottom
 * right of its box */

/** @type {Object<number, [string, ...((shape: Shape) => boolean)[]][]>} */
const LETTERS = {
  0: [["O", hasHoles(1), ({ rows }) => 10 * rows[0].length >= ROUND * rows.length]],
  1: [["l", hasHoles(0), isLine], ["I", hasHoles(0), isLine]],
  2: [["Z", hasHoles(0), ({ corners }) => corners[0] + corners[1] <= TWO_CORNERS]],
  5: [["S", hasHoles(0), ({ corners }) => Math.min(corners[0], corners[1]) >= NEAR]],
  6: [["b", hasHoles(1), ({ corners }) => corners[0] <= NEAR]],
  8: [["B", hasHoles(2), ({ corners }) => corners[0] + corners[2] <= TWO_CORNERS]],
  9: [
    ["q", hasHoles(1), ({ corners }) => corners[3] <= NEAR && corners[2] > FAR],
    ["g", hasHoles(1), ({ corners }) => corners[2] <= FAR],
  ],
}

/** "O", "lI", or none. @param {Uint8Array} image 28 x 28, in MNIST's form
 * @param {number} digit what it is read as */
export function lettersLike(image, digit) {
  const inked = image.map((grey) => Number(grey >= INKED))
  const box = LETTERS[digit] && inkBox({ ink: inked, width: IMAGE_SIZE, height: IMAGE_SIZE })
  if (!box) return ""
  const rows = rowsIn(inked, box)
  const shape = { rows, holes: holes(inked), corners: cornersOf(rows) }
  const like = LETTERS[digit].filter(([, ...rules]) => rules.every((rule) => rule(shape)))
  return like.map(([letter]) => letter).join("")
}

function rowsIn(inked, [top, left, bottom, right]) {
  return Array.from({ length: bottom - top }, (_, row) => {
    const start = (top + row) * IMAGE_SIZE
    return inked.slice(start + left, start + right)
  })
}

function cornersOf(rows) {
  const nearest = [Infinity, Infinity, Infinity, Infinity]
  rows.forEach((row, y) => row.forEach((ink, x) => {
    if (!ink) return
    const [down, across] = [rows.length - 1 - y, row.length - 1 - x]
    ;[y + x, y + across, down + x, down + across].forEach((distance, corner) => {
      nearest[corner] = Math.min(nearest[corner], distance)
    })
  }))
  return nearest
}

/** Whether there is nothing beside one stroke from top to bottom. @param {Shape} shape */
function isLine({ rows }) {
  const widths = rows.map((row) => row.reduce((sum, ink) => sum + ink, 0))
  const usual = [...widths].sort((a, b) => a - b)[Math.floor(rows.length / 2)]
  const runs = rows.map((row) => row.reduce((count, ink, x) => count + (ink && !row[x - 1]), 0))
  return runs.every((count) => count === 1) && 2 * Math.max(...widths) <= 3 * usual + 2
}

/** How many connected pieces of paper there are beside the one around the ink. */
function holes(inked) {
  const side = IMAGE_SIZE + 2 // with paper all around
  const paper = new Uint8Array(side * side).fill(1)
  inked.forEach((ink, place) => {
    if (ink) paper[(Math.floor(place / IMAGE_SIZE) + 1) * side + (place % IMAGE_SIZE) + 1] = 0
  })
  let pieces = 0
  for (let first = 0; first < paper.length; first++) {
    if (!paper[first]) continue
    pieces++
    paper[first] = 0
    const waiting = [first]
    while (waiting.length) {
      const place = waiting.pop()
      for (const step of [-side, -1, 1, side]) {
        if (!paper[place + step]) continue
        paper[place + step] = 0
        waiting.push(place + step)
      }
    }
  }
  return pieces - 1
}
