import type { Counts } from './ledger.ts'

/** What a run has spent. */
export interface Meter extends Counts {
  /** Floating-point operations counted from the graph; null where they are not known. */
  readonly flops: number | null
  /** True where FLOPs come from a formula. */
  readonly estimated?: true
  /** Time inside steps only: neither compiling before the first step nor measuring counts. */
  readonly seconds: number
}

/** When a run ends: after the first step at which one of these is reached. */
export interface Budget {
  readonly steps?: number
  readonly flops?: number
  readonly gradients?: number
  readonly seconds?: number
}

const spent = (meter: Meter, axis: 'flops' | 'gradients' | 'seconds'): number => meter[axis] ?? 0

/** The axis on which the budget is used up, or null. */
export function exhausted(budget: Budget, step: number, meter: Meter): keyof Budget | null {
  if (budget.steps !== undefined && step >= budget.steps) return 'steps'
  return (
    (['flops', 'gradients', 'seconds'] as const).find(axis => budget[axis] !== undefined && spent(meter, axis) >= budget[axis]) ??
    null
  )
}

/** The budget of an axis in words: `1 step`, `300 gradients`. */
export function budgetWords(budget: Budget, axis: keyof Budget): string {
  const [amount, unit] = [budget[axis]!, axis === 'flops' ? 'FLOPs' : axis]
  return `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`
}

/** Whether what is counted, and so the same in every run, is used up: FLOPs or gradients. */
export const countedOut = (budget: Budget, meter: Meter): boolean =>
  (['flops', 'gradients'] as const).some(axis => budget[axis] !== undefined && spent(meter, axis) >= budget[axis])

/** How many steps it is sensible to make at once, at least 1: as many as the budget allows if steps cost what they did so far. */
export function affordable(budget: Budget, step: number, meter: Meter): number {
  let n = budget.steps === undefined ? Infinity : budget.steps - step
  for (const axis of ['flops', 'gradients', 'seconds'] as const) {
    const limit = budget[axis]
    if (limit === undefined) continue
    const each = step > 0 ? spent(meter, axis) / step : 0
    n = Math.min(n, each > 0 ? Math.ceil((limit - spent(meter, axis)) / each) : 1)
  }
  return Math.max(1, n)
}

/** The share of the budget that is used, from 0 to 1, by the axis that is furthest. */
export function share(budget: Budget, step: number, meter: Meter): number {
  const used = (['flops', 'gradients', 'seconds'] as const).map(axis =>
    budget[axis] === undefined ? 0 : spent(meter, axis) / budget[axis],
  )
  return Math.min(1, Math.max(budget.steps === undefined ? 0 : step / budget.steps, ...used))
}
