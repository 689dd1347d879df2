// Keeps the random name of this browser for a year (see visitor.py). Two tabs that were opened at
// once for the first time would have two names: the first to be kept wins after a reload.

const A_YEAR = 365 * 24 * 60 * 60

export default function ({ data }) {
  const known = document.cookie.split("; ").some((part) => part.startsWith(`${data.cookie}=`))
  if (known) return
  document.cookie = `${data.cookie}=${data.name}; path=/; max-age=${A_YEAR}; samesite=lax`
}
