// The rows of a gate as points in the plane, and the perceptron as the line between them.

import { linePicture } from "./line_picture.js"
import { mistakes } from "./line_rule.js"
import { Parts } from "../shared/live/parts.js"
import { Plane } from "./plane.js"
import { pointsOf } from "./points.js"

const parts = new Parts()

export default function ({ data, parentElement }) {
  parts.take("picture", parentElement)
  const points = pointsOf(data.points)
  const wrong = mistakes(data.line, points).filter(Boolean).length
  const alt = `The four rows as points; ${wrong} are on the wrong side of the line.`
  parts.show("picture", linePicture(new Plane(data.plane), { points, line: data.line }, alt))
}
