/** Operators on the ticks of a run. */
import { concatMap, filter, takeWhile, tap, type MonoTypeOperatorFunction, type OperatorFunction } from 'rxjs'
import type { Meter } from './budget.ts'
import type { Metric } from './define.ts'
import type { Mixture } from './mixture.ts'
import type { Outcome } from './outcome.ts'
import type { Tick } from './run.ts'

/** A measured step in numbers. */
export interface Measured {
  readonly step: number
  readonly meter: Meter
  readonly metrics: Readonly<Record<string, number>>
  readonly answer: readonly Mixture[]
  readonly outcome?: Outcome
}

/** Lets every n-th step through, step 0 and the last tick always. */
export const thin = <T extends { readonly step: number; readonly outcome?: unknown }>(n: number): MonoTypeOperatorFunction<T> =>
  filter(({ step, outcome }) => step % n === 0 || outcome !== undefined)

/** Ticks become numbers, and `then` does what else is to be done with each. The run waits meanwhile. */
export const measure = (
  metrics: readonly { readonly metric: Metric }[],
  then?: (tick: Tick) => Promise<void>,
): OperatorFunction<Tick, Measured> =>
  concatMap(tick => {
    const { step, meter, answer, outcome } = tick
    const measured = (async (): Promise<Measured> => {
      let values: Record<string, number> = {}
      // One after another: a probe's program is compiled once, and memory holds one evaluation.
      for (const { metric } of metrics) values = { ...values, ...(answer.length > 0 ? await metric.measure(tick) : {}) }
      await then?.(tick)
      return { step, meter, metrics: values, answer, ...(outcome ? { outcome } : {}) }
    })()
    tick.wait(measured)
    return measured
  })

/** Ends with the first measured step that satisfies the predicate. */
export const until = <T>(predicate: (measured: T) => boolean): MonoTypeOperatorFunction<T> => takeWhile(m => !predicate(m), true)

/** Hands every measured step to `write` and on. */
export const record = <T>(write: (measured: T) => void): MonoTypeOperatorFunction<T> => tap(write)
