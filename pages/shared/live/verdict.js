// What a reading is worth, and whether there are two digits: model/recogniser.py's judge and
// model/two_digits.py over again, for the browser.

import { inkBox } from "./preprocess.js"

const CONFIDENT = 0.55
const TWO_GUESSES = 0.65
const LEAST_HEIGHT = 0.65
const LEAST_SHARE = 0.06

/** @typedef {{kind: "digit" | "unsure" | "no-digit", digit: number, second: number,
 *   probabilities: Float32Array}} Reading */

/** @param {Float32Array} probabilities ten, adding up to 1 @returns {Reading} */
export function judge(probabilities) {
  let [digit, second] = [-1, -1]
  const of = (each) => probabilities[each] ?? -1
  for (let each = 0; each < probabilities.length; each++) {
    if (of(each) >= of(digit)) [digit, second] = [each, digit]
    else if (of(each) >= of(second)) second = each
  }
  let kind = "no-digit"
  if (of(digit) >= Math.fround(CONFIDENT)) kind = "digit"
  else if (Math.fround(of(digit) + of(second)) >= Math.fround(TWO_GUESSES)) kind = "unsure"
  return { kind, digit, second, probabilities }
}

/** Whether white paper parts the ink, from top to bottom, into two that are both tall.
 * @param {import("./preprocess.js").Drawing} drawing */
export function looksLikeTwo(drawing) {
  const box = inkBox(drawing)
  if (!box) return false
  const { ink, width } = drawing
  const [top, left, bottom, right] = box
  const counts = new Int32Array(right - left)
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) if (ink[y * width + x]) counts[x - left]++
  }
  // Of all gaps, the one nearest the middle.
  const middle = (right - left) / 2
  let gap = -1
  counts.forEach((count, x) => {
    if (!count && (gap < 0 || Math.abs(x - middle) < Math.abs(gap - middle))) gap = x
  })
  if (gap < 0) return false
  const all = counts.reduce((sum, count) => sum + count)
  return [[left, left + gap], [left + gap, right]].every(([begin, end]) => {
    let [first, last, share] = [-1, -1, 0]
    for (let y = top; y < bottom; y++) {
      for (let x = begin; x < end; x++) {
        if (!ink[y * width + x]) continue
        if (first < 0) first = y
        last = y
        share++
      }
    }
    return last - first >= LEAST_HEIGHT * (bottom - top) && share >= LEAST_SHARE * all
  })
}
