/** The loop: makes steps, keeps the budget, emits a tick where something is measured, and can be left and taken up again anywhere. */
import { Observable } from 'rxjs'
import { affordable, budgetWords, countedOut, exhausted, type Budget, type Meter } from './budget.ts'
import type { Checkpoint } from './checkpoint.ts'
import { cycleFrom, cycling } from './cycling.ts'
import type { Probe, Seen } from './define.ts'
import type { Engine, StateData } from './engine.ts'
import type { HostTensor } from './host.ts'
import type { Key } from './key.ts'
import { addCounts, noCounts } from './ledger.ts'
import type { Mixture } from './mixture.ts'
import { breach, defaultLimit, largestEntry, type Outcome } from './outcome.ts'
import type { Profile } from './profile.ts'

/** A measured step. Everything in it is plain data on the host. */
export interface Tick extends Seen {
  readonly meter: Meter
  readonly answer: readonly Mixture[]
  /** On the last tick. */
  readonly outcome?: Outcome
  /** The loop goes on when this is settled: measuring holds the run, and its time is not the run's. */
  wait(work: Promise<unknown>): void
}

/** The least step > k of a fixed sequence: the same whether it is asked at a measured step or between two. */
export type Schedule = (k: number) => number
/** Steps n, 2n, 3n, … */
export const everySteps =
  (n: number): Schedule =>
  k =>
    (Math.floor(k / n) + 1) * n
/** Steps 1, 2, 3, … that go on growing by the factor > 1: each is that times the one before, and at least one more. */
export const growingSteps = (factor: number): Schedule => {
  const steps = [1]
  return k => {
    while (steps.at(-1)! <= k) steps.push(Math.max(steps.at(-1)! + 1, Math.floor(steps.at(-1)! * factor)))
    return steps.find(s => s > k)!
  }
}

/** What `run` makes steps of, until when, and whom it tells. */
export interface RunOptions {
  readonly engine: Engine
  /** The run's key; metrics draw from its child `evaluation`. */
  readonly key: Key
  readonly budget: Budget
  /** Steps that are measured, beside the first and the last. Does not change any bit of the run. */
  readonly measured: Schedule
  /** Steps after which the strategies are kept, and what keeps them; it is called before a step is measured. Changes no bit of the run. */
  readonly snapshots?: { readonly at: Schedule; keep(step: number, strategies: readonly Mixture[]): void }
  /** Largest entry of a state within bounds. */
  readonly limit?: number
  readonly resume?: Checkpoint
  /** Ends the run after the steps under way, with a last `save`; the stream completes without an outcome. */
  readonly signal?: AbortSignal
  /** Called after a measured step has been dealt with, with what `resume` takes. */
  save?(checkpoint: Checkpoint): void
  /** Called after every group of steps. */
  progress?(step: number, meter: Meter): void
  /** Called after a group of steps that ends between two measured ones, with what `resume` takes. */
  between?(checkpoint: Checkpoint): void
}

const unknownFlops =
  'its FLOPs are not known, so that a budget of FLOPs would never be used up: give a budget in steps, gradients or seconds'

/** A state whose largest entry times this passes the limit is near its bounds: there every step is looked at. */
const near = 1e3

/** Longest time between two looks at the subscription. */
const breath = 0.2

/** Runs when subscribed to; unsubscribing ends it after the steps under way. */
export const run = (options: RunOptions): Observable<Tick> =>
  new Observable<Tick>(subscriber => {
    let left = false
    loop(
      options,
      tick => subscriber.next(tick),
      () => left || options.signal?.aborted === true,
    ).then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    )
    return () => {
      left = true
    }
  })

/** The state before step 0, and what it took: an optimizer may look at the field before its first step. */
async function start(engine: Engine): Promise<{ readonly state: StateData; readonly meter: Meter }> {
  const { state, counts, flops, estimated } = await engine.begin()
  return { state, meter: { ...addCounts(noCounts, counts), flops, ...(estimated ? { estimated } : {}), seconds: 0 } }
}

async function loop(options: RunOptions, emit: (tick: Tick) => void, left: () => boolean): Promise<void> {
  const { engine, budget, measured, limit = defaultLimit, resume } = options
  const begun = resume ?? (await start(engine))
  let { state, meter } = begun
  let step = resume?.step ?? 0
  const initial = resume?.initial ?? largestEntry(state)

  const tick = async (outcome?: Outcome): Promise<void> => {
    const waits: Promise<unknown>[] = []
    const at = state
    const answer = await engine.answer(at)
    const others = Object.fromEntries(engine.others.map(name => [name, () => engine.answer(at, name)]))
    emit({
      step,
      meter,
      answer,
      others,
      key: options.key.fold('evaluation'),
      evaluate: (probe: Probe, z: Profile, inputs: readonly HostTensor[] = []) => engine.evaluate(probe, z, inputs),
      wait: work => void waits.push(work),
      ...(outcome ? { outcome } : {}),
    })
    await Promise.all(waits)
    await new Promise(setImmediate)
    options.save?.({ step, state, meter, initial, ...(outcome ? { outcome } : {}) })
  }
  const snapshot = async (): Promise<void> => {
    if (options.snapshots?.at(step - 1) !== step) return
    const last = engine.others.find(name => name === 'last')
    options.snapshots.keep(step, await engine.answer(state, last))
  }
  const ended = async (): Promise<Outcome | null> => {
    const done = engine.done(state)
    if (done)
      return { kind: 'converged', step, evidence: done === true ? `solved after ${step} step${step === 1 ? '' : 's'}` : done }
    const axis = exhausted(budget, step, meter)
    if (!axis) return null
    const cycle = await cycleFrom(engine, state, step, initial)
    return cycle
      ? cycling(cycle, step)
      : { kind: 'completed', step, evidence: `the budget of ${budgetWords(budget, axis)} is used up` }
  }
  /** Makes n steps, or fewer where a solver ends before; `made` is how many. */
  const advance = async (from: StateData, n: number): Promise<{ readonly state: StateData; readonly made: number }> => {
    const begun = performance.now()
    const { state, counts, flops: spent, estimated, steps } = await engine.advance(from, step, n)
    const seconds = meter.seconds + (performance.now() - begun) / 1000
    const flops = spent === null || meter.flops === null ? null : meter.flops + spent
    meter = { ...addCounts(meter, counts), flops, ...(estimated ? { estimated } : {}), seconds }
    return { state, made: steps ?? n }
  }
  /**
   * Makes at most n steps one by one. Stops after the one that uses the budget up, and before the one that leaves the bounds: with how, else
   * null.
   */
  const singly = async (n: number): Promise<Outcome | null> => {
    for (let i = 0; i < n && (i === 0 || !exhausted(budget, step, meter)); i++) {
      const before = { state, meter }
      const { state: next } = await advance(state, 1)
      const broken = breach(next, step + 1, { limit, initial, before: largestEntry(state) })
      if (broken) {
        meter = before.meter
        return broken
      }
      state = next
      step++
    }
    return null
  }

  if (resume?.outcome) return
  if (!resume) {
    await snapshot()
    const outcome = await ended()
    await tick(outcome ?? undefined)
    if (outcome) return
  }
  let rate = 0
  while (!left()) {
    const wanted = measured(step)
    const due = Math.min(wanted, options.snapshots?.at(step) ?? Infinity) - step
    const most = rate > 0 ? Math.max(1, Math.floor(breath * rate)) : 1
    const n = Math.min(due, most, affordable(budget, step, meter))
    const before = meter
    const begun = performance.now()
    const { state: reached, made } = await advance(state, n)
    rate = n / Math.max(1e-6, (performance.now() - begun) / 1000)
    if (meter.flops === null && budget.flops !== undefined) throw new Error(unknownFlops)
    const largest = largestEntry(reached)
    // Entries that rise and fall may have been beyond the limit on the way, and steps may have become dearer: the run ends at the same step
    // however many a call makes, which depends on the time.
    if (!(largest <= (n > 1 ? limit / near : limit)) || (n > 1 && countedOut(budget, meter))) {
      meter = before
      const from = step
      const broken = await singly(made)
      if (broken) {
        await tick(broken)
        return
      }
      if (!(largest <= limit) && step === from + made)
        throw new Error(
          `steps ${from} to ${from + made} left the bounds at once but not one by one: the step is not a function of its state`,
        )
    } else {
      state = reached
      step += made
    }
    options.progress?.(step, meter)
    await snapshot()
    const outcome = await ended()
    if (outcome ?? step === wanted) await tick(outcome ?? undefined)
    else options.between?.({ step, state, meter, initial })
    if (outcome) return
  }
  options.save?.({ step, state, meter, initial })
}
