import { frame } from './frame.ts'
import { product, type Scalar } from './scalar.ts'

/** η_k for k = 0, 1, …. */
export type Schedule = (k: number) => number

/** A step size inside a step: one scalar a player, given by the host each step, so that one program serves every value of η. */
export interface StepSize {
  of(player: number): Scalar
  /** c·η. */
  times(c: Scalar): StepSize
}

const view = (of: (player: number) => Scalar): StepSize => ({ of, times: c => view(i => product(of(i), c)) })

/**
 * The step size of an option: one schedule a player. `path` names the option and is unique in a run.
 */
export const stepSizeOf = (path: string, schedules: readonly Schedule[]): StepSize => {
  const shared = schedules.every(s => s === schedules[0])
  return view(player => {
    const schedule = schedules[player]
    if (!schedule) throw new Error(`${path} has ${schedules.length} step sizes and was asked for player ${player}`)
    return frame().feed({ id: shared ? path : `${path}[${player}]`, value: schedule })
  })
}

/** η_k = η. */
export const constantStep =
  (η: number): Schedule =>
  () =>
    η
/** η_k = η/√(k+1). */
export const inverseSqrt =
  (η: number): Schedule =>
  k =>
    η / Math.sqrt(k + 1)
/** η_k = η/(k + offset)^exponent. */
export const power =
  (η: number, exponent: number, offset: number): Schedule =>
  k =>
    η / (k + offset) ** exponent
/** From η to `end`·η in a straight line over `steps` steps, then constant. */
export const linearDecay =
  (η: number, steps: number, end: number): Schedule =>
  k =>
    η * (1 + (end - 1) * Math.min(1, k / steps))
/** From η to `end`·η along half a cosine over `steps` steps, then constant. */
export const cosine =
  (η: number, steps: number, end: number): Schedule =>
  k =>
    η * (end + (1 - end) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, k / steps))))
/** A straight line from η/steps up to the schedule during the first `steps` steps. */
export const warmUp =
  (schedule: Schedule, steps: number): Schedule =>
  k =>
    schedule(k) * Math.min(1, (k + 1) / steps)

/** A coefficient that the host computes anew each step, as 1/√(k + 1) is. `id` is unique in a run. */
export const scheduled =
  (id: string, value: Schedule): (() => Scalar) =>
  () =>
    frame().feed({ id, value })
