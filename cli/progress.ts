import { share, type Budget, type Meter } from '../core/budget.ts'
import { duration } from '../studies/work/duration.ts'

/** A status line at the foot of a terminal, below what is printed. Elsewhere printed lines only. */
export interface Progress {
  update(step: number, meter: Meter): void
  /** Prints a line above the status line. */
  line(text: string): void
  /** Takes the status line away: what is printed elsewhere comes after this. */
  stop(): void
}

/** Milliseconds between two drawings, and before what is left can be told. */
const [pause, enough] = [100, 1000]
const width = 20

/** The status in words: a bar of the share, the step, and the time left once there is something to tell it from. */
export function status(done: number, step: number, begun: { readonly share: number; readonly ms: number }): string {
  const full = Math.floor(width * done)
  const made = done - begun.share
  const left = begun.ms >= enough && made > 0 ? `  ${duration((((1 - done) / made) * begun.ms) / 1000)} left` : ''
  return `${'━'.repeat(full)}${'╌'.repeat(width - full)} ${String(Math.floor(100 * done)).padStart(3)} %  step ${step}${left}`
}

/** On stderr, and only where it is a terminal. Neither the cursor nor the terminal's way of wrapping is touched. */
export function progress(budget: Budget): Progress {
  const { stdout, stderr } = process
  const print = (text: string): void => void stdout.write(`${text}\n`)
  if (!stderr.isTTY) return { update: () => undefined, line: print, stop: () => undefined }
  let shown = ''
  let drawn = false
  let last = -Infinity
  let first: { readonly share: number; readonly at: number } | null = null
  const clear = (): void => {
    if (drawn) stderr.write('\r\u001b[K')
    drawn = false
  }
  const draw = (): void => {
    const now = performance.now()
    if (shown === '' || now - last < pause) return
    // The cursor goes back to the left: what others print takes the line's place.
    stderr.write(`\r${shown.slice(0, Math.max(0, (stderr.columns || 80) - 1))}\u001b[K\r`)
    drawn = true
    last = now
  }
  process.once('exit', clear)
  return {
    update: (step, meter) => {
      const now = performance.now()
      const done = share(budget, step, meter)
      first ??= { share: done, at: now }
      shown = status(done, step, { share: first.share, ms: now - first.at })
      draw()
    },
    line: text => {
      clear()
      print(text)
      // Where another program prints what comes through a pipe, it needs the line that it is on.
      if (!stdout.isTTY) last = performance.now()
      draw()
    },
    stop: () => {
      clear()
      shown = ''
      process.off('exit', clear)
    },
  }
}
