// Goes through the epochs of a run that has ended: the mark in the curves, the tiles, the figures and
// the digit's bars go along. What they show comes from the server some epochs at a time, and once;
// the server runs the page again only when the replay rests.

import { showBars } from "../shared/live/answer.js"
import { morph } from "../shared/live/morph.js"
import { Parts } from "../shared/live/parts.js"
import { Player } from "../shared/live/player.js"
import { judge } from "../shared/live/verdict.js"
import { isAnswered } from "../shared/pad/live_reading.js"

const QUIET = 350 // milliseconds after which a slider that was moved by hand has come to rest
const AGAIN = 3_000 // milliseconds until what could not be had is asked for again
const AHEAD = 2 // batches that are asked for before they are needed

const parts = new Parts()
let given = null
let at = 0 // which of the epochs is shown
let from = 0 // where the mark glides from
let shown = new Map() // batches of epochs by their number; a promise until they are here, null in vain
let digits = null // what each epoch's network makes of the digit
let resting = 0 // the timer of that
// Which of the epochs the page shows. The server doesn't show anew what it believes to be there, so
// that all of them are shown from here, the one at which the replay comes to rest, too.
let painted = 0

const player = new Player(
  { advance, show, rest: tell, again: () => {}, place: () => parts.places.replay, isOver: () => false },
  { unit: "epoch", speeds: [1, 3, 10, 30], speed: 3 },
)

const last = () => given.epochs.length - 1

function advance() {
  if (at === last()) return false
  load(batchOf(at + 1))
  if (shown.get(batchOf(at + 1)) instanceof Promise) return null
  from = at
  at += 1
  return true
}

/** The epoch moved to by hand. */
function moveTo(number) {
  if (player.isPlaying) player.stop()
  else if (!resting) begin()
  parts.hold()
  from = at = number
  show(1)
  clearTimeout(resting)
  resting = setTimeout(tell, QUIET)
}

function tell() {
  clearTimeout(resting)
  resting = 0
  from = at
  parts.tell({ at: String(at), run: given.run })
}

/** Something begins to move: the digit may be another one than the last time. */
async function begin() {
  const asked = given.digit
  digits = null
  const answer = await fetch(new URL(asked, document.baseURI)).catch(() => null)
  if (!answer?.ok || asked !== given.digit) return
  digits = await answer.json()
  showDigit()
}

const isMoving = () => player.isPlaying || resting > 0

function show(share) {
  if (!given) return
  showControls()
  showCursor(given.epochs[from] + share * (given.epochs[at] - given.epochs[from]))
  if (isMoving()) for (let ahead = 1; ahead <= AHEAD; ahead++) load(batchOf(at) + ahead)
  if (painted === at) return
  load(batchOf(at))
  const batch = shown.get(batchOf(at))
  if (!Array.isArray(batch)) return
  painted = at
  for (const [key, html] of Object.entries(batch[at % given.batch])) {
    const place = document.querySelector(`.st-key-${key} .dl-live`)
    if (place) morph(place, html)
  }
  showDigit()
}

const batchOf = (number) => Math.floor(number / given.batch)

function showDigit() {
  const place = document.querySelector(".st-key-watch-bars [data-live]")
  const bars = place?.querySelector(".dl-bars")
  const [probabilities, strokes] = digits?.[at] ?? []
  if (!bars || !probabilities || !isAnswered(strokes)) return
  showBars(bars, judge(Float32Array.from(probabilities)), JSON.parse(place.dataset.live).words)
}

/** Ask for a batch of epochs, if there is one and nobody has, and for the pictures in it. */
function load(number) {
  if (number * given.batch > last() || shown.has(number)) return
  const batches = shown
  const address = new URL(`${given.shown}&from=${number * given.batch}`, document.baseURI)
  batches.set(number, fetch(address).then(async (answer) => {
    if (!answer.ok) throw new Error(answer.statusText)
    const batch = await answer.json()
    await Promise.all(batch.flatMap((each) => picturesIn(each["watch-tiles"])))
    batches.set(number, batch)
    if (shown === batches && given && !player.isPlaying) show(1) // else the next frame shows it
  }).catch(() => {
    batches.set(number, null)
    setTimeout(() => batches.delete(number), AGAIN)
  }))
}

function picturesIn(html) {
  const template = document.createElement("template")
  template.innerHTML = html
  return [...template.content.querySelectorAll("img")].map((each) => {
    const picture = new Image()
    picture.src = each.getAttribute("src")
    return picture.decode().catch(() => {})
  })
}

function showControls() {
  const place = parts.places.replay
  const title = given.titles[at]
  parts.show("replay",
    `<div class="dl-player dl-replay-bar" role="group" aria-label="Replay">${player.button()}` +
    `<label class="dl-replay-epochs"><span>Replay: <b>${title}</b></span>` +
    `<input type="range" min="0" max="${last()}" step="1" aria-label="Replay" aria-valuetext="${title}"></label>` +
    `${player.speedMenu()}</div>`)
  const slider = place.querySelector("input")
  if (slider && slider.value !== String(at)) slider.value = at
}

/** A line through the curves. @param {number} epoch */
function showCursor(epoch) {
  const chart = document.querySelector(".st-key-curves .dl-chart")
  const axis = chart?._fullLayout?.xaxis // where Plotly keeps what it has drawn
  if (!axis) return
  let line = chart.parentElement.querySelector(":scope > .dl-cursor")
  if (!line) {
    line = document.createElement("div")
    line.className = "dl-cursor"
    chart.parentElement.append(line)
  }
  const { t, h } = chart._fullLayout._size
  line.style.cssText = `top:${t}px;height:${h}px;left:${(axis._offset + axis.l2p(epoch)).toFixed(2)}px`
}

document.addEventListener("drawn", ({ target }) => {
  if (given && target.closest(".st-key-curves")) showCursor(given.epochs[at])
})

function listen(place) {
  player.listen(place)
  place.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-player='play']") || !player.isPlaying) return
    if (at === last()) from = at = 0
    begin()
    show(1)
  })
  place.addEventListener("input", ({ target }) => { if (target.type === "range") moveTo(Number(target.value)) })
}

function take(data, isNew) {
  const isOther = isNew || data.shown !== given?.shown
  if (isOther) shown = new Map()
  if (data.run !== given?.run) player.stop()
  const isBehind = !isOther && parts.isBehind(data.heard)
  given = data
  if (isOther) painted = data.at // just now, by the server
  if (isBehind || isMoving()) return
  from = at = data.at
}

export default function ({ data, parentElement, setTriggerValue }) {
  const before = parts.places.replay
  const place = parts.take("replay", parentElement, listen)
  parts.send = setTriggerValue
  take(data, place !== before)
  show(1)
  return () => setTimeout(() => {
    if (!parts.places.replay.isConnected) {
      given = null
      document.querySelectorAll(".dl-cursor").forEach((line) => line.remove())
    }
  })
}
