import { SingleBar } from 'cli-progress'
import type { Budget, Meter } from '../core/budget.ts'

/** A bar at the foot of a terminal, below what is printed. Elsewhere lines only. */
export interface Progress {
  update(step: number, meter: Meter): void
  /** Prints a line above the bar. */
  line(text: string): void
  stop(): void
}

/** The share of the budget that is used, by the axis that is furthest. */
export const share = (budget: Budget, step: number, meter: Meter): number => {
  const used = [
    budget.steps === undefined ? 0 : step / budget.steps,
    budget.flops === undefined ? 0 : (meter.flops ?? 0) / budget.flops,
    budget.gradients === undefined ? 0 : meter.gradients / budget.gradients,
    budget.seconds === undefined ? 0 : meter.seconds / budget.seconds,
  ]
  return Math.min(1, Math.max(...used))
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
