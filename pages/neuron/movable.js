// Moves things in a picture by mouse, finger and keyboard, and tells where the rest of it is pressed.

const [FINE, COARSE] = [13, 22] // pixels around a thing in which a mouse, and a finger, finds it
const STILL = 4 // pixels; a pointer that moves less only presses
const NUDGES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }
const NUDGE = 0.05 // of the plane's numbers; with Shift a fifth of that

/** What can be moved, by any names: `hold` is called when one begins to move, `drop` at the end.
 * @typedef {{plane: () => import("./plane.js").Plane,
 *   find: (place: number[], reach: number) => string | null,
 *   where: (thing: string) => number[], hold: () => void, move: (thing: string, place: number[]) => void,
 *   drop: (thing: string) => void, press: (place: number[], thing: string | null) => void,
 *   remove: (thing: string) => void}} Things */

/** Units of the picture for a finger's reach. @param {Element | undefined} svg
 * @param {import("./plane.js").Plane} plane */
export function fingersReach(svg, plane) {
  const width = svg?.clientWidth || plane.width
  return (COARSE * plane.width) / width
}

/** Make the things in a picture movable. @param {Element} place that has the picture
 * @param {Things} things */
export function makeMovable(place, things) {
  let held = null // {thing, by, from, at, moved}
  const picture = (target) => target.closest?.("[data-movable]")

  place.addEventListener("pointerdown", (event) => {
    const svg = picture(event.target)
    if (!svg || !event.isPrimary || event.button !== 0) return
    const plane = things.plane()
    const at = plane.numbersAt(svg, event)
    const scale = (plane.x[1] - plane.x[0]) / (plane.width - plane.left - plane.right)
    const pixels = event.pointerType === "mouse" ? FINE : COARSE
    const thing = things.find(at, (pixels * plane.width * scale) / svg.getBoundingClientRect().width)
    const from = thing && things.where(thing)
    const by = thing ? [from[0] - at[0], from[1] - at[1]] : null
    held = { thing, by, svg, x: event.clientX, y: event.clientY, pointer: event.pointerId, moved: false }
    if (thing) svg.setPointerCapture(event.pointerId)
  })

  place.addEventListener("pointermove", (event) => {
    if (!held?.thing || event.pointerId !== held.pointer) return
    const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > STILL
    if (far && !held.moved) things.hold()
    held.moved ||= far
    if (!held.moved) return
    const [x, y] = things.plane().numbersAt(held.svg, event)
    things.move(held.thing, [x + held.by[0], y + held.by[1]])
  })

  const letGo = (event) => {
    if (!held || event.pointerId !== held.pointer) return
    const { thing, svg, moved } = held
    held = null
    if (moved) things.drop(thing)
    else if (event.type === "pointerup") things.press(things.plane().numbersAt(svg, event), thing)
    if (thing) svg.querySelector(`[data-move="${thing}"]`)?.focus({ preventScroll: true })
  }
  place.addEventListener("pointerup", letGo)
  place.addEventListener("pointercancel", letGo)

  let nudged = null
  place.addEventListener("keydown", (event) => {
    const thing = event.target.closest?.("[data-move]")?.dataset.move
    if (!thing) return
    const step = NUDGES[event.key]
    if (step) {
      if (!nudged) things.hold()
      const size = NUDGE / (event.shiftKey ? 5 : 1)
      const [x, y] = things.where(thing)
      things.move(thing, [x + size * step[0], y + size * step[1]])
      nudged = thing
    } else if (event.key === "Delete" || event.key === "Backspace") things.remove(thing)
    else return
    event.preventDefault()
  })
  const settle = () => {
    if (nudged) things.drop(nudged)
    nudged = null
  }
  place.addEventListener("keyup", settle)
  place.addEventListener("focusout", settle)
}
