// A network's forward pass: image in, ten probabilities out. The same weights and the same layers as
// in model/network.py, in plain loops; model/portable.py writes the file that is read here.

import { IMAGE_SIZE } from "./preprocess.js"

/** A layer's numbers. A convolution's kernel is [3][3][inputs][outputs], a dense one's
 * [inputs][outputs]; a batch normalization has been multiplied into both kernel and bias.
 * @typedef {{kind: "convolution" | "dense", inputs: number, outputs: number, activation: string,
 *   stride?: number, adds?: boolean, kernel: Float32Array, bias: Float32Array}} Layer */
/** @typedef {{scale: number, layers: Layer[]}} Network */

/** @type {Object<string, (sum: number) => number>} Keras's, with Keras's constants. */
const ACTIVATIONS = {
  linear: (x) => x,
  relu: (x) => (x > 0 ? x : 0),
  leaky_relu: (x) => (x > 0 ? x : 0.2 * x),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  sigmoid,
  tanh: Math.tanh,
  silu: (x) => x * sigmoid(x),
  gelu: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
}

/** Read the file of a network: the length of a header, the header in JSON, and all numbers.
 * @param {ArrayBuffer} file @returns {Network} */
export function parse(file) {
  const length = new DataView(file).getUint32(0, true)
  const network = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 4, length)))
  let start = 4 + length
  const halves = network.numbers === "float16"
  const take = (count) => {
    const stored = new (halves ? Uint16Array : Float32Array)(file, start, count)
    start += stored.byteLength
    return halves ? Float32Array.from(stored, halfToNumber) : stored
  }
  for (const layer of network.layers) {
    if (!ACTIVATIONS[layer.activation]) throw new Error(`unknown activation ${layer.activation}`)
    const places = layer.kind === "convolution" ? 9 : 1
    layer.kernel = take(places * layer.inputs * layer.outputs)
    layer.bias = take(layer.outputs)
  }
  return network
}

/** A float16, from its 16 bits: a sign, five bits of exponent, ten of fraction (IEEE 754). */
function halfToNumber(bits) {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023]
  const size = exponent ? (1024 + fraction) * 2 ** (exponent - 25) : fraction * 2 ** -24
  return bits >> 15 ? -size : size
}

/** @param {Network} network @param {Uint8Array} image 784 grey levels
 * @returns {Float32Array} ten probabilities */
export function probabilities(network, image) {
  let values = Float32Array.from(image, (grey) => grey * network.scale)
  let size = IMAGE_SIZE
  for (const layer of network.layers) {
    if (layer.kind === "dense") {
      values = dense(layer, values)
    } else {
      values = convolution(layer, values, size)
      size = Math.ceil(size / layer.stride)
    }
  }
  return softmax(values)
}

/** Every output is the sum of all inputs, each times its weight. */
function dense({ outputs, activation, kernel, bias }, values) {
  const sums = Float64Array.from(bias)
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== 0) addTimes(sums, values[i], kernel, i * outputs)
  }
  return Float32Array.from(sums, ACTIVATIONS[activation])
}

/** A filter sees 3 x 3 places at a time; what lies outside of the image counts as empty. */
function convolution(layer, values, size) {
  const { inputs, outputs, stride, kernel, bias, adds } = layer
  const activation = ACTIVATIONS[layer.activation]
  const width = Math.ceil(size / stride)
  const before = Math.max((width - 1) * stride + 3 - size, 0) >> 1
  const result = new Float32Array(width * width * outputs)
  const sums = new Float64Array(outputs)
  for (let row = 0, place = 0; row < width; row++) {
    for (let column = 0; column < width; column++, place += outputs) {
      sums.set(bias)
      for (let y = 0; y < 3; y++) {
        const down = row * stride + y - before
        if (down < 0 || down >= size) continue
        for (let x = 0; x < 3; x++) {
          const across = column * stride + x - before
          if (across < 0 || across >= size) continue
          const from = (down * size + across) * inputs
          for (let i = 0; i < inputs; i++) {
            const value = values[from + i]
            if (value !== 0) addTimes(sums, value, kernel, ((y * 3 + x) * inputs + i) * outputs)
          }
        }
      }
      for (let o = 0; o < outputs; o++) {
        result[place + o] = activation(sums[o]) + (adds ? values[place + o] : 0)
      }
    }
  }
  return result
}

/** sums += value * kernel[start ...]: nearly all of a network's work. */
function addTimes(sums, value, kernel, start) {
  for (let o = 0; o < sums.length; o++) sums[o] += value * kernel[start + o]
}

function softmax(logits) {
  const highest = Math.max(...logits)
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - highest))
  const sum = powers.reduce((total, power) => total + power)
  return Float32Array.from(powers, (power) => power / sum)
}

function sigmoid(x) {
  return 0.5 * (1 + Math.tanh(0.5 * x))
}

/** By its series where that is short, by the continued fraction of its complement elsewhere
 * (Abramowitz and Stegun, 7.1.6 and 7.1.14); both to about 1e-12. */
function erf(x) {
  const z = Math.abs(x)
  if (z > 6) return Math.sign(x)
  if (z < 2.5) {
    let [term, sum] = [x, x]
    for (let n = 1; n < 60; n++) sum += term *= (2 * x * x) / (2 * n + 1)
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
  }
  let fraction = 0
  for (let n = 60; n > 0; n--) fraction = n / 2 / (z + fraction)
  return Math.sign(x) * (1 - Math.exp(-z * z) / (Math.sqrt(Math.PI) * (z + fraction)))
}
