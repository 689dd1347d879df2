// Ink -> its connected pieces: model/pieces.py over again, for the browser. A piece is kept as runs
// of inked pixels, so that one that hasn't changed is known again in the next frame.

const SPECK_OF_PEN = 0.8
const SPECK_OF_HEIGHT = 0.06
const LONG = 0.1
const MOST = 5
const HAIR = 0.4
const INK = 255

/** @typedef {import("./preprocess.js").Drawing} Drawing */
/** A part of the ink; `runs` are row, first column, column after the last, one after another. Its key
 * tells it from others, and is the same in every frame in which the piece is.
 * @typedef {{box: import("./preprocess.js").Box, runs: number[], area: number, key: string}} Piece */

export const heightOf = ({ box }) => box[2] - box[0]
export const widthOf = ({ box }) => box[3] - box[1]
export const middleOf = ({ box }) => [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]

let named = 0

/** The connected pieces, from left to right, without specks.
 * @param {Drawing} drawing
 * @param {Piece[]} before of a frame before, whose keys those that haven't changed keep
 * @returns {Piece[]} */
export function piecesOf(drawing, before = []) {
  const all = connected(drawing)
  if (!all.length) return []
  const pen = penWidth(all, drawing)
  const longest = all.map((piece) => Math.max(heightOf(piece), widthOf(piece)))
  const least = Math.max(SPECK_OF_PEN * pen, SPECK_OF_HEIGHT * usual(longest, all))
  const kept = Math.min(least, Math.max(...longest))
  return all
    .filter((piece, i) => longest[i] >= kept && piece.area >= HAIR * pen * longest[i])
    .sort((one, other) => middleOf(one)[1] - middleOf(other)[1])
    .map((piece) => before.find((each) => isSame(each, piece)) ?? { ...piece, key: `${named++}` })
}

/** How high a digit is among these pieces; 0 without any. @param {Piece[]} pieces */
export function usualHeight(pieces) {
  return usual(pieces.map(heightOf), pieces)
}

/** The median of what isn't much shorter than the long ones, which have most of the ink. */
function usual(lengths, pieces) {
  if (!lengths.length) return 0
  const sorted = lengths
    .map((length, i) => ({ length, area: pieces[i].area }))
    .sort((one, other) => one.length - other.length)
  const all = pieces.reduce((sum, { area }) => sum + area, 0)
  let rest = LONG * all
  const long = sorted.findLast(({ area }) => (rest -= area) <= 0).length
  const isLong = ({ length }) => length >= 0.45 * long
  const alone = sorted.filter(isLong).length === 1 && sorted.at(-1).area < all / 2
  if (alone && sorted.length > MOST) {
    const others = sorted.slice(0, -1)
    return usual(others.map(({ length }) => length), others)
  }
  const most = sorted.filter(isLong).map(({ length }) => length)
  const middle = most.length >> 1
  return most.length % 2 ? most[middle] : (most[middle - 1] + most[middle]) / 2
}

/** Several pieces as one. @param {Piece[]} pieces @returns {Piece} */
export function joined(pieces) {
  if (pieces.length === 1) return pieces[0]
  const boxes = pieces.map(({ box }) => box)
  const side = (which, furthest) => furthest(...boxes.map((box) => box[which]))
  return {
    box: [side(0, Math.min), side(1, Math.min), side(2, Math.max), side(3, Math.max)],
    runs: pieces.flatMap(({ runs }) => runs),
    area: pieces.reduce((sum, { area }) => sum + area, 0),
    key: pieces.flatMap(({ key }) => key.split("+")).sort().join("+"),
  }
}

/** A piece alone, where it is in a drawing of this size. @param {Piece} piece @returns {Drawing} */
export function alone({ runs }, width, height) {
  const ink = new Uint8Array(width * height)
  for (let i = 0; i < runs.length; i += 3) {
    ink.fill(INK, runs[i] * width + runs[i + 1], runs[i] * width + runs[i + 2])
  }
  return { ink, width, height }
}

/** Whether any pixel of a piece is ink here, too. @param {Piece} piece @param {Drawing} drawing */
export function isOn({ runs }, { ink, width }) {
  for (let i = 0; i < runs.length; i += 3) {
    const row = runs[i] * width
    if (ink.subarray(row + runs[i + 1], row + runs[i + 2]).includes(INK)) return true
  }
  return false
}

function isSame({ runs: one, area: inked }, { runs: other, area }) {
  return inked === area && one.length === other.length && one.every((each, i) => each === other[i])
}

/** All pieces that hang together, also by a corner. @param {Drawing} drawing @returns {Piece[]} */
function connected(drawing) {
  const runs = runsOf(drawing)
  const parents = Int32Array.from({ length: runs.length / 3 }, (_, i) => i)
  const rootOf = (i) => {
    while (parents[i] !== i) i = parents[i] = parents[parents[i]]
    return i
  }
  let above = 0 // the first run that may touch this one
  for (let i = 0; i < parents.length; i++) {
    const [row, first, end] = [runs[3 * i], runs[3 * i + 1], runs[3 * i + 2]]
    while (runs[3 * above] < row - 1 || (runs[3 * above] === row - 1 && runs[3 * above + 2] < first)) above++
    for (let j = above; runs[3 * j] === row - 1 && runs[3 * j + 1] <= end; j++) {
      const [one, other] = [rootOf(i), rootOf(j)]
      parents[Math.max(one, other)] = Math.min(one, other)
    }
  }
  const pieces = new Map()
  for (let i = 0; i < parents.length; i++) {
    const [row, first, end] = [runs[3 * i], runs[3 * i + 1], runs[3 * i + 2]]
    const root = rootOf(i)
    if (!pieces.has(root)) pieces.set(root, { box: [row, first, row + 1, end], runs: [], area: 0 })
    const piece = pieces.get(root)
    piece.box = [piece.box[0], Math.min(piece.box[1], first), row + 1, Math.max(piece.box[3], end)]
    piece.runs.push(row, first, end)
    piece.area += end - first
  }
  return [...pieces.values()]
}

function runsOf({ ink, width }) {
  const runs = []
  let end = 0
  for (let at = ink.indexOf(INK); at >= 0; at = ink.indexOf(INK, end)) {
    const row = Math.floor(at / width)
    const paper = ink.indexOf(0, at)
    end = Math.min(paper < 0 ? ink.length : paper, (row + 1) * width)
    runs.push(row, at - row * width, end - row * width)
  }
  return runs
}

/** The usual width of strokes: the median along all their edges. */
function penWidth(pieces, drawing) {
  const strokes = pieces.map(({ runs, area }) => {
    const edge = area - inside(runs, drawing)
    return { width: (2 * area) / Math.max(1, edge), edge }
  })
  strokes.sort((one, other) => one.width - other.width)
  const half = strokes.reduce((sum, { edge }) => sum + edge, 0) / 2
  let along = 0
  return strokes.find(({ edge }) => (along += edge) >= half).width
}

/** How many pixels have ink all around. */
function inside(runs, { ink, width, height }) {
  let count = 0
  for (let i = 0; i < runs.length; i += 3) {
    const row = runs[i]
    if (row === 0 || row === height - 1) continue
    for (let x = runs[i + 1] + 1; x < runs[i + 2] - 1; x++) {
      const [above, below] = [(row - 1) * width + x, (row + 1) * width + x]
      if (ink[above - 1] && ink[above] && ink[above + 1] && ink[below - 1] && ink[below] && ink[below + 1]) count++
    }
  }
  return count
}
