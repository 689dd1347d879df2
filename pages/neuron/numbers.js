// Numbers in words; `plain` and `factor` as pages/shared/words/numbers.py has them.

/** With a real minus sign, and never minus zero. @param {number} value @param {number} places */
export function plain(value, places = 2) {
  return (Number(value.toFixed(places)) + 0).toFixed(places).replace("-", "−")
}

/** The same where it follows a sign: in brackets if it is below zero. */
export function factor(value, places = 2) {
  const text = plain(value, places)
  return text.startsWith("−") ? `(${text})` : text
}

/** The same as something that is added. */
export function added(value, places = 2) {
  const text = plain(value, places)
  return text.startsWith("−") ? `− ${text.slice(1)}` : `+ ${text}`
}

/** A loss, which may be large. */
export function lossInWords(loss) {
  return loss >= 1000 ? Math.round(loss).toLocaleString("en") : plain(loss, 3)
}

/** @param {number} count @param {string} thing as in "1 step", "2 steps" */
export function counted(count, thing) {
  return `${count.toLocaleString("en")} ${thing}${count === 1 ? "" : "s"}`
}
