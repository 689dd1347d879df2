// Follows a run that learns: its events come from the server by themselves, and what the page shows
// of it changes in place. What depends on this visitor (buttons, the slider) is asked for when it
// has to change.

import { changed } from "../shared/live/changes.js"
import { showBars } from "../shared/live/answer.js"
import { showChart } from "../shared/live/live_chart.js"
import { morph } from "../shared/live/morph.js"
import { judge } from "../shared/live/verdict.js"
import { isAnswered, readAgain } from "../shared/pad/live_reading.js"

const AGAIN = 3_000 // milliseconds until something is tried again
const REFUSED = 15_000 // … and until a stream is that was refused

let page = null // what the page said last: {address, controls, patience}
let ask = null // asks the page to show its controls again
let asking = 0 // the timer of that, while the page has not answered
let stream = null
let moment = null // what is known of the run

/** Have a stream if, and only if, there is something to follow and somebody to see it. */
function follow() {
  const wanted = page.place.isConnected && !document.hidden ? page.address : ""
  if (stream?.wanted === wanted) return
  stream?.close()
  stream = null
  if (!wanted) return
  moment = null
  const opened = new EventSource(new URL(wanted, document.baseURI))
  opened.wanted = wanted
  opened.onmessage = ({ data }) => opened === stream && take(JSON.parse(data))
  opened.addEventListener("over", () => end(opened, false))
  opened.onerror = () => {
    // A browser comes back by itself, unless it was refused.
    if (opened.readyState === EventSource.CLOSED) end(opened, true)
  }
  stream = opened
}

/** There are no more events: the run has ended, as a rule, and the page will say so. Where too many
 * watch, it goes on, and the page is not to be asked again and again. */
function end(opened, refused) {
  opened.close()
  if (opened !== stream) return
  askForControls(!refused)
  setTimeout(() => {
    if (opened !== stream) return
    stream = null
    follow()
  }, refused ? REFUSED : AGAIN)
}

function take({ all, change, digit }) {
  if (!page.place.isConnected) return follow()
  const before = moment
  if (all) moment = all
  else if (change && moment) moment = changed(moment, change)
  if (moment && moment !== before) show(before)
  if (digit !== undefined) showDigit(digit)
  readAgain() // what is being drawn
}

function show(before) {
  for (const [key, html] of Object.entries(moment.html)) {
    const place = document.querySelector(`.st-key-${key} .dl-live`)
    if (place && html !== before?.html[key]) morph(place, html)
  }
  const chart = document.querySelector(".st-key-curves .dl-chart")
  if (chart && moment.curves !== before?.curves) showChart(chart, moment.curves)
  if (moment.controls === page.controls) stopAsking()
  else askForControls()
}

function showDigit(digit) {
  const place = document.querySelector(".st-key-watch-bars [data-live]")
  const bars = place?.querySelector(".dl-bars")
  const [probabilities, strokes] = digit ?? [null, 0]
  if (!bars || !isAnswered(strokes)) return // the browser reads what is on the pad by now
  const { words } = JSON.parse(place.dataset.live)
  showBars(bars, probabilities && judge(Float32Array.from(probabilities)), words)
}

function askForControls(untilAnswered = true) {
  if (asking) return
  const again = () => {
    asking = 0
    if (!page.place.isConnected) return
    ask("changed", true)
    if (untilAnswered) asking = setTimeout(again, AGAIN)
  }
  asking = setTimeout(again, Math.random() * page.patience)
}

function stopAsking() {
  clearTimeout(asking)
  asking = 0
}

document.addEventListener("visibilitychange", () => { if (page) follow() })

export default function ({ data, parentElement, setTriggerValue }) {
  if (data.address !== page?.address || data.controls !== page?.controls) stopAsking()
  page = { ...data, place: parentElement }
  ask = setTriggerValue
  follow()
  // What the page says may be older than the last event, after which nothing more may come.
  if (stream && moment && moment.controls !== page.controls) askForControls()
  return () => {
    if (page.place === parentElement) setTimeout(follow)
  }
}
