// Reads the pad while the pen moves, with the network that each place of the page names.
//
// A place says in `data-live` (JSON) where its networks are and how it puts things. Once per animation
// frame in which the drawing changed, the drawing is brought into MNIST's form, read, and shown
// there; of a number, each digit that changed. What the server says of a finished stroke comes a
// little later, and says the same.

import { showAnswer, showPair, showShrunk } from "../live/answer.js"
import { readSeveral, Reader } from "../live/digits.js"
import { networkAt, networkOfMoment } from "../live/fetch_network.js"
import { probabilities } from "../live/network.js"
import { alone } from "../live/pieces.js"
import { addInk, squash, toMnist } from "../live/preprocess.js"
import { judge } from "../live/verdict.js"
import { showBoxes } from "./boxes.js"

const SETTLING = 20 // animation frames in which the canvas shows what it was told, or a stroke ends

let canvases = null // {lower, upper}, of which the upper one has the stroke that is being drawn
let penDown = false
let finished = null // the ink without the stroke that is being drawn, or isn't finished yet
let framesLeft = 0
let asked = false // whether a frame has been asked for
let last = null // what was seen last: {ink, drawing, before, seen}
let replayed = null // the canvas that is read in place of the pad's
let unanswered = false // whether the server has said nothing yet of what is on the pad
let told = 0 // how many strokes the server last knew
let expected = 0 // how many it will know once it has got all
const readers = new WeakMap() // of the digits of a number, for each network

/** Follow a pad's canvas from now on. @param {ShadowRoot} root @param {Element} board */
export function follow(root, board) {
  const upper = root.querySelector(".upper-canvas")
  const lower = upper?.parentElement.querySelector(".lower-canvas") // another one has the background
  if (!lower) return
  canvases = { lower, upper }
  last = replayed = null
  for (const name of ["mousedown", "touchstart"]) board.addEventListener(name, begin, true)
  lookFor(SETTLING)
}

for (const name of ["mousemove", "touchmove"]) {
  document.addEventListener(name, () => { if (penDown) lookFor(1) })
}
for (const name of ["mouseup", "touchend", "touchcancel"]) document.addEventListener(name, end)

function begin(event) {
  if (event.button) return // not the one that draws
  penDown = unanswered = true
  finished = inkOf(canvases.lower)
  lookFor(1)
}

function end() {
  if (!penDown) return
  penDown = false
  expected = Math.max(expected, told) + 1
  lookFor(SETTLING)
}

/** Whether a stroke is being drawn. */
export function penIsDown() {
  return penDown
}

/** The server has said something. What is newer than that stays.
 * @param {number} strokes how many it knows @param {number} read how many its answer is about */
export function answered(strokes, read) {
  told = strokes
  unanswered = penDown || Boolean(replayed) || read !== strokes || strokes < expected
  if (!unanswered) expected = 0
  if (last) show()
  if (!penDown) lookFor(SETTLING) // the server may also have told the canvas what to show
}

/** Read a canvas in place of the pad's, now; null for the pad again.
 * @param {HTMLCanvasElement | null} canvas */
export function readFrom(canvas) {
  const back = replayed && !canvas
  replayed = canvas
  if (!canvas && !back) return
  unanswered = true
  look()
  if (canvas) return
  unanswered = false // the server has said all
  show()
}

/** Whether an answer about so many strokes is about all that is on the pad. @param {number} strokes */
export function isAnswered(strokes) {
  return !unanswered && strokes === told
}

/** A network that is still learning may be another one by now. */
export function readAgain() {
  if (unanswered && last) show()
}

/** What was drawn will be changed by the server: its number of strokes says nothing. */
export function changes() {
  expected = 0
}

function lookFor(frames) {
  framesLeft = Math.max(framesLeft, frames)
  if (asked || !canvases) return
  asked = true
  requestAnimationFrame(frame)
}

function frame() {
  asked = false
  framesLeft--
  if (!canvases.lower.isConnected) return
  look()
  if (framesLeft > 0) lookFor(framesLeft)
}

function look() {
  if (!document.querySelector("[data-live]")) return
  const ink = penDown ? finished.slice() : inkOf(replayed ?? canvases.lower)
  if (penDown) addInkOf(canvases.upper, ink)
  // For a moment a stroke that ends is on neither canvas.
  else if (finished && framesLeft > 0 && same(ink, finished)) return
  else finished = null
  if (last && same(ink, last.ink)) return
  const { width, height } = replayed ?? canvases.lower
  const before = penDown ? { ink: finished, width, height } : null
  last = { ink, drawing: { ink, width, height }, before, seen: new Map() }
  show()
}

function show() {
  document.querySelector(".stApp")?.toggleAttribute("data-ahead", unanswered)
  let boxes = unanswered ? [] : null // the server's stay
  for (const place of document.querySelectorAll("[data-live]")) {
    const { names, networks: addresses, moment, words, clearly } = JSON.parse(place.dataset.live)
    if (moment) {
      showMoment(place, moment, words)
      continue
    }
    const networks = addresses.map((address) => address && networkAt(address, arrived))
    if (!networks.every(Boolean) || !isOurs(place, names[0])) continue
    const seen = seenBy(networks[0])
    if (words) {
      showAnswerOf(place, networks[0], seen, words)
      boxes = seen.boxes
    } else {
      const second = networks.slice(1).map((network) => read(network, seen.image))
      showPair(place, [seen.reading, ...second], clearly)
    }
  }
  if (boxes) showBoxes(boxes)
}

/** What a network makes of the last drawing: of all of it, or of a number's last digit. */
function seenBy(network) {
  if (!last.seen.has(network)) last.seen.set(network, seenAnew(network))
  return last.seen.get(network)
}

function seenAnew(network) {
  const { drawing, before } = last
  if (!readers.has(network)) readers.set(network, new Reader(network))
  const { digits, isNumber } = readSeveral(drawing, readers.get(network), before)
  if (!isNumber) {
    const image = toMnist(drawing)
    return { image, reading: read(network, image), several: digits.length > 1, boxes: [] }
  }
  const chosen = digits.length - 1
  const { piece, image, reading } = digits[chosen]
  return {
    piece,
    image,
    reading,
    number: digits.map((each) => each.reading),
    chosen,
    boxes: digits.length > 1 ? boxesOf([...digits].reverse(), drawing) : [],
  }
}

/** As shares of the pad's side. */
function boxesOf(digits, { width }) {
  return digits.map(({ piece: { box: [top, left, bottom, right] } }) =>
    [left, top, right - left, bottom - top].map((length) => length / width))
}

/** What the network of a run's moment says; in between, its events and the server do. */
function showMoment(place, { address, changes }, words) {
  if (!unanswered || !last) return
  const network = address && networkOfMoment(address, changes && penDown, arrived)
  if (address && !network) return
  const image = toMnist(last.drawing)
  if (image) place.querySelector(".dl-bars + p")?.remove() // what asks for a drawing
  showAnswer(place, { image, reading: network ? read(network, image) : null }, words)
}

function showAnswerOf(place, network, seen, words) {
  showAnswer(place, seen, words)
  const uncentred = seen.reading && place.querySelector(".dl-uncentred")
  if (!uncentred) return
  const { drawing } = last
  const shrunk = squash(seen.piece ? alone(seen.piece, drawing.width, drawing.height) : drawing)
  showShrunk(uncentred, read(network, shrunk), shrunk, words)
}

function read(network, image) {
  return image && judge(probabilities(network, image))
}

function arrived() {
  if (last) show()
}

/** Whether the browser answers here, and not the server.
 * @param {Element} place @param {string} name of the network that is asked */
function isOurs(place, name) {
  if (place.querySelector('[data-verdict="failed"]')) return penDown
  const servers = place.querySelector("[data-network]")?.dataset
  const isNone = servers && (servers.loaded === undefined || servers.network !== name)
  return unanswered || Boolean(isNone)
}

function inkOf(canvas) {
  const ink = new Uint8Array(canvas.width * canvas.height)
  addInkOf(canvas, ink)
  return ink
}

function addInkOf(canvas, ink) {
  addInk(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data, ink)
}

function same(one, other) {
  if (one.length !== other.length) return false
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false
  return true
}
