// The table of runs: its headers sort it, its boxes tick runs, a run's name opens it.
//
// The server sends for each cell what is shown and what it is sorted by; order and ticks live
// here, and what is ticked is sent back.

function element(name, attributes = {}, ...content) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...content)
  return made
}

function compare(one, other) {
  // What has no figure yet comes last, whichever way the table is sorted.
  if (one === null || other === null) return null
  return one < other ? -1 : one > other ? 1 : 0
}

function sorted(rows, { column, down }) {
  if (column === null) return rows
  return [...rows].sort((one, other) => {
    const [first, second] = [one.cells[column][1], other.cells[column][1]]
    const order = compare(first, second)
    if (order === null) return (first === null) - (second === null)
    return down ? -order : order
  })
}

function show(here) {
  const { data, view, setStateValue, setTriggerValue } = here
  const heads = data.columns.map((name, column) => {
    const button = element("button", { type: "button" }, name)
    button.onclick = () => {
      view.down = view.column === column ? !view.down : typeof data.rows[0]?.cells[column][1] === "number"
      view.column = column
      show(here)
      here.place.querySelectorAll("thead button")[column].focus()
    }
    const sort = view.column === column ? (view.down ? "descending" : "ascending") : "none"
    return element("th", { scope: "col", "aria-sort": sort }, button)
  })
  const lines = sorted(data.rows, view).map((row) => {
    const title = row.cells[0][0]
    const box = element("input", { type: "checkbox", "aria-label": `Tick ${title}` })
    box.checked = view.picked.includes(row.id)
    box.onchange = () => {
      view.picked = view.picked.filter((id) => id !== row.id).concat(box.checked ? [row.id] : [])
      setStateValue("picked", view.picked)
    }
    const name = element("button", { type: "button", title: "Open this run" }, title)
    name.onclick = () => setTriggerValue("opened", row.id)
    const cells = row.cells.slice(1).map(([text]) => element("td", {}, text))
    const line = element("tr", {}, element("td", {}, element("label", {}, box)), element("td", {}, name), ...cells)
    line.classList.toggle("dl-open", row.open)
    return line
  })
  here.place.replaceChildren(
    element("thead", {}, element("tr", {}, element("td"), ...heads)),
    element("tbody", {}, ...lines),
  )
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  let place = parentElement.querySelector("table")
  if (!place) {
    place = element("table", { class: "dl-runs dl-grid" })
    parentElement.append(element("div", { class: "dl-scroll" }, place))
    parentElement.runsView = { column: null, down: false, picked: [] }
  }
  const view = parentElement.runsView
  const there = new Set(data.rows.map((row) => row.id))
  view.picked = view.picked.filter((id) => there.has(id))
  show({ data, view, place, setStateValue, setTriggerValue })
}
