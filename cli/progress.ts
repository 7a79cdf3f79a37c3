import { SingleBar } from 'cli-progress'
import { share, type Budget, type Meter } from '../core/budget.ts'

/** A bar at the foot of a terminal, below what is printed. Elsewhere lines only. */
export interface Progress {
  update(step: number, meter: Meter): void
  /** Prints a line above the bar. */
  line(text: string): void
  stop(): void
}

export function progress(budget: Budget, lines: boolean): Progress {
  const print = (text: string): void => void process.stdout.write(`${text}\n`)
  if (!process.stderr.isTTY) return { update: () => undefined, line: lines ? print : () => undefined, stop: () => undefined }
  const bar = new SingleBar({
    format: '{bar} {percentage} %  step {step}  {eta_formatted} left',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    barCompleteChar: '━',
    barIncompleteChar: ' ',
    barsize: 30,
  })
  bar.start(1000, 0, { step: 0 })
  let going = true
  return {
    update: (step, meter) => bar.update(Math.round(1000 * share(budget, step, meter)), { step }),
    line: text => {
      if (going) process.stderr.write('\r\u001b[K')
      if (lines) print(text)
      if (going) bar.render()
    },
    stop: () => {
      if (going) bar.stop()
      going = false
    },
  }
}
