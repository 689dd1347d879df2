// Streamlit throws a Plotly chart away and makes a new one whenever its numbers change, and for
// a frame or two there is neither. Here a copy of the old chart stays until the new one is
// drawn, so that the eye sees the bars change in place.

const DRAWN = ".js-plotly-plot .barlayer"
const PAUSE = 100 // milliseconds without a change after which a chart is worth copying
const LONGEST_WAIT = 600 // animation frames, about ten seconds

const watched = new WeakSet()

function copyOf(holder) {
  const copy = holder.querySelector(".js-plotly-plot .svg-container").cloneNode(true)
  copy.setAttribute("aria-hidden", "true")
  copy.style.cssText += ";position:absolute;inset:0;pointer-events:none"
  return copy
}

function keepSteady(holder) {
  let copy = null
  let timer = null
  const isDrawn = () => holder.querySelector(DRAWN) !== null
  const takeCopy = () => { if (isDrawn()) copy = copyOf(holder) }
  const look = () => {
    if (isDrawn()) {
      copy?.remove()
      clearTimeout(timer)
      timer = setTimeout(takeCopy, PAUSE)
    } else if (copy && copy.parentNode !== holder && holder.isConnected) {
      holder.append(copy)
    }
  }
  new MutationObserver(look).observe(holder, { childList: true, subtree: true })
  holder.style.position = "relative"
  look()
}

function find(key, framesLeft = LONGEST_WAIT) {
  const holder = document.querySelector(`.st-key-${key}`)
  if (!holder) {
    if (framesLeft > 0) requestAnimationFrame(() => find(key, framesLeft - 1))
  } else if (!watched.has(holder)) {
    watched.add(holder)
    keepSteady(holder)
  }
}

export default function ({ data }) {
  find(data.key)
}
