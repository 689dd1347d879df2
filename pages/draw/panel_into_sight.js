// Scrolls to a panel that has just been opened, and again while it grows, until somebody does something.

const PANEL = ".st-key-inside-panel"
const GROWING = 2000 // milliseconds within which its content comes

let known // the panel that was open last; undefined until the server has said it once

export default function ({ data }) {
  if (known !== undefined && data.open && data.open !== known) requestAnimationFrame(bringIntoSight)
  known = data.open
}

function bringIntoSight() {
  const panel = document.querySelector(PANEL)
  if (!panel) return
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches
  const behavior = still ? "auto" : "smooth"
  const grown = new ResizeObserver(() => panel.scrollIntoView({ behavior, block: "start" }))
  grown.observe(panel)
  const done = () => grown.disconnect()
  for (const event of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(event, done, { once: true, capture: true, passive: true })
  }
  setTimeout(done, GROWING)
}
