// What is wrong with a page as it stands, found by where things are; a list of sentences.
// Evaluated in the page by screens.py, with the smallest text and the smallest target in pixels.
([SMALLEST_TEXT, SMALLEST_TARGET]) => {
  const SLACK = 1.5 // pixels that a box may be off: browsers round, letters reach over their box
  const faults = new Set()
  const short = (text) => text.trim().replace(/\s+/g, " ").slice(0, 40)
  const parent = (element) => element.parentElement ?? element.getRootNode().host ?? null

  // All of the page, also what lies in open shadow roots (the charts' and ours).
  function* everything(root) {
    for (const element of root.querySelectorAll("*")) {
      yield element
      if (element.shadowRoot) yield* everything(element.shadowRoot)
    }
  }
  // What lies in a dialog hides what is behind it.
  const dialogs = document.querySelectorAll('[role="dialog"]')
  const roots = dialogs.length ? [...dialogs] : [document.querySelector(".stApp")]

  const styles = new Map()
  function style(element) {
    if (!styles.has(element)) styles.set(element, getComputedStyle(element))
    return styles.get(element)
  }
  const shown = new Map()
  function isShown(element) {
    if (!element) return true
    if (!shown.has(element)) {
      const look = style(element)
      // A box of one pixel is the usual way to say something to screen readers alone.
      const forReaders = look.overflow !== "visible" && element.clientWidth <= 1 && element.clientHeight > 0
      shown.set(element, look.display !== "none" && look.visibility === "visible" && look.opacity !== "0"
        && look.clipPath !== "inset(50%)" && !forReaders && isShown(parent(element)))
    }
    return shown.get(element)
  }
  // The layer that an element is in: what stays while the page scrolls lies over the rest.
  function layer(element) {
    for (let each = element; each; each = parent(each)) {
      if (["fixed", "sticky"].includes(style(each).position)) return each
    }
    return null
  }
  // What a box shows of a rectangle; and whether it cuts off what nobody can scroll to.
  function clipped(element, box) {
    let { left, right, top, bottom } = box
    let cut = false
    for (let each = element; each && each !== document.body; each = parent(each)) {
      const look = style(each)
      if (each !== element || look.overflowX !== "visible") {
        const frame = each.getBoundingClientRect()
        for (const [overflow, low, high, start, end] of [
          [look.overflowX, frame.left, frame.right, left, right],
          [look.overflowY, frame.top, frame.bottom, top, bottom],
        ]) {
          if (overflow === "visible") continue
          const horizontal = low === frame.left && high === frame.right
          if (["hidden", "clip"].includes(overflow) && (start < low - SLACK - 1 || end > high + SLACK + 1) && end > start) cut = true
          if (horizontal) { left = Math.max(left, low); right = Math.min(right, high) }
          else { top = Math.max(top, low); bottom = Math.min(bottom, high) }
        }
      }
      if (look.position === "fixed") break
    }
    return { left, right, top, bottom, cut }
  }

  // Texts, line by line.
  const NOT_TEXT = 'style, script, title, desc, option, [data-testid="stIconMaterial"], .dl-button i, .katex, .stLogo'
  // In an SVG, a picture's text grows and shrinks with the picture.
  function sizeOf(element) {
    const size = parseFloat(style(element).fontSize)
    const drawing = element.closest("svg")
    if (!drawing || !element.getScreenCTM) return size
    const matrix = element.getScreenCTM()
    return size * Math.hypot(matrix.a, matrix.b)
  }
  const lines = []
  for (const root of roots) for (const element of [root, ...everything(root)]) {
    if (element.closest(NOT_TEXT) || !isShown(element)) continue
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue
      const text = short(node.data)
      const range = document.createRange()
      range.selectNodeContents(node)
      const boxes = [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1)
      if (!boxes.length) continue
      const size = sizeOf(element)
      if (size < SMALLEST_TEXT - 0.05) faults.add(`text of ${size.toFixed(1)} px: ${text}`)
      for (const box of boxes) {
        const seen = clipped(element, box)
        // What may be shortened, because people give it its name or it stands in full elsewhere.
        if (seen.cut && !element.closest("[data-shortened], [title]")) faults.add(`cut off: ${text}`)
        if (seen.right - seen.left < 2 || seen.bottom - seen.top < 2) continue
        if (seen.left < -SLACK || seen.right > innerWidth + SLACK) faults.add(`beyond the screen: ${text}`)
        // Letters are as high as their size; what a line has beside that is air.
        const air = Math.max(0, (seen.bottom - seen.top - size) / 2)
        lines.push({ element, text, layer: layer(element), left: seen.left, right: seen.right, top: seen.top + air, bottom: seen.bottom - air })
      }
    }
  }
  lines.sort((a, b) => a.top - b.top)
  for (let i = 0; i < lines.length; i++) {
    for (let j = i + 1; j < lines.length && lines[j].top < lines[i].bottom; j++) {
      const [a, b] = [lines[i], lines[j]]
      if (a.layer !== b.layer || (a.element === b.element && a.text === b.text)) continue
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
      const down = Math.min(a.bottom, b.bottom) - b.top
      if (across > SLACK && down > SLACK + 1) faults.add(`overlap: ${a.text} / ${b.text}`)
    }
  }

  // The page itself.
  for (const page of [document.documentElement, document.querySelector(".stMain"), ...dialogs]) {
    const more = page.scrollWidth - page.clientWidth
    if (more > 0 && page.clientWidth) faults.add(`${page.className.split?.(" ")[0] || "page"} is wider by ${more} px`)
  }
  // What stays in sight may not take the place of all the rest.
  const layers = new Set()
  for (const root of roots) for (const element of everything(root)) {
    const look = style(element)
    if (look.position !== "sticky" || !isShown(element) || look.top !== "auto" || look.bottom === "auto") continue
    const box = element.getBoundingClientRect()
    if (box.height && box.width > 100) layers.add([element, box.height])
  }
  for (const [element, height] of layers) {
    if (height > innerHeight * 0.15) faults.add(`sticks over ${Math.round(height)} of ${innerHeight} px: ${short(element.innerText)}`)
  }

  // What is pressed with a finger is large enough, with what its label or its track adds to it.
  const PRESSED = 'button, a[href], input, select, textarea, summary, [role="tab"], [role="option"]'
  if (matchMedia("(pointer: coarse)").matches) for (const root of roots) for (const element of everything(root)) {
    if (!element.matches(PRESSED) || element.disabled || element.type === "hidden" || element.closest("[inert]")) continue
    // What is out of the tab order and hidden from screen readers does what another target does.
    if (element.tabIndex < 0 && element.closest('[aria-hidden="true"]')) continue
    // A link within a sentence is as high as its line.
    if (element.tagName === "A" && style(element).display === "inline") continue
    const areas = [element]
    if (element.matches("input, select, textarea")) areas.push(element.closest("label"), element.closest('[role="group"] > [data-orientation]'))
    const shownAreas = areas.filter((each) => each && isShown(each) && each.getBoundingClientRect().width && style(each).pointerEvents !== "none")
    if (!shownAreas.length) continue
    const [wide, high] = ["width", "height"].map((side) => Math.max(...shownAreas.map((each) => reach(each, side))))
    // Ten of them side by side leave each less of a phone's width: how much, they says the style sheet.
    const narrowest = Number(style(element).getPropertyValue("--dl-narrowest") || SMALLEST_TARGET)
    if (wide < narrowest - 0.5 || high < SMALLEST_TARGET - 0.5) {
      const name = element.getAttribute("aria-label") || element.textContent || element.id || element.className
      faults.add(`target of ${Math.round(wide)} × ${Math.round(high)} px: ${short(String(name))}`)
    }
  }
  // How far an element reaches, with what its pseudo-elements add for the finger.
  function reach(element, side) {
    const box = element.getBoundingClientRect()
    let most = box[side]
    for (const part of ["::before", "::after"]) {
      const look = getComputedStyle(element, part)
      if (look.content === "none" || look.content === "normal" || look.position !== "absolute") continue
      most = Math.max(most, parseFloat(look[side]) || 0)
    }
    return most
  }
  return [...faults]
}
