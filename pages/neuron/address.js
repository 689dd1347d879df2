// Keeps the address in step with a lesson: small changes replace it, so that Back doesn't have
// to undo every movement of a slider; turning to another lesson is a step for Back.

export default function ({ data, parentElement }) {
  const turned = "turns" in parentElement && parentElement.turns !== data.turns
  parentElement.turns = data.turns
  const address = new URL(window.location.href)
  const before = address.search
  address.search = data.query
  if (address.search === before) return
  window.history[turned ? "pushState" : "replaceState"]({}, "", address)
}
