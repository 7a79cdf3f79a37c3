import { phaseKey, type FieldRun } from '../engine.ts'
import { Refusal } from '../refusal.ts'

/** The phases of an optimizer from some step on, over and over: step k ≥ from has phase `phases[(k − from) mod phases.length]`. */
export interface Rhythm {
  readonly from: number
  readonly phases: readonly unknown[]
}

/** Where a rhythm is looked for: the longest period, the latest beginning, and the steps over which it must last. */
const longest = 1000
const horizon = 4096

/** The phase of step k. */
export const phaseOf = ({ optimizer, key }: FieldRun, k: number): unknown => optimizer.phase?.(k, phaseKey(key, k))

/** Throws where the phases have no period: there is then no map that could have eigenvalues. */
export function rhythmOf(run: FieldRun): Rhythm {
  if (!run.optimizer.phase) return { from: 0, phases: [undefined] }
  const phases = Array.from({ length: horizon }, (_, k) => phaseOf(run, k))
  const names = phases.map(p => JSON.stringify(p))
  for (let p = 1; p <= longest; p++) {
    let from = horizon - p
    while (from > 0 && names[from - 1] === names[from - 1 + p]) from--
    // Begun at a multiple of the period, so that a cycle of steps is one of the optimizer's own.
    const whole = Math.ceil(from / p) * p
    if (whole + 2 * p <= horizon && from <= horizon / 2) return { from: whole, phases: phases.slice(whole, whole + p) }
  }
  throw new Refusal(
    `what a step does has no period within ${horizon} steps: the optimizer's steps are not powers of one map, which alone has eigenvalues`,
  )
}
