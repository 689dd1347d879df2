// Streamlit's own words for a server that doesn't answer ask whether one is connected to the
// internet. This app needs none: it is the computer that runs it which can't be reached.

const THEIRS = "Streamlit server is not responding"
const OURS =
  "Digit Lab doesn’t answer: it was stopped, or this device has lost its network. What you " +
  "have drawn and trained is kept. This page goes on as soon as the app is there again."

let watching = false

function reword(dialog) {
  const texts = document.createTreeWalker(dialog, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    if (texts.currentNode.data.startsWith(THEIRS)) texts.currentNode.data = OURS
  }
}

export function sayWhoDoesNotAnswer() {
  if (watching) return
  watching = true
  new MutationObserver(() => document.querySelectorAll("[role=dialog]").forEach(reword)).observe(
    document.body,
    { childList: true, subtree: true },
  )
}
