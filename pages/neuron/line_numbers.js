// A neuron with two inputs in numbers: its sum, its mistakes, and what the last update did.

import { crossEntropy, mistakes } from "./line_rule.js"
import { added, counted, factor, plain } from "./numbers.js"

/** As HTML.
 * @param {import("./points.js").Point[]} points @param {import("./line_rule.js").Line} line
 * @param {import("./line_rule.js").Update | null} update the step that led to it
 * @param {{soft: boolean}} given whether it has a sigmoid
 * @param {boolean} isSlow whether there is time to read about the update */
export function lineInNumbers(points, line, update, { soft }, isSlow) {
  const wrong = mistakes(line, points).filter(Boolean).length
  const loss = soft && points.length ? `loss ${plain(crossEntropy(line, points), 3)}` : ""
  const rule = soft ? "sigmoid(sum) is how surely a square" : "a square if the sum is at least 0"
  return (
    `<div class="dl-score"><strong data-mistakes="${wrong}">${wrong}</strong>` +
    `<span>of ${counted(points.length, "point")} misread</span><em>${loss}</em></div>` +
    `<p class="dl-equation">sum = ${plain(line[0])} · x ${added(line[1])} · y ${added(line[2])}` +
    `<small>${rule}</small></p>` +
    `<div class="dl-update">${isSlow ? updateInWords(points, update, wrong, soft) : ""}</div>`
  )
}

function updateInWords(points, update, wrong, soft) {
  if (!update) return `<p>${beforeLearning(points.length, wrong, soft)}</p>`
  const learnt = update.point === null ? null : points[update.point]
  const takenAway = learnt !== null && !learnt.square
  const rows = updateRows(update, takenAway).join("")
  return `<p>${why(learnt)}</p><table>${rows}</table>`
}

function why(learnt) {
  if (!learnt) {
    return (
      "Every point pulls at the line, the more the further its share is from what it should be. " +
      "The mean of the pulls, times the rate, is added:"
    )
  }
  const [kind, other] = learnt.square ? ["square", "circle"] : ["circle", "square"]
  return (
    `The ${kind} at (${plain(learnt.x)}, ${plain(learnt.y)}) was taken for a ${other}. So its ` +
    `place, times the rate, is ${learnt.square ? "added" : "taken away"}:`
  )
}

function beforeLearning(count, wrong, soft) {
  if (!count) return "There is nothing to learn from. Press the plane to add a point."
  if (soft) {
    return (
      "A sigmoid has a slope, so the neuron can go downhill: each step makes the loss, the mean " +
      "price of being wrong, a little smaller."
    )
  }
  if (wrong) {
    return (
      "Rosenblatt’s rule: take one mistake, here the worst, and move the line towards putting it " +
      "right."
    )
  }
  return "No mistake is left, and Rosenblatt’s rule learns from nothing else."
}

function updateRows({ before, after, rate, point, pull }, takenAway) {
  const digits = point === null ? 3 : 2
  return ["w<sub>1</sub>", "w<sub>2</sub>", "b"].map((name, place) => {
    const part = takenAway ? -pull[place] : pull[place]
    return (
      `<tr><th>${name}</th><td>${plain(before[place])} ${takenAway ? "−" : "+"} ${rate} × ` +
      `${factor(part, digits)} = <b>${plain(after[place])}</b></td></tr>`
    )
  })
}
