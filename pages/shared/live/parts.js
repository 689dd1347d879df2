// Something that moves in the browser, and stands in several places of a page, each of which is a
// component of its own. What was reached there goes to the server, and comes back from it.

import { morph } from "./morph.js"

const PATIENCE = 5_000 // milliseconds in which the server's answer is waited for

export class Parts {
  constructor() {
    this.places = {}
    this.shown = {}
    this.number = 0 // of the last message to the server
    this.at = 0 // when it was sent
  }

  /** The place of a part. @param {string} part @param {Element} parent the component's
   * @param {(place: Element) => void} [begin] called with a place that is new */
  take(part, parent, begin) {
    let place = parent.querySelector(":scope > .dl-live")
    if (!place) {
      place = document.createElement("div")
      place.className = "dl-live"
      parent.append(place)
      begin?.(place)
    }
    if (this.places[part] !== place) delete this.shown[part]
    this.places[part] = place
    return place
  }

  /** Show HTML in a part's place, if it is on the page. */
  show(part, html) {
    const place = this.places[part]
    if (!place?.isConnected || this.shown[part] === html) return
    this.shown[part] = html
    morph(place, html)
  }

  /** Tell the server what was reached. @param {Object<string, string>} said as the address says it */
  tell(said) {
    if (!Object.values(this.places).some((place) => place.isConnected)) return
    this.number += 1
    this.at = Date.now()
    this.send("reached", { number: this.number, said })
  }

  /** Something begins to move by hand: until `tell`, whatever the server says is older. */
  hold() {
    this.number += 1
    this.at = Infinity
  }

  /** Whether what the server says is older than what it was told. @param {number | null} heard */
  isBehind(heard) {
    return this.number > 0 && heard !== this.number && Date.now() - this.at < PATIENCE
  }
}
