// SHA-256 (FIPS 180-4). Browsers have it built in (crypto.subtle), but only where a page comes by
// HTTPS or from this computer: not for the students of a teacher's laptop.

const ROUNDS = 64
const WORD = 2 ** 32
const [START, CONSTANTS] = firstPrimes()

/** @param {ArrayBuffer} content @returns {string} 64 hexadecimal digits */
export function sha256(content) {
  const length = content.byteLength
  const padded = new Uint8Array(Math.ceil((length + 9) / 64) * 64)
  padded.set(new Uint8Array(content))
  padded[length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor((length * 8) / WORD))
  view.setUint32(padded.length - 4, (length * 8) % WORD)
  const state = Int32Array.from(START)
  const words = new Int32Array(ROUNDS)
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(block + 4 * i)
    mix(state, words)
  }
  return [...state].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("")
}

function mix(state, words) {
  for (let i = 16; i < ROUNDS; i++) {
    const [x, y] = [words[i - 15], words[i - 2]]
    const low = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)
    const high = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10)
    words[i] = (words[i - 16] + low + words[i - 7] + high) | 0
  }
  let a = state[0], b = state[1], c = state[2], d = state[3]
  let e = state[4], f = state[5], g = state[6], h = state[7]
  for (let i = 0; i < ROUNDS; i++) {
    const chosen = (e & f) ^ (~e & g)
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + chosen + CONSTANTS[i] + words[i]) | 0
    const most = (a & b) ^ (a & c) ^ (b & c)
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + most) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  state[0] += a
  state[1] += b
  state[2] += c
  state[3] += d
  state[4] += e
  state[5] += f
  state[6] += g
  state[7] += h
}

function turn(word, by) {
  return (word >>> by) | (word << (32 - by))
}

/** The first 32 bits of the fractions of the primes' square roots (8) and cube roots (64). */
function firstPrimes() {
  const primes = []
  for (let each = 2; primes.length < ROUNDS; each++) {
    if (primes.every((prime) => each % prime)) primes.push(each)
  }
  const fraction = (root) => Math.floor((root % 1) * WORD) | 0
  return [primes.slice(0, 8).map((p) => fraction(Math.sqrt(p))), primes.map((p) => fraction(Math.cbrt(p)))]
}
