// Networks from the server, each fetched once and checked before it is used.

import { parse } from "./network.js"
import { sha256 } from "./sha256.js"

const LATER = 30_000 // milliseconds until what could not be fetched is tried again

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

async function load(address) {
  try {
    const answer = await fetch(new URL(address, document.baseURI))
    if (!answer.ok) throw new Error(`status ${answer.status}`)
    const file = await answer.arrayBuffer()
    if ((await digest(file)) !== address.split("/").pop()) throw new Error("another content")
    const network = parse(file)
    const { waiting } = known.get(address)
    known.set(address, { network, waiting: [] })
    waiting.forEach((arrived) => arrived())
  } catch (error) {
    console.debug(`Digit Lab: no network from ${address}: ${error.message}`)
    setTimeout(() => known.delete(address), LATER)
  }
}

async function digest(file) {
  if (!globalThis.crypto?.subtle) return sha256(file)
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", file))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}
