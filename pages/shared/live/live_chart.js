// Streamlit throws a Plotly chart away and makes a new one whenever its numbers change. First it
// hides the old one, then for some frames there is neither, and then the new one has not found
// its size yet. Until it has, a copy of the old one stays in its place (and the style sheet hides
// the new one), so that the eye sees bars and curves change in place. Whoever points at the chart
// keeps the label with the exact values: the new chart is told where the pointer rests.

const CHART = ".js-plotly-plot .svg-container"
const DRAWN = ".barlayer, .scatterlayer"
const LONGEST_WAIT = 600 // animation frames, about ten seconds

function chartIn(node) {
  return node.matches?.(".svg-container") ? node : node.querySelector?.(".svg-container")
}

function copyOf(chart) {
  const copy = chart.cloneNode(true)
  copy.setAttribute("aria-hidden", "true") // which also tells it from a chart
  copy.style.cssText += ";position:absolute;inset:0;pointer-events:none"
  // Plotly's own rule for its layers applies to a chart's only.
  for (const layer of copy.querySelectorAll(".main-svg")) {
    layer.style.cssText += ";position:absolute;top:0;left:0"
  }
  return copy
}

// Whether a chart is drawn and as high as its place.
function isWhole(chart, holder) {
  if (!chart.querySelector(DRAWN)) return false
  return Math.abs(parseFloat(chart.style.height) - holder.clientHeight) < 2
}

function wholeCharts(holder) {
  return [...holder.querySelectorAll(CHART)].filter((chart) => isWhole(chart, holder))
}

function isShown(chart) {
  return chart.getClientRects().length > 0
}

function pointAgain(holder, { x, y }) {
  const target = document.elementFromPoint(x, y)
  if (!target || !holder.contains(target)) return
  const place = { bubbles: true, clientX: x, clientY: y }
  for (const name of ["mouseover", "mousemove"]) target.dispatchEvent(new MouseEvent(name, place))
}

function keepInPlace(holder) {
  let copy = null
  let pointer = null

  const keepInPlace = (old) => {
    copy = copyOf(old)
    holder.append(copy)
    holder.toggleAttribute("data-waiting", true)
    requestAnimationFrame(() => wait(LONGEST_WAIT))
  }
  const wait = (framesLeft) => {
    const settled = wholeCharts(holder).some(isShown)
    if (framesLeft > 0 && holder.isConnected && !settled) {
      requestAnimationFrame(() => wait(framesLeft - 1))
      return
    }
    copy.remove()
    copy = null
    holder.toggleAttribute("data-waiting", false)
    if (pointer) pointAgain(holder, pointer)
  }
  const look = (changes) => {
    if (copy) return // what is removed now was never seen
    const removed = changes.flatMap((change) => [...change.removedNodes])
    const charts = removed.map(chartIn).filter((chart) => chart && !chart.ariaHidden)
    const whole = wholeCharts(holder)
    if (whole.some(isShown)) return
    const old = charts.find((chart) => isWhole(chart, holder)) ?? whole[0]
    if (old) keepInPlace(old)
  }
  const observer = new MutationObserver(look)
  observer.observe(holder, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["style"],
  })
  holder.style.position = "relative"
  holder.style.overflow = "clip"
  holder.addEventListener("pointermove", (event) => {
    pointer = event.pointerType === "mouse" ? { x: event.clientX, y: event.clientY } : null
  })
  holder.addEventListener("pointerleave", () => { pointer = null })
}

function find(key, framesLeft = LONGEST_WAIT) {
  const holder = document.querySelector(`.st-key-${key}`)
  if (!holder) {
    if (framesLeft > 0) requestAnimationFrame(() => find(key, framesLeft - 1))
  } else if (!holder.dataset.inPlace) {
    // Noted on the holder, because this file may be loaded more than once.
    holder.dataset.inPlace = "yes"
    keepInPlace(holder)
  }
}

export default function ({ data }) {
  find(data.key)
}
