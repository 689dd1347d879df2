// Plays what goes step by step, at a chosen speed: in the browser alone, frame by frame. It rests
// when its steps are at an end, when it isn't seen, and when something else on the page is used.

const QUICK = matchMedia("(prefers-reduced-motion: reduce)") // then steps are shown, not motion
const SELDOM = 350 // milliseconds between two pictures for whoever wants little motion
const LATE = 250 // milliseconds of steps that are made up for after a frame that came late

let playing = null // the player that plays; never more than one

/** What is played.
 * @typedef {{advance: () => boolean | null, show: (share: number) => void, rest: () => void,
 *   again: () => void, place: () => Element | undefined, isOver: () => boolean}} Played
 * `advance` takes a step, and says whether there was one to take: null if it isn't here yet and is to
 * be waited for; `show` shows it, a `share` of 0 to 1 of the way from the step before; `rest` is
 * called once, when it stops. */

export class Player {
  /** @param {Played} played
   * @param {{unit: string, speeds: number[], speed: number, step?: string, many?: number[]}} words
   *   how many units a second there may be; what one step is called on its button, and how many
   *   more can be taken at once */
  constructor(played, words) {
    this.played = played
    this.words = words
    this.speed = words.speed
  }

  get isPlaying() {
    return playing === this
  }

  /** Whether single steps are slow enough to be read about. */
  get isSlow() {
    return !this.isPlaying || this.speed <= 3
  }

  play() {
    playing?.pause()
    playing = this
    this.since = performance.now() - 1000 / this.speed // the first step comes at once
    this.shown = 0
    requestAnimationFrame((now) => this.frame(now))
  }

  /** Stop without telling anybody: what was played is no longer there. */
  stop() {
    if (this.isPlaying) playing = null
  }

  pause() {
    if (!this.isPlaying) return
    this.stop()
    this.played.show(1)
    this.played.rest()
  }

  frame(now) {
    if (!this.isPlaying) return
    if (!this.played.place()?.isConnected || document.hidden) return this.pause()
    const pace = 1000 / this.speed
    if (now - this.since > pace + LATE) this.since = now - pace - LATE
    while (now - this.since >= pace) {
      const isTaken = this.played.advance()
      if (isTaken === false) return this.pause()
      if (isTaken === null) {
        this.since = now - pace // it is taken as soon as it is here
        break
      }
      this.since += pace
    }
    if (!QUICK.matches || now - this.shown > SELDOM) {
      this.shown = now
      this.played.show(QUICK.matches ? 1 : Math.min(Math.max((now - this.since) / pace, 0), 1))
    }
    requestAnimationFrame((later) => this.frame(later))
  }

  /** Some steps at once, by hand. */
  take(count) {
    if (this.isPlaying) this.pause()
    let taken = 0
    while (taken < count && this.played.advance()) taken++
    this.played.show(1)
    if (taken) this.played.rest()
  }

  /** All that plays it, as HTML; `listen` makes it work. */
  bar() {
    const { step, many } = this.words
    const times = (count) => `<button type="button" data-player="${count}"${this.off}>${count} ×</button>`
    return (
      `<div class="dl-player" role="group" aria-label="Play">${this.button()}` +
      `<button type="button" data-player="1"${this.off}>${step}</button>` +
      `<button type="button" data-player="again" aria-label="Start again" title="Start again">${AGAIN}</button>` +
      `${this.speedMenu()}${many.map(times).join("")}</div>`
    )
  }

  button() {
    const [icon, word] = this.isPlaying ? [PAUSE, "Pause"] : [PLAY, "Play"]
    return `<button type="button" class="dl-player-main" data-player="play"${this.off}>${icon}${word}</button>`
  }

  speedMenu() {
    const { unit, speeds } = this.words
    const option = (each) =>
      `<option value="${each}"${each === this.speed ? " selected" : ""}>${each} ${unit}${each === 1 ? "" : "s"}/s</option>`
    return `<select data-player="speed" aria-label="Speed">${speeds.map(option).join("")}</select>`
  }

  get off() {
    return this.played.isOver() && !this.isPlaying ? " disabled" : ""
  }

  /** Make the buttons work that are, and will be, in a place. */
  listen(place) {
    place.addEventListener("click", ({ target }) => {
      const button = target.closest("button[data-player]")
      if (!button) return
      const asked = button.dataset.player
      if (asked === "play") {
        if (this.isPlaying) this.pause()
        else this.play()
        this.played.show(1)
      } else if (asked === "again") {
        if (this.isPlaying) this.pause()
        this.played.again()
      } else this.take(Number(asked))
    })
    place.addEventListener("change", ({ target }) => {
      if (target.dataset.player !== "speed") return
      this.speed = Number(target.value)
      this.since = performance.now()
    })
  }
}

const shape = (path) => `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`
const [PLAY, PAUSE] = [shape("M8 5v14l11-7z"), shape("M6 5h4v14H6zM14 5h4v14h-4z")]
const AGAIN = shape("M12 5V1L7 6l5 5V7a6 6 0 1 1-6 6H4a8 8 0 1 0 8-8z")

// What else is used wants to know what was reached. What is played with may go on playing, and a
// page may be scrolled meanwhile.
const USED =
  "a, button, input, select, textarea, label, summary, [role=slider], [role=combobox], [role=switch], .st-key-watch-pad"

function useElsewhere({ target }) {
  const isUsed = target.closest?.(USED) && !target.closest(".dl-player, [data-played]")
  if (playing && isUsed) playing.pause()
}

document.addEventListener("pointerdown", useElsewhere, true)
document.addEventListener("keydown", (event) => {
  if (event.key !== "Tab" && !event.ctrlKey && !event.metaKey) useElsewhere(event)
}, true)
document.addEventListener("visibilitychange", () => { if (document.hidden) playing?.pause() })
