// Networks from the server, each fetched once and checked before it is used.

import { parse } from "./network.js"
import { sha256 } from "./sha256.js"

const LATER = 30_000 // milliseconds until what could not be fetched is tried again
const SOON = 2_000 // the same for a network that is only about to learn something
const REFRESH = 700 // milliseconds between two looks at a network that learns

/** @type {Map<string, {network?: import("./network.js").Network, waiting: Function[]}>} */
const known = new Map()

/** A network, or null until it is there: then `arrived` is called, once.
 * If it can't be had, nothing happens: the server reads, too.
 * @param {string} address that ends in the SHA-256 of what is found there
 * @param {() => void} arrived */
export function networkAt(address, arrived) {
  const there = known.get(address)
  if (there?.network) return there.network
  if (there) {
    if (!there.waiting.includes(arrived)) there.waiting.push(arrived)
    return null
  }
  known.set(address, { waiting: [arrived] })
  load(address)
  return null
}

/** The network of a run at the moment, or null until one is there: then `arrived` is called.
 * Only that of one run is kept, the newest that came.
 * @param {string} address that leads to a file with its SHA-256 at the end
 * @param {boolean} again whether it may be another one by now @param {() => void} arrived */
export function networkOfMoment(address, again, arrived) {
  if (momentary?.address !== address) momentary = { address, network: null, next: 0 }
  if (performance.now() >= momentary.next && (again || !momentary.network)) {
    loadMomentary(momentary, arrived)
  }
  return momentary.network
}

let momentary = null // {address, network, next: when it may be asked for again}

async function loadMomentary(wanted, arrived) {
  const begun = performance.now()
  wanted.next = Infinity
  try {
    wanted.network = await fetchNetwork(wanted.address)
    // However large it is, most of the time the line is free.
    wanted.next = Math.max(begun + REFRESH, performance.now() + 4 * (performance.now() - begun))
    arrived()
  } catch (error) {
    console.debug(`Digit Lab: no network from ${wanted.address}: ${error.message}`)
    wanted.next = performance.now() + SOON
  }
}

async function load(address) {
  try {
    const network = await fetchNetwork(address)
    const { waiting } = known.get(address)
    known.set(address, { network, waiting: [] })
    waiting.forEach((arrived) => arrived())
  } catch (error) {
    console.debug(`Digit Lab: no network from ${address}: ${error.message}`)
    setTimeout(() => known.delete(address), LATER)
  }
}

async function fetchNetwork(address) {
  const answer = await fetch(new URL(address, document.baseURI))
  if (!answer.ok) throw new Error(`status ${answer.status}`)
  const file = await answer.arrayBuffer()
  if ((await digest(file)) !== answer.url.split("/").pop()) throw new Error("another content")
  return parse(file)
}

async function digest(file) {
  if (!globalThis.crypto?.subtle) return sha256(file)
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", file))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}
