// A drawing -> the 28 x 28 image that MNIST would have made of it. This is model/preprocess.py over
// again, where the steps are explained, and gives the same image to the last bit: all of it is whole
// numbers, which JavaScript's numbers hold exactly up to 2^53. Nothing here exceeds 2^48.

export const IMAGE_SIZE = 28
const BOX_SIZE = 20
const SMALLEST_SQUARE = 10
const INK = 255
const [UNITS, COVERED] = [100, 99]

/** @typedef {{ink: Uint8Array, width: number, height: number}} Drawing 0 = paper, 255 = ink */
/** @typedef {[number, number, number, number]} Box top, left, bottom, right; half-open */
/** Each source pixel gives `near` to the target `first`, and `far` to the one after it.
 * @typedef {{first: Int32Array, near: Float64Array, far: Float64Array}} Weights */

/** What of an RGBA picture is at least half opaque, added to what is ink already.
 * @param {Uint8ClampedArray} rgba
 * @param {Uint8Array} ink as many pixels; changed in place */
export function addInk(rgba, ink) {
  for (let i = 0, alpha = 3; i < ink.length; i++, alpha += 4) if (rgba[alpha] >= 128) ink[i] = INK
}

/** The tight box of all ink, or null if there is none.
 * @param {Drawing} drawing @returns {Box | null} */
export function inkBox({ ink, width, height }) {
  let [top, left, bottom, right] = [height, width, 0, 0]
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (!ink[i]) continue
      if (top === height) top = y
      bottom = y + 1
      if (x < left) left = x
      if (x >= right) right = x + 1
    }
  }
  return bottom ? [top, left, bottom, right] : null
}

/** Bring a drawing into MNIST's form: cropped, square, shrunk to 20 x 20, centred by its mass.
 * @param {Drawing} drawing @returns {Uint8Array | null} 784 grey levels, or null without ink */
export function toMnist(drawing) {
  const box = inkBox(drawing)
  if (!box) return null
  const [top, left, bottom, right] = box
  let side = Math.max(bottom - top, right - left, SMALLEST_SQUARE)
  const above = (side - (bottom - top)) >> 1 // an odd cell falls to the bottom or right
  const before = (side - (right - left)) >> 1
  let repeat = 1
  while (side * repeat < BOX_SIZE) repeat *= 2
  side *= repeat
  const weights = mnistWeights(side)
  const area = shrink(drawing, box, weights, weights, BOX_SIZE, [above, before], repeat)
  const full = INK * (UNITS * side) ** 2
  const peak = Math.min(full, Math.max(...area))
  const grey = (value) => Math.min(Math.floor((2 * INK * value + peak) / (2 * peak)), INK)
  return place(Uint8Array.from(area, grey))
}

/** Shrink the whole pad, as an app without MNIST's preprocessing would.
 * @param {Drawing} drawing of at least 28 x 28 @returns {Uint8Array | null} 784 grey levels */
export function squash(drawing) {
  if (!inkBox(drawing)) return null
  const { width, height } = drawing
  const all = [0, 0, height, width]
  const sums = shrink(drawing, all, meanWeights(height), meanWeights(width), IMAGE_SIZE, [0, 0], 1)
  const whole = width * height
  return Uint8Array.from(sums, (sum) => Math.floor((2 * sum + whole) / (2 * whole)))
}

/** Rows times image times columns, for the part of a drawing in a box.
 * @param {Drawing} drawing @param {Box} box @param {Weights} rows @param {Weights} columns
 * @param {number} size of the result, which is square
 * @param {[number, number]} margin empty rows above and columns before the box
 * @param {number} repeat how often each pixel stands, in both directions */
function shrink({ ink, width }, [top, left, bottom, right], rows, columns, size, margin, repeat) {
  const result = new Float64Array(size * size)
  const line = new Float64Array(size + 1)
  for (let y = top; y < bottom; y++) {
    line.fill(0)
    for (let x = left; x < right; x++) {
      const value = ink[y * width + x]
      if (!value) continue
      for (let n = 0, i = (x - left + margin[1]) * repeat; n < repeat; n++, i++) {
        line[columns.first[i]] += value * columns.near[i]
        line[columns.first[i] + 1] += value * columns.far[i]
      }
    }
    for (let n = 0, i = (y - top + margin[0]) * repeat; n < repeat; n++, i++) {
      const start = rows.first[i] * size
      for (let x = 0; x < size; x++) {
        result[start + x] += line[x] * rows.near[i]
        if (rows.far[i]) result[start + size + x] += line[x] * rows.far[i]
      }
    }
  }
  return result
}

/** 20 x 20 -> 28 x 28, with the centre of mass in pixel 14 of both axes. */
function place(small) {
  let [total, down, across] = [0, 0, 0]
  small.forEach((value, i) => {
    total += value
    down += value * (2 * Math.floor(i / BOX_SIZE) + 1)
    across += value * (2 * (i % BOX_SIZE) + 1)
  })
  const [row, column] = [down, across].map((moment) => {
    const offset = Math.trunc((30 * total - moment) / (2 * total))
    return Math.min(Math.max(offset, -10), IMAGE_SIZE - BOX_SIZE + 10)
  })
  const image = new Uint8Array(IMAGE_SIZE * IMAGE_SIZE)
  small.forEach((value, i) => {
    const [y, x] = [row + Math.floor(i / BOX_SIZE), column + (i % BOX_SIZE)]
    if (y >= 0 && y < IMAGE_SIZE && x >= 0 && x < IMAGE_SIZE) image[y * IMAGE_SIZE + x] = value
  })
  return image
}

const mnistWeights = remembered((side) => {
  const unit = UNITS * side // of a target pixel
  return weightsOf(side, (i) => {
    const start = UNITS * BOX_SIZE * i
    const end = start + COVERED * BOX_SIZE
    const first = Math.floor(start / unit)
    const last = Math.floor((end - 1) / unit)
    if (first === last) return [first, UNITS * BOX_SIZE, 0]
    return [first, (first + 1) * unit - start, end - last * unit]
  })
})

const meanWeights = remembered((size) =>
  weightsOf(size, (i) => {
    const first = Math.floor((IMAGE_SIZE * i) / size)
    const near = Math.min((first + 1) * size - IMAGE_SIZE * i, IMAGE_SIZE)
    return [first, near, IMAGE_SIZE - near]
  }),
)

/** @returns {Weights} */
function weightsOf(size, ofPixel) {
  const found = Array.from({ length: size }, (_, i) => ofPixel(i))
  return {
    first: Int32Array.from(found, ([first]) => first),
    near: Float64Array.from(found, ([, near]) => near),
    far: Float64Array.from(found, ([, , far]) => far),
  }
}

function remembered(make) {
  const made = new Map()
  return (key) => {
    if (!made.has(key)) made.set(key, make(key))
    return made.get(key)
  }
}
