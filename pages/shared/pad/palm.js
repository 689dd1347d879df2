// Once a pen has touched the pad, only a pen draws on it: what else touches it is the hand.

/** @param {Element} board around the canvas */
export function onlyThePen(board) {
  let penSeen = false
  let last = "" // what touched the board last; a browser says it just before the touch itself
  let pen = null // the touch that is the pen's, while it is down

  board.addEventListener("pointerdown", ({ pointerType }) => {
    last = pointerType
    penSeen ||= pointerType === "pen"
  }, true)

  const keep = (event) => {
    if (!penSeen || event.isLift) return
    const touch = event.changedTouches[0]
    if (event.type === "touchstart" && last === "pen") pen = touch.identifier
    if (touch.identifier !== pen) {
      event.stopImmediatePropagation()
      event.preventDefault()
    } else if (event.type === "touchend" || event.type === "touchcancel") {
      pen = null
      if (event.touches.length) lift(event, touch)
    }
  }
  for (const name of ["touchstart", "touchmove", "touchend", "touchcancel"]) {
    board.addEventListener(name, keep, { capture: true, passive: false })
  }
}

/** The canvas ends a stroke when nothing touches it any more, but the hand may still rest there. */
function lift(event, touch) {
  event.stopImmediatePropagation()
  const alone = { bubbles: true, cancelable: true, composed: true, changedTouches: [touch] }
  event.target.dispatchEvent(Object.assign(new TouchEvent(event.type, alone), { isLift: true }))
}
