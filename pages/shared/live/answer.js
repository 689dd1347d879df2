// A reading as the page shows it: card, bars and image. The same HTML as the server's (verdict.py,
// bars.py), written into what is there, so that the server's own answer changes nothing.

import { lettersLike } from "./letters.js"
import { morph } from "./morph.js"
import { IMAGE_SIZE } from "./preprocess.js"

const SURE = 0.95
const SMALLEST_LABEL = 0.005
const ROOM_FOR_LABEL = 0.82

/** What the page shows of a drawing: of all of it, or of one digit of a number. `several` tells
 * whether it is more than one digit, which the network can't know.
 * @typedef {import("./verdict.js").Reading} Reading
 * @typedef {{reading: Reading | null, image: Uint8Array | null, several?: boolean,
 *   number?: Reading[], chosen?: number}} Seen */

/** Show it in a place: whatever of card, bars and image the place has.
 * @param {Element} place @param {Seen} seen @param {Object<string, string>} words */
export function showAnswer(place, seen, words) {
  const { reading, image } = seen
  const card = place.querySelector(".dl-verdict")
  if (card) showCard(card, seen, words)
  const bars = place.querySelector(".dl-bars")
  if (bars) showBars(bars, reading, words)
  const picture = place.querySelector(".dl-picture")
  if (picture) showImage(picture, image, words.image, words.no_image)
}

/** The same for the whole pad, merely shrunk. @param {Element} place a .dl-uncentred
 * @param {Reading} reading @param {Uint8Array} image @param {Object<string, string>} words */
export function showShrunk(place, reading, image, words) {
  showImage(place.querySelector(".dl-picture"), image, words.shrunk, "")
  const { kind, digit, second, probabilities } = reading
  const best = [digit, second].map((each) => `<strong>${each}</strong> (${probability(probabilities[each])})`)
  const sentence = words[`shrunk_${kind.replace("-", "_")}`]
  morph(place.querySelector("p"), sentence.replace("{0}", best[0]).replace("{1}", best[1]))
}

function showCard(card, seen, words) {
  const isNumber = seen.number?.length > 1
  const kind = isNumber ? "number" : seen.reading?.kind ?? "blank"
  if (card.dataset.verdict !== kind) card.dataset.verdict = kind
  const [content, sentence] = isNumber ? numberContent(seen, words) : cardContent(seen, words)
  morph(card, `<div class="dl-answer">${content}</div><p>${sentence}</p>`)
}

function cardContent({ reading, several, image }, words) {
  if (!reading) return [`<span class="dl-prompt">${words.draw}</span>`, words.with]
  const { kind, digit, second, probabilities } = reading
  const best = guess(digit, probabilities[digit])
  if (kind === "digit") {
    const sure = probabilities[digit] >= SURE ? words.sure : words.thinks
    if (several) return [best, words.one_of_two]
    return [best, sure + lettersInWords(lettersLike(image, digit), words)]
  }
  if (kind === "unsure") {
    const other = guess(second, probabilities[second])
    return [`${best}<span class="dl-or">or</span>${other}`, several ? words.two : words.unsure]
  }
  const mark = '<span class="dl-mark" aria-hidden="true">?</span>'
  return [mark, several ? words.two : words.no_digit]
}

function numberContent({ number, chosen }, words) {
  const digits = number.map(({ kind, digit }, place) => {
    const pressed = `data-press="digit-${place}" aria-pressed="${place === chosen}"`
    return `<button ${pressed}>${kind === "no-digit" ? "?" : digit}</button>`
  })
  const { digit, probabilities } = number[chosen]
  return [
    `<span class="dl-number" style="--count:${number.length}">${digits.join("")}</span>` +
      `<span class="dl-percent">${digit}: ${probability(probabilities[digit])}</span>`,
    words.number,
  ]
}

function lettersInWords([first, second], words) {
  if (!first) return ""
  const sentence = second ? words.letters : words.letter
  return `<small>${sentence.replace("{0}", first).replace("{1}", second)}</small>`
}

function guess(digit, share) {
  return (
    `<span class="dl-guess"><span class="dl-digit">${digit}</span>` +
    `<span class="dl-percent">${probability(share)}</span></span>`
  )
}

/** @param {Element} bars @param {Reading | null} reading
 * @param {Object<string, string>} [words] in which they are put, where that changes with them */
export function showBars(bars, reading, words) {
  if (words?.bars) bars.setAttribute("aria-label", barsInWords(reading, words))
  const large = bars.classList.contains("dl-bars-large")
  const winner = reading?.kind === "digit" ? reading.digit : null
  ;[...bars.children].forEach((bar, digit) => {
    const value = reading ? reading.probabilities[digit] : 0
    bar.setAttribute("style", `--share:${value.toFixed(4)}`)
    bar.classList.toggle("dl-won", digit === winner)
    bar.classList.toggle("dl-inside", large && value > ROOM_FOR_LABEL)
    if (!bar.className) bar.removeAttribute("class")
    bar.title = `${(100 * value).toFixed(3)} %`
    const label = value >= SMALLEST_LABEL ? probability(value, large ? 1 : 0) : ""
    const number = bar.querySelector("span")
    if (number.textContent !== label) number.textContent = label
  })
}

function barsInWords(reading, words) {
  if (!reading) return words.no_bars
  const { digit, probabilities } = reading
  return words.bars.replace("{0}", digit).replace("{1}", probability(probabilities[digit]))
}

/** Two networks' probabilities, in the rows of two_networks.py.
 * @param {Element} place @param {Reading[]} readings or nulls @param {number} clearly what counts */
export function showPair(place, readings, clearly) {
  place.querySelectorAll("li").forEach((row, digit) => {
    const shares = readings.map((reading) => reading?.probabilities[digit] ?? 0)
    row.classList.toggle("dl-differs", Math.abs(shares[0] - shares[1]) >= clearly)
    row.querySelectorAll("em").forEach((bar, which) => {
      bar.setAttribute("style", `width:${(100 * shares[which]).toFixed(2)}%`)
    })
    row.querySelectorAll("span").forEach((number, which) => {
      number.textContent = probability(shares[which])
    })
  })
}

/** A probability in percent that never claims certainty, as words/probability.py writes it. */
export function probability(value, decimals = 0) {
  const step = 10 ** -decimals
  if (value > 1 - step / 200) return `> ${(100 - step).toFixed(decimals)} %`
  if (value < step / 200) return `< ${step.toFixed(decimals)} %`
  return `${(100 * value).toFixed(decimals)} %`
}

function showImage(place, image, alt, absent) {
  if (!image) {
    place.replaceChildren()
    place.setAttribute("role", "img")
    place.setAttribute("aria-label", absent)
    return
  }
  place.removeAttribute("role")
  place.removeAttribute("aria-label")
  const picture = place.querySelector("img") ?? place.appendChild(document.createElement("img"))
  picture.alt = alt
  picture.src = pictureOf(image)
}

const paper = document.createElement("canvas")
paper.width = paper.height = IMAGE_SIZE
const pen = paper.getContext("2d", { willReadFrequently: true })
const pixels = pen.createImageData(IMAGE_SIZE, IMAGE_SIZE)

function pictureOf(image) {
  for (let i = 0, at = 0; i < image.length; i++) {
    pixels.data[at++] = pixels.data[at++] = pixels.data[at++] = image[i]
    pixels.data[at++] = 255
  }
  pen.putImageData(pixels, 0, 0)
  return paper.toDataURL()
}
