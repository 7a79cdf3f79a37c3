import type { StateData } from './engine.ts'

/** How a run ended: a result like any other. */
export interface Outcome {
  readonly kind: 'completed' | 'converged' | 'diverged' | 'nan' | 'cycling' | 'stalled' | 'timed-out' | 'refused'
  /** The last step whose state is within bounds. */
  readonly step: number
  /** What was seen, a sentence. */
  readonly evidence: string
  /** Of `cycling`: steps of a turn, distances to the centre (mean and range), and the centre where it has few entries. */
  readonly cycle?: {
    readonly period: number
    readonly radius: number
    readonly least: number
    readonly most: number
    readonly centre?: readonly number[]
  }
}

/** The run made all steps of its budget, and a larger one would have it go on. */
export const usedUp = ({ kind }: Pick<Outcome, 'kind'>): boolean => kind === 'completed' || kind === 'cycling'

/** The run left its bounds, or was refused: it has no value, whatever it had been at before. */
export const lost = ({ kind }: Pick<Outcome, 'kind'>): boolean => kind === 'diverged' || kind === 'nan' || kind === 'refused'

/** The largest absolute value among the real entries of a state; ∞ or NaN where one is. */
export function largestEntry({ leaves }: StateData): number {
  let largest = 0
  for (const leaf of leaves) {
    if (!(leaf instanceof Float64Array || leaf instanceof Float32Array)) continue
    for (const x of leaf) {
      const size = Math.abs(x)
      if (size > largest) largest = size
      else if (Number.isNaN(x)) return NaN
    }
  }
  return largest
}

/** Above this a run counts as diverged. */
export const defaultLimit = 1e12

/**
 * Whether a state has left its bounds, and how: `diverged` where its largest entry passed the limit, or became infinite or NaN after it
 * had grown a thousandfold; `nan` where it became non-finite before. `step` is the step that made the state.
 */
export function breach(
  state: StateData,
  step: number,
  { limit, initial, before }: { limit: number; initial: number; before: number },
): Outcome | null {
  const largest = largestEntry(state)
  if (largest <= limit) return null
  const last = step - 1
  if (Number.isFinite(largest)) {
    return {
      kind: 'diverged',
      step: last,
      evidence: `step ${step} made an entry of ${largest.toExponential(1)}, beyond the limit of ${limit.toExponential(0)}`,
    }
  }
  const what = Number.isNaN(largest) ? 'NaN' : 'an infinite entry'
  const growth = before / Math.max(initial, Number.MIN_VALUE)
  return growth > 1e3
    ? {
        kind: 'diverged',
        step: last,
        evidence: `step ${step} made ${what} after the largest entry had grown from ${initial.toPrecision(2)} to ${before.toPrecision(2)}`,
      }
    : {
        kind: 'nan',
        step: last,
        evidence: `step ${step} made ${what} from a state whose largest entry was ${before.toPrecision(2)}`,
      }
}
