import { cycleIn, fewestStates, type Cycle } from './cycle.ts'
import type { Engine, StateData } from './engine.ts'
import type { Mixture } from './mixture.ts'
import type { Outcome } from './outcome.ts'
import { distance, norm } from './vector.ts'

/** Steps that are looked at, at most, and entries of all their answers together. */
const [mostSteps, mostEntries] = [4096, 2 ** 20]
/** A cycle's radius in shares of the start's largest entry and of its centre's norm: below, it is not told from rounding. */
const least = 1e-4
/** A path that returns every n/3 steps or sooner has come back to its start, so near in shares of how far it went, within n/2. */
const back = 0.3

/** All entries of a pure answer, player after player; null of a mixture. */
const entriesOf = (answer: readonly Mixture[]): Float64Array | null =>
  answer.length > 0 && answer.every(m => m.atoms.length === 1)
    ? Float64Array.from(answer.flatMap(m => Array.from(m.atoms[0]!.host)))
    : null

/**
 * The cycle on which a run goes round at its end, or null. It is sought in the answers of the steps that would follow from its last
 * state, a quarter as many as it has made: they are made once more for this, and neither counted nor kept. So the finding is a function
 * of the last state and its step alone, whatever was measured and wherever the run was left and taken up again.
 *
 * Only of games that draw nothing: a random path that stays bounded comes near its earlier points too, without going round.
 */
export async function cycleFrom(engine: Engine, state: StateData, step: number, initial: number): Promise<Cycle | null> {
  const asked = Math.min(mostSteps, Math.floor(step / 4))
  if (engine.random || engine.kind === 'host' || asked + 1 < fewestStates) return null
  const start = entriesOf(await engine.answer(state))
  if (!start) return null
  const n = Math.min(asked, Math.floor(mostEntries / start.length))
  if (n + 1 < fewestStates) return null
  const seen = [start]
  let far = 0
  let returned = false
  for (let k = 1; k <= n; k++) {
    ;({ state } = await engine.advance(state, step + k - 1, 1))
    const z = entriesOf(await engine.answer(state))
    const away = z ? distance(z, start) : NaN
    if (!z || !Number.isFinite(away)) return null
    far = Math.max(far, away)
    returned ||= away < back * far
    if (k > n / 2 && !returned) return null
    seen.push(z)
  }
  const cycle = cycleIn(seen, step)
  const scale = Math.max(initial, cycle ? norm(cycle.centre) : 0)
  return cycle && cycle.radius >= least * scale ? cycle : null
}

/** Entries of a centre that are told. */
const told = 4

/** The outcome of a run that has used up its budget going round. */
export function cycling({ period, radius, least, most, centre }: Cycle, step: number): Outcome {
  const digits = (x: number): string => String(Number(x.toPrecision(4)))
  const small = (x: number): string => digits(Math.abs(x) < 1e-6 * radius ? 0 : x)
  const where = centre.length > told ? '' : ` [${Array.from(centre, small).join(', ')}]`
  return {
    kind: 'cycling',
    step,
    evidence: `after step ${step} the answer goes round once in ${digits(period)} steps, ${digits(least)} to ${digits(most)} (mean ${digits(radius)}) from its centre${where}`,
    cycle: { period, radius, least, most, ...(centre.length > told ? {} : { centre: Array.from(centre) }) },
  }
}
