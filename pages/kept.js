// What an address says for all pages of a tab, whichever is shown: a lesson under way, the
// projector. Streamlit's navigation drops it from the address; here it is put back, and it outlives
// a reload in the tab's storage.

export const PLAN = "plan" // a step of a lesson under way: "45-3" is step 3 of 45 minutes
export const PROJECTOR = "projector" // "1" or not there

const LOOK_EVERY = 300 // milliseconds

const inTab = {} // where the storage is forbidden

/** What the tab keeps under a name; null for nothing. */
export function stored(name) {
  try {
    return sessionStorage.getItem(`dl-${name}`) ?? inTab[name] ?? null
  } catch {
    return inTab[name] ?? null
  }
}

/** Have the tab keep something, or null for nothing. */
export function store(name, value) {
  if (value === null) delete inTab[name]
  else inTab[name] = value
  try {
    if (value === null) sessionStorage.removeItem(`dl-${name}`)
    else sessionStorage.setItem(`dl-${name}`, value)
  } catch {
    // The tab keeps it until it is reloaded.
  }
}

/** Say something in the address, or null to say it no more; and keep it so. */
export function keep(name, value) {
  if (value !== stored(name)) store(name, value)
  const url = new URL(location.href)
  if (value === url.searchParams.get(name)) return
  if (value === null) url.searchParams.delete(name)
  else url.searchParams.set(name, value)
  history.replaceState(history.state, "", url)
}

/** Call `show` with what is kept under a name, now and again and again. */
export function whenKept(name, show) {
  const look = () => {
    keep(name, new URLSearchParams(location.search).get(name) ?? stored(name))
    show(stored(name))
  }
  setInterval(look, LOOK_EVERY)
  look()
}
