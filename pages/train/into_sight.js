// Scrolls to a run's progress when the run has just been started, if it is out of sight.
//
// What is in sight stays where it is. How much of what follows shall be seen with it, the style
// sheet says (scroll-margin).

const PROGRESS = ".st-key-watch-strip"

let known // the run that was started last; undefined until the server has said it once

export default function ({ data }) {
  if (known !== undefined && data.started !== known) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches
    const behavior = still ? "auto" : "smooth"
    document.querySelector(PROGRESS)?.scrollIntoView({ behavior, block: "nearest" })
  }
  known = data.started
}
