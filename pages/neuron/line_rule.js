// A neuron with two inputs, and how it learns: model/neuron.py over again, in the same order of
// operations, so that a step by the perceptron's rule gives the same numbers to the last bit.
// (Where a sigmoid is in it, the last bit is the browser's own.)

export const STEEPEST = 10 // how large weights may be
const FINEST = 1e4 // weights are kept in as many parts of one
const CLOSEST = 0.05 // places that are nearer to one another say no direction

/** @typedef {[number, number, number]} Line w1, w2 and b
 * @typedef {{square: boolean, x: number, y: number}} Point
 * @typedef {{before: Line, after: Line, rate: number, point: number | null, pull: number[]}} Update */

/** @param {Line} line @param {{x: number, y: number}} place */
export function sum([w1, w2, b], { x, y }) {
  return x * w1 + y * w2 + b
}

export function sigmoid(value) {
  return 0.5 * (1 + Math.tanh(0.5 * value))
}

/** Which points are on the wrong side. @param {Line} line @param {Point[]} points */
export function mistakes(line, points) {
  return points.map((each) => sum(line, each) >= 0 !== each.square)
}

/** One update by Rosenblatt's rule, from the worst mistake. @returns {Update | null} */
export function learnFromMistake(line, points, rate) {
  const wrong = mistakes(line, points)
  let row = null
  points.forEach((each, number) => {
    const isWorse = row === null || Math.abs(sum(line, each)) > Math.abs(sum(line, points[row]))
    if (wrong[number] && isWorse) row = number
  })
  if (row === null) return null
  const { square, x, y } = points[row]
  const error = square ? 1 : -1
  return step(line, rate, row, [error * x, error * y, error])
}

/** One step down the mean cross-entropy of a sigmoid neuron. @returns {Update | null} */
export function learnByGradient(line, points, rate) {
  if (!points.length) return null
  const pull = [0, 0, 0]
  for (const each of points) {
    const error = Number(each.square) - sigmoid(sum(line, each))
    pull[0] += error * each.x
    pull[1] += error * each.y
    pull[2] += error
  }
  return step(line, rate, null, pull.map((each) => each / points.length))
}

function step(before, rate, point, pull) {
  return { before, after: before.map((each, place) => each + rate * pull[place]), rate, point, pull }
}

/** The mean loss of a sigmoid neuron. */
export function crossEntropy(line, points) {
  const losses = points.map((each) => logistic(sum(line, each)) - Number(each.square) * sum(line, each))
  return losses.reduce((total, each) => total + each, 0) / points.length
}

/** log(1 + exp(value)), without overflow. */
export function logistic(value) {
  return Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)))
}

/** The same weights, as far and as finely as they can be set. */
export function within(line) {
  return line.map((each) => {
    const limited = Math.min(Math.max(each, -STEEPEST), STEEPEST)
    return Math.floor(limited * FINEST + 0.5) / FINEST
  })
}

/** The line moved by hand, as it is kept: where it is too steep, all weights become smaller, and the
 * line stays where it is. */
export function kept(line) {
  const largest = Math.max(...line.map(Math.abs))
  return within(largest > STEEPEST ? line.map((each) => (each * STEEPEST) / largest) : line)
}

/** A line moved without a turn. */
export function shifted([w1, w2, b], dx, dy) {
  return [w1, w2, b - w1 * dx - w2 * dy]
}

/** The line through two places, as steep as another, and on the same side of it. */
export function through([x1, y1], [x2, y2], like) {
  const distance = Math.hypot(x2 - x1, y2 - y1)
  if (distance < CLOSEST) return like
  const length = Math.hypot(like[0], like[1])
  const normal = [y1 - y2, x2 - x1].map((each) => (each / distance) * length)
  if (normal[0] * like[0] + normal[1] * like[1] < 0) normal.forEach((each, i) => (normal[i] = -each))
  return [...normal, -normal[0] * x1 - normal[1] * y1]
}

/** The two places where a line leaves a box; null if it isn't in it.
 * @param {Line} line @param {number[]} xs lowest and highest @param {number[]} ys */
export function ends([w1, w2, b], xs, ys) {
  if (w1 === 0 && w2 === 0) return null
  const found = []
  // Across its flatter direction, so that nothing is divided by almost zero.
  if (Math.abs(w2) >= Math.abs(w1)) found.push(...xs.map((x) => [x, -(w1 * x + b) / w2]))
  else found.push(...ys.map((y) => [-(w2 * y + b) / w1, y]))
  return cut(found, xs, ys)
}

/** The part of a stretch that is in a box; null if none is. */
function cut([from, to], xs, ys) {
  let [start, end] = [0, 1]
  for (const [axis, [low, high]] of [xs, ys].entries()) {
    const length = to[axis] - from[axis]
    if (length === 0) {
      if (from[axis] < low || from[axis] > high) return null
      continue
    }
    const shares = [(low - from[axis]) / length, (high - from[axis]) / length].sort((a, b) => a - b)
    start = Math.max(start, shares[0])
    end = Math.min(end, shares[1])
  }
  if (start >= end) return null
  return [start, end].map((share) => from.map((each, axis) => each + share * (to[axis] - each)))
}
