// Makes a change that server/watching/changes.py has found: there it is said what it looks like.

/** @param {any} before @param {Object} change @returns the value after it; `before` stays */
export function changed(before, change) {
  if ("=" in change) return change["="]
  const after = Array.isArray(before) ? [...before] : { ...before }
  for (const [key, inner] of Object.entries(change["."] ?? {})) after[key] = changed(before[key], inner)
  if (change["+"]) after.push(...change["+"])
  return after
}
