// Boxes around the digits of a number on the pad.

/** Show them, the one that is looked at first; none takes them away.
 * @param {number[][]} boxes left, top, width and height, as shares of the pad's side */
export function showBoxes(boxes) {
  const paper = document.querySelector(".st-key-pad-paper")
  let place = paper?.querySelector(":scope > .dl-boxes")
  if (!place && boxes.length) {
    place = document.createElement("div")
    place.className = "dl-boxes"
    place.setAttribute("aria-hidden", "true")
    paper?.append(place)
  }
  const percent = (share) => `${100 * share}%`
  place?.replaceChildren(
    ...boxes.map(([left, top, width, height]) => {
      const box = document.createElement("i")
      Object.assign(box.style, {
        left: percent(left), top: percent(top), width: percent(width), height: percent(height),
      })
      return box
    }),
  )
}
