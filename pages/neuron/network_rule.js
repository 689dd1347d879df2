// A network of one hidden layer on two inputs, and how it learns: model/hidden_layer.py over again.

import { logistic, sigmoid } from "./line_rule.js"

/** @typedef {{inputs: number[][], outputs: number[], activation: string}} Network
 * @typedef {import("./points.js").Point} Point */

const ACTIVATIONS = {
  tanh: Math.tanh,
  sigmoid,
  relu: (sum) => Math.max(sum, 0),
}
/** Slopes from a unit's output, which is known already. */
const SLOPES = {
  tanh: (output) => 1 - output * output,
  sigmoid: (output) => output * (1 - output),
  relu: (output) => (output > 0 ? 1 : 0),
}

/** What a hidden unit says at a place. @param {number[]} weights the unit's */
export function unitAt([w1, w2, b], activation, x, y) {
  return ACTIVATIONS[activation](w1 * x + w2 * y + b)
}

/** The output's weighted sum at a place: at least 0 where it says square. @param {Network} network */
export function sumAt({ inputs, outputs, activation }, x, y) {
  let sum = outputs[inputs.length]
  for (let unit = 0; unit < inputs.length; unit++) sum += outputs[unit] * unitAt(inputs[unit], activation, x, y)
  return sum
}

/** Which points are misread. @param {Network} network @param {Point[]} points */
export function misread(network, points) {
  return points.map(({ square, x, y }) => sumAt(network, x, y) >= 0 !== square)
}

/** The mean cross-entropy. */
export function lossOf(network, points) {
  let loss = 0
  for (const { square, x, y } of points) {
    const sum = sumAt(network, x, y)
    loss += logistic(sum) - (square ? sum : 0)
  }
  return loss / points.length
}

/** One step down the mean cross-entropy of all points. @returns {Network} */
export function learn({ inputs, outputs, activation }, points, rate) {
  const units = inputs.length
  const pulls = inputs.map(() => [0, 0, 0])
  const outer = new Array(units + 1).fill(0)
  const hidden = new Array(units)
  for (const { square, x, y } of points) {
    let sum = outputs[units]
    for (let unit = 0; unit < units; unit++) {
      hidden[unit] = unitAt(inputs[unit], activation, x, y)
      sum += outputs[unit] * hidden[unit]
    }
    const error = (sigmoid(sum) - Number(square)) / points.length
    for (let unit = 0; unit < units; unit++) {
      outer[unit] += error * hidden[unit]
      const blame = error * outputs[unit] * SLOPES[activation](hidden[unit])
      pulls[unit][0] += blame * x
      pulls[unit][1] += blame * y
      pulls[unit][2] += blame
    }
    outer[units] += error
  }
  return {
    inputs: inputs.map((weights, unit) => weights.map((each, i) => each - rate * pulls[unit][i])),
    outputs: outputs.map((each, unit) => each - rate * outer[unit]),
    activation,
  }
}
