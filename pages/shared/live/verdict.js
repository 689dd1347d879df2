// What a reading is worth: model/recogniser.py's judge over again, for the browser.

const CONFIDENT = 0.55
const TWO_GUESSES = 0.65

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
