// Makes an element's content equal to other HTML by changing only what differs, so that bars can
// glide from one width to the next (by CSS), and a picture stays until the next one is ready.

function sameKind(old, fresh) {
  return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName
}

function setAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name)) old.removeAttribute(name)
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value)
  }
}

function become(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data
    return
  }
  setAttributes(old, fresh)
  children(old, fresh)
}

function children(old, fresh) {
  const before = [...old.childNodes]
  const after = [...fresh.childNodes]
  after.forEach((node, place) => {
    const there = before[place]
    if (there && sameKind(there, node)) become(there, node)
    else if (there) there.replaceWith(node)
    else old.append(node)
  })
  before.slice(after.length).forEach((node) => node.remove())
}

export function morph(place, html) {
  const template = document.createElement("template")
  template.innerHTML = html
  children(place, template.content)
}
