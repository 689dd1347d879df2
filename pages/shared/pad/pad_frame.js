// What the pad's canvas lacks: it fits its frame on every screen, says what it is to screen
// readers, sends a stroke when the pen lifts instead of 200 ms later, its drawing outlives a reload
// (in this tab only, in the browser's session storage), and it has tools. The answer comes with the
// same message as the drawing that it is about, and is put where the page has a place for it.
//
// The canvas is found by its class names. If they should change, the pad still works as
// streamlit-drawable-canvas made it, only without these comforts.

import { watchConnection } from "../live/connection.js"
import { morph } from "../live/morph.js"
import { showBoxes } from "./boxes.js"
import { answered, changes, follow, penIsDown } from "./live_reading.js"
import { listenForKeys } from "./pad_keys.js"
import { onlyThePen } from "./palm.js"
import { end, replay } from "./replay.js"

const STORE = "digit-lab-drawing"
const ABOUT = "digit-lab-about" // what the page says of the drawing
const LONGEST_WAIT = 600 // animation frames, about ten seconds

const STYLE = `
  .dc-root, .dc-container { width: 100% !important; }
  .dc-container { height: auto !important; aspect-ratio: 1; }
  .dc-container .canvas-container, .dc-container canvas
    { width: 100% !important; height: 100% !important; }
  .dc-scroll { overflow: visible !important; }
  .dc-canvas { outline: none; }
  .dc-toolbar { display: none !important; }
`

const PAPER = ".st-key-pad-paper"

const dressed = new WeakMap()
let told = null // what the server last said, where, and how to answer: {data, place, send}

function canvasRoot() {
  const host = document.querySelector(`${PAPER} [data-testid="stBidiComponentIsolated"]`)
  const root = host?.shadowRoot
  return root?.querySelector(".canvas-container") ? root : null
}

function whenCanvasIsThere(action, framesLeft = LONGEST_WAIT) {
  const root = canvasRoot()
  if (root) action(root)
  else if (framesLeft > 0) requestAnimationFrame(() => whenCanvasIsThere(action, framesLeft - 1))
}

function dress(root) {
  const style = document.createElement("style")
  style.textContent = STYLE
  root.append(style)

  const board = root.querySelector(".dc-container")
  board.setAttribute("role", "img")
  onlyThePen(board) // before anybody else hears of a touch
  sendWhenThePenLifts(root, board)
  follow(root, board)
  return board
}

function sendWhenThePenLifts(root, board) {
  const send = sendButton(root)
  let drawing = false
  const begin = () => { drawing = true }
  const end = () => {
    if (!drawing || !board.isConnected) return
    drawing = false
    setTimeout(() => send?.click()) // after the canvas has added the stroke
  }
  for (const name of ["mousedown", "touchstart"]) board.addEventListener(name, begin, true)
  for (const name of ["mouseup", "touchend", "touchcancel"]) document.addEventListener(name, end)
}

// A server that begins anew hears from the browser what the canvas has sent. One that was only told
// what to show hasn't sent anything yet.
watchConnection(() => {
  if (told?.place.isConnected && !told.data.asks) sendButton(canvasRoot())?.click()
})

function sendButton(root) {
  return root?.querySelector(".dc-toolbar button")
}

// Streamlit does not tell the server that the theme was changed, and dark ink would stay on
// paper that has become dark.
function watchTheme(changed) {
  const app = document.querySelector(".stApp")
  const theme = () => getComputedStyle(app).colorScheme
  let seen = theme()
  new MutationObserver(() => {
    if (theme() === seen) return
    seen = theme()
    changed(seen)
  }).observe(app, { attributes: true, attributeFilter: ["class"] })
}

function remember(key, value) {
  try {
    if (value) sessionStorage.setItem(key, JSON.stringify(value))
    else sessionStorage.removeItem(key)
  } catch { /* storage is full or forbidden: then a reload begins with an empty pad */ }
}

function remembered(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key))
  } catch {
    return null
  }
}

// Presses that the server hasn't taken yet. Each has a number, and a message tells of all of them:
// quick ones aren't lost, nor one whose message was, and none is taken twice. A session that has
// just begun is first told what the browser kept: Streamlit keeps one message of a component.
const MOST_PRESSES = 20 // in one message
const SEND_AGAIN = 3000 // milliseconds
let waiting = []
let sendingAgain = 0

function press(name) {
  end()
  changes()
  waiting.push([(waiting.at(-1)?.[0] ?? told.data.pressed) + 1, name])
  if (told.data.asks) sendLater(SEND_AGAIN)
  else sendPresses(SEND_AGAIN)
}

function sendPresses(patience) {
  told.send("pressed", waiting.slice(-MOST_PRESSES))
  sendLater(patience)
}

function sendLater(patience) {
  clearTimeout(sendingAgain)
  sendingAgain = setTimeout(() => {
    if (told.place.isConnected) sendPresses(2 * patience)
    else waiting = [] // the page was left, and nobody will answer
  }, patience)
}

function hear(data, place, send) {
  const before = told?.data
  told = { data, place, send }
  if (before?.session !== data.session) waiting = [] // they meant what a server before this one had
  waiting = waiting.filter(([number]) => number > data.pressed)
  if (!waiting.length) clearTimeout(sendingAgain)
  else if (before.asks && !data.asks) sendPresses(SEND_AGAIN)
}

// What keys may ask for: what a button stands for, while it can be pressed, and what else the
// server takes at the moment (names, or how they begin).
listenForKeys((name) => {
  const button = document.querySelector(`.dl-tools [data-press="${name}"]`)
  const may = button ? !button.disabled : told?.data.keys?.some((each) => name.startsWith(each))
  if (!may || penIsDown() || !canvasRoot()) return false
  press(name)
  return true
})

function listen(place) {
  if (place.dataset.listens) return
  place.dataset.listens = "yes"
  place.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-press]")
    if (!pressed || pressed.disabled) return
    if (pressed.dataset.press === "replay") showReplay()
    else press(pressed.dataset.press)
  })
  // The digits of a number: the arrow keys go from one to the next.
  place.addEventListener("keydown", ({ key, target }) => {
    const step = { ArrowLeft: "previousElementSibling", ArrowRight: "nextElementSibling" }[key]
    const next = step && target.closest(".dl-number button")?.[step]
    next?.focus()
    next?.click()
  })
}

// Where the page shows the answer. It may come later than the answer, or be drawn anew: then it is
// filled as soon as it is there.
let answer = null

function showAnswer(latest) {
  if (!answer) {
    const watched = document.querySelector(".stApp")
    new MutationObserver(fillAnswer).observe(watched, { childList: true, subtree: true })
  }
  answer = latest
  const { html, strokes, boxes } = latest
  showBoxes(boxes) // where the pen is further already, the browser shows its own after them
  const place = document.querySelector(".dl-reading")
  if (!place) return
  morph(place, html)
  listen(place)
  answered(strokes, Number(place.querySelector("[data-strokes]").dataset.strokes))
}

function showReplay() {
  const { width } = canvasRoot().querySelector(".lower-canvas")
  const showAgain = () => { if (answer) showAnswer(answer) }
  const { strokes, color } = told.data
  replay(document.querySelector(PAPER), { strokes, color, size: width }, showAgain)
}

function fillAnswer() {
  const place = document.querySelector(".dl-reading")
  if (place && !place.querySelector("[data-verdict]")) showAnswer(answer)
}

function showTools(parentElement, html) {
  let place = parentElement.querySelector(":scope > .dl-tools")
  if (!place) {
    place = document.createElement("div")
    place.className = "dl-tools"
    parentElement.append(place)
  }
  morph(place, html)
  listen(place)
}

export default function ({ data, parentElement, setTriggerValue }) {
  hear(data, parentElement, setTriggerValue)
  whenCanvasIsThere((root) => {
    if (!parentElement.isConnected) return // it waited for a canvas in vain, and another one is there
    if (!dressed.has(root)) {
      dressed.set(root, dress(root))
      // What moves on the page is made anew, and then shows only what it was told.
      if (data.strokes.length > data.told) setTriggerValue("anew", true)
    }
    dressed.get(root).setAttribute("aria-label", data.label)
    document.querySelector(PAPER)?.setAttribute("data-ready", "")
  })
  const { answer: html, strokes, boxes = [] } = data
  if (html) showAnswer({ html, strokes: strokes.length, boxes })
  else answered(strokes.length, data.read)
  if (data.tools) showTools(parentElement, data.tools)
  if (!parentElement.watchesTheme) watchTheme((theme) => setTriggerValue("theme", theme))
  parentElement.watchesTheme = true
  // A session that has just begun knows nothing yet; from then on the server knows best.
  if (data.asks) {
    const kept = { strokes: remembered(STORE) ?? [], about: remembered(ABOUT) }
    whenCanvasIsThere(() => setTriggerValue("opened", kept))
  } else {
    remember(STORE, data.strokes.length ? data.strokes : null)
    if (data.about !== undefined) remember(ABOUT, data.about)
  }
}
