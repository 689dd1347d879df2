// Keeps the random name of this browser for a year (see visitor.py). Of two tabs that were opened
// at once for the first time, the one that came second learns the name that the first one kept.

const A_YEAR = 365 * 24 * 60 * 60

export default function ({ data, setTriggerValue }) {
  const kept = document.cookie.split("; ").find((part) => part.startsWith(`${data.cookie}=`))
  const name = kept?.slice(data.cookie.length + 1)
  if (name && name !== data.name) setTriggerValue("kept", name)
  if (name) return
  document.cookie = `${data.cookie}=${data.name}; path=/; max-age=${A_YEAR}; samesite=lax`
}
