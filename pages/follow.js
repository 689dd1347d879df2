// A page that follows the teacher's: it goes where the teacher goes, until its visitor sets
// something else. Whether it follows stands in its address. The watch belongs to the tab.

import { PLAN, PROJECTOR } from "./kept.js"

const MARK = "follow" // the parameter of an address
const ONCE = "dl-followed" // in the tab's storage: it followed, so one click goes back
const LOOK_EVERY = 300 // milliseconds
const PATIENCE = 2_000 // milliseconds until it is seen that a move was undone
const TRIES = 3 // moves to one address: a page may also have good reason to correct it

let stream = null
let led = null // the address that the teacher's page has; null if the class isn't led
let touched = false // by the visitor, since the page was moved
let settled = "" // the page's address, before that
let moving = 0 // the timer of the next move; 0 for none
let moved = 0 // when it was moved last
let tries = 0 // how often it was moved to what the teacher shows
let bar = null

const follows = () => new URLSearchParams(location.search).has(MARK)

/** What an address shows, without what says how it came to be. */
function shown(address) {
  const url = new URL(address)
  for (const name of [MARK, "again", PLAN, PROJECTOR]) url.searchParams.delete(name)
  url.searchParams.sort()
  return `${url.pathname}?${url.searchParams}`
}

/** Say in the address whether the page follows. */
function mark(isFollowing, address = location.href) {
  const url = new URL(address)
  if (isFollowing) url.searchParams.set(MARK, "1")
  else url.searchParams.delete(MARK)
  history.replaceState(history.state, "", url)
}

function move() {
  moving = 0
  if (led === null || !follows()) return
  touched = false
  moved = Date.now()
  tries += 1
  if (shown(led) === shown(location.href)) return
  mark(true, led)
  // Streamlit then asks for the page of the address, as it does after Back.
  window.dispatchEvent(new PopStateEvent("popstate"))
}

function take({ address, within }) {
  led = address === null ? null : new URL(`./${address}`, document.baseURI).href
  clearTimeout(moving)
  tries = 0
  moving = setTimeout(move, Math.random() * within)
  say()
}

/** Have a stream if, and only if, somebody who follows can see the page. */
function listen() {
  const wanted = follows() && !document.hidden
  if (wanted === (stream !== null)) return
  stream?.close()
  stream = null
  if (!wanted) return
  stream = new EventSource(new URL("follow/events", document.baseURI))
  stream.onmessage = ({ data }) => take(JSON.parse(data))
  stream.onerror = ({ target }) => {
    // A browser comes back by itself, unless it was refused.
    if (target === stream && target.readyState === EventSource.CLOSED) stream = null
  }
}

function leave() {
  mark(false)
  clearTimeout(moving)
  moving = 0
  look()
}

function comeBack() {
  mark(true)
  touched = false
  look()
}

function say() {
  const state = follows() ? (stream && led === null ? "waits" : "follows") : "free"
  if (bar.dataset.state === state) return
  bar.dataset.state = state
  const [words, button] = {
    follows: ["Following the teacher", "Leave"],
    waits: ["The teacher isn’t leading now", "Leave"],
    free: ["", "Follow the teacher"],
  }[state]
  bar.querySelector("span").textContent = words
  bar.querySelector("button").textContent = button
}

/** Streamlit 1.67 puts a page's own address back if the page was just about to be shown. */
function wasUndone() {
  if (touched || moving || led === null || tries >= TRIES) return false
  return Date.now() - moved > PATIENCE && shown(led) !== shown(location.href)
}

function look() {
  if (!bar.isConnected) document.querySelector(".stApp")?.append(bar)
  if (follows()) {
    const now = shown(location.href)
    if (!touched) settled = now
    else if (now !== settled) return leave()
    if (wasUndone()) move()
  }
  listen()
  say()
}

function watch() {
  sessionStorage.setItem(ONCE, "1")
  bar = document.createElement("div")
  bar.className = "dl-follow"
  bar.setAttribute("role", "status")
  bar.append(document.createElement("span"), document.createElement("button"))
  bar.lastChild.addEventListener("click", () => (follows() ? leave() : comeBack()))
  for (const press of ["pointerdown", "keydown"]) {
    window.addEventListener(press, ({ target }) => (touched ||= !bar.contains(target)), true)
  }
  document.addEventListener("visibilitychange", look)
  setInterval(look, LOOK_EVERY)
  look()
}

/** Follow, if the address says so or the tab has followed before. */
export function followTeacher() {
  if (bar === null && (follows() || sessionStorage.getItem(ONCE))) watch()
}
