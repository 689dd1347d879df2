// A plane with numbers on its edges, in the browser: plot.py says where it lies in its picture, and
// draws what never moves.

const FARTHEST = 5000 // far outside is far enough: browsers draw nothing where numbers are huge

export class Plane {
  /** @param {{name: string, x: number[], y: number[], width: number, height: number, left: number,
   * bottom: number, top: number, right: number, ground: string, labels: string}} given */
  constructor(given) {
    Object.assign(this, given)
  }

  across(x) {
    const [low, high] = this.x
    return this.left + ((x - low) / (high - low)) * (this.width - this.left - this.right)
  }

  down(y) {
    const [low, high] = this.y
    return this.top + ((high - y) / (high - low)) * (this.height - this.top - this.bottom)
  }

  /** The numbers under a pointer. @param {Element} svg the picture @param {PointerEvent} event */
  numbersAt(svg, { clientX, clientY }) {
    const box = svg.getBoundingClientRect()
    const across = ((clientX - box.left) / box.width) * this.width - this.left
    const down = ((clientY - box.top) / box.height) * this.height - this.top
    const [left, right] = this.x
    const [low, high] = this.y
    return [
      left + (across / (this.width - this.left - this.right)) * (right - left),
      high - (down / (this.height - this.top - this.bottom)) * (high - low),
    ]
  }

  place([x, y]) {
    return `${limited(this.across(x))} ${limited(this.down(y))}`
  }

  /** A line through places, for the attribute d of a path. */
  path(places) {
    return `M${places.map((each) => this.place(each)).join("L")}`
  }

  /** Round marks as one path, however many they are; their size is the line's width. */
  dots(places) {
    return places.map((each) => `M${this.place(each)}h0`).join("")
  }

  dot([x, y], radius, kind) {
    return `<circle class="${kind}" cx="${limited(this.across(x))}" cy="${limited(this.down(y))}" r="${radius}"/>`
  }

  /** The whole picture. @param {string} content is cut off at the plane's edges
   * @param {string} alt what it shows, in words @param {string} attributes of the picture */
  picture(content, alt, attributes = 'role="img"') {
    const box =
      `x="${this.left}" y="${this.top}" width="${this.width - this.left - this.right}" ` +
      `height="${this.height - this.top - this.bottom}"`
    return (
      `<svg class="dl-plane dl-${this.name}" viewBox="0 0 ${this.width} ${this.height}" ` +
      `aria-label="${alt}" ${attributes}><clipPath id="${this.name}-edges"><rect ${box}/></clipPath>` +
      `<rect class="dl-ground" ${box}/><g clip-path="url(#${this.name}-edges)">${content}</g>` +
      `${this.labels}</svg>`
    )
  }
}

function limited(value) {
  return Math.min(Math.max(value, -FARTHEST), FARTHEST).toFixed(1)
}
