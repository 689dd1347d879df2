// The component of a lesson that is drawn and played in the browser. What is in all of them: a part
// `picture`, which brings what the server says; a part `learning`, with what plays it; and others,
// in which it is shown, too.

/** What Streamlit calls with each part that is on the page.
 * @param {{parts: import("../shared/live/parts.js").Parts,
 *   player: import("../shared/live/player.js").Player, listen: (place: Element) => void,
 *   take: (data: object) => void, tell: () => void, measure?: (place: Element) => void,
 *   show: (share: number) => void}} lesson
 * `listen` is called with a picture that is new, `take` with what the server says, `tell` when it
 * hasn't heard what was reached, `measure` with the picture that is there, and `show` at last. */
export function playedLesson({ parts, player, listen, take, tell, measure, show }) {
  return ({ data, parentElement, setTriggerValue }) => {
    const before = parts.places[data.part]
    const place = parts.take(data.part, parentElement, (fresh) => {
      if (data.part === "learning") player.listen(fresh)
      if (data.part === "picture") listen(fresh)
    })
    if (data.part === "picture") {
      parts.send = setTriggerValue
      take(data)
      // Whoever left while it played has not been heard.
      if (place !== before && parts.isBehind(data.heard)) tell()
      measure?.(place)
    }
    show(1)
  }
}
