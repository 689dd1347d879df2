// A Plotly chart that is changed in place, by Plotly's own API: lines grow, the rest stays.

const CONFIG = {
  displaylogo: false,
  scrollZoom: false,
  doubleClick: false,
  modeBarButtons: [["toImage"]],
  toImageButtonOptions: { format: "png", scale: 2, filename: "digit-lab" },
}
const FAILED = "The chart could not be loaded. Load the page again to see it."

let plotly = null

function loadPlotly(address) {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = new URL(address, document.baseURI)
    script.onload = () => resolve(globalThis.Plotly)
    script.onerror = reject
    document.head.append(script)
  })
  return plotly
}

function newChart(place) {
  const chart = document.createElement("div")
  chart.className = "dl-chart"
  chart.setAttribute("role", "figure") // an image would have no button in it
  place.append(chart)
  chart.addEventListener("pointermove", ({ pointerType, clientX, clientY }) => {
    chart.pointer = pointerType === "mouse" ? { clientX, clientY } : null
  })
  chart.addEventListener("pointerleave", () => { chart.pointer = null })
  return chart
}

async function draw(chart) {
  if (chart.busy) return // what is wanted by now comes next
  chart.busy = true
  try {
    const Plotly = await loadPlotly(chart.plotly)
    while (chart.wanted && chart.isConnected) {
      const { data, layout } = chart.wanted
      chart.wanted = null
      await Plotly.react(chart, data, layout, CONFIG)
      pointAgain(chart)
      tellDrawn(chart)
    }
    if (!chart.watched && chart.isConnected) fitToPlace(chart, Plotly)
  } catch (error) {
    console.error(error)
    plotly = null
    chart.textContent = FAILED
  } finally {
    chart.busy = false
  }
}

function fitToPlace(chart, Plotly) {
  chart.watched = true
  let [width, height] = [chart.clientWidth, chart.clientHeight]
  new ResizeObserver(() => {
    if (chart.clientWidth === width && chart.clientHeight === height) return
    width = chart.clientWidth
    height = chart.clientHeight
    if (width && height) Plotly.Plots.resize(chart).then(() => tellDrawn(chart))
  }).observe(chart)
}

// Who shows something over a chart has to move it along.
function tellDrawn(chart) {
  chart.dispatchEvent(new Event("drawn", { bubbles: true }))
}

// Whoever points at the chart keeps the label with the exact values.
function pointAgain(chart) {
  if (!chart.pointer) return
  const target = document.elementFromPoint(chart.pointer.clientX, chart.pointer.clientY)
  if (target && chart.contains(target)) {
    target.dispatchEvent(new MouseEvent("mousemove", { bubbles: true, ...chart.pointer }))
  }
}

/** Show another figure in a chart. @param {Element} chart a .dl-chart
 * @param {{figure: {data: Object[], layout: Object}, alt: string}} content */
export function showChart(chart, { figure, alt }) {
  chart.setAttribute("aria-label", alt)
  chart.wanted = figure
  draw(chart)
}

export default function ({ data, parentElement }) {
  const chart = parentElement.querySelector(":scope > .dl-chart") ?? newChart(parentElement)
  chart.plotly = data.plotly
  showChart(chart, data)
}
