// What the frame of every page does in the browser (see frame.py).

import { askAfterRestart } from "./after_restart.js"
import { followTeacher } from "./follow.js"
import { leadThroughLessons } from "./lesson/under_way.js"
import { neverEmpty } from "./never_empty.js"
import { offerProjector } from "./projector.js"
import { sayWhoDoesNotAnswer } from "./connection.js"

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.getRootNode()
  neverEmpty(root.host ?? parentElement) // seen from the page, beyond its own shadow
  sayWhoDoesNotAnswer()
  askAfterRestart(() => setTriggerValue("again", true))
  followTeacher()
  leadThroughLessons(data.lessons)
  offerProjector()
}
