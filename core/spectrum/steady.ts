import { startOf, type FieldRun } from '../engine.ts'
import type { Profile } from '../profile.ts'
import { Refusal } from '../refusal.ts'
import { formKey } from '../tree.ts'
import { hostMaps } from './host-maps.ts'
import { mapsOf, type Formed, type Maps } from './maps.ts'
import { periodMap, type PeriodMap } from './period-map.ts'
import { phaseOf, rhythmOf, type Rhythm } from './phases.ts'
import type { Leaves } from './step-map.ts'

interface Counter {
  readonly leaf: number
  readonly perStep: number
}

/** A state that the steps leave as it is, in the limit of all that counts. */
export interface Steady {
  readonly map: PeriodMap
  /** The leaves in which the state may be moved: real, read by the next period, of consequence for the answer, neither counter nor anchor. */
  readonly moving: readonly number[]
  /** Counters: leaves that grow by the same amount every period (Adam's t, the weight of an average). */
  readonly counters: readonly Counter[]
  /** Anchors: leaves that are never changed, as they are in the run itself. */
  readonly anchors: readonly number[]
  /** With every counter at so many steps; Infinity is the limit. */
  at(steps: number): { readonly state: Leaves; readonly k: number }
  /** The state of a run from another start, its first one of this form, with schedules at their limit. */
  from(start: Profile): Promise<Leaves>
  /** ‖T(s) − s‖∞ over the moving leaves, at the limit. */
  readonly residual: number
}

/** So large that one more is the same number, in double precision too. */
const limit = 2 ** 60
/** A step's number at the limit of every schedule. */
const late = 1e300
/** Periods that a state is given to settle. */
const patience = 200

/** The same run with every player starting at its point of z. */
export const startingAt = (run: FieldRun, z: Profile): FieldRun => ({
  ...run,
  game: { ...run.game, players: run.game.players.map((p, i) => ({ ...p, start: () => z.at(i) })) },
})

/**
 * States of a run, its schedules at their limit from the first step on: what then moves is the steps' own doing. From the first one whose
 * form is the same a period later, so many, a period apart.
 */
async function formed(run: Begun, start: Profile, periods: number): Promise<readonly Formed[]> {
  const { maps, rhythm, phase } = run
  const p = rhythm.phases.length
  const seen = [await maps.init(start)]
  const upTo = async (k: number): Promise<Formed> => {
    while (seen.length <= k) {
      const { form, leaves } = seen.at(-1)!
      const step = await maps.step(form, phase(seen.length - 1))
      seen.push({ form: step.next, leaves: await step.apply(leaves, late) })
    }
    return seen[k]!
  }
  for (let k = rhythm.from; k <= rhythm.from + 100 * p + 1000; k += p) {
    if (formKey((await upTo(k + p)).form) !== formKey((await upTo(k)).form)) continue
    await upTo(k + periods * p)
    return Array.from({ length: periods + 1 }, (_, j) => seen[k + j * p]!)
  }
  throw new Refusal('the state takes another form again and again: its steps are not powers of one map')
}
interface Begun {
  readonly maps: Maps
  readonly rhythm: Rhythm
  phase(k: number): unknown
}

/** The state of a run at z that its steps leave as it is. Leaves of which nothing but counting is made are held at their limit. */
export async function steadyAt(run: FieldRun, z: Profile): Promise<Steady> {
  const rhythm = rhythmOf(run)
  const maps = run.needs ? hostMaps(run) : mapsOf(run)
  const begin: Begun = { maps, rhythm, phase: k => phaseOf(run, k) }
  const begun = await formed(begin, z, 3)
  const map = await periodMap(maps, begun[0]!.form, rhythm)
  const counters = countersOf(begun, map)
  const counted = counters.map(c => c.leaf)
  const anchors = map.uses.flatMap(({ real, kept }, i) => (real && kept ? [i] : []))
  const matter = mattering(map, await maps.answered(map.form))
  const held = [...counted, ...anchors]
  const moving = map.uses.flatMap(({ real, reaches }, i) =>
    real && reaches.size > 0 && matter.has(i) && !held.includes(i) ? [i] : [],
  )
  const from = async (start: Profile): Promise<Leaves> => (await formed(begin, start, 1))[0]!.leaves
  const actual = anchors.length > 0 ? await from(startOf(run)) : null
  const anchored = (s: Leaves): Leaves => s.map((x, i) => (actual && anchors.includes(i) ? actual[i]! : x))
  const counting = (s: Leaves, steps: number): Leaves =>
    s.map((x, i) => (counted.includes(i) ? Float64Array.of(counters.find(c => c.leaf === i)!.perStep * steps) : x))

  let state = counting(anchored(begun[0]!.leaves), limit)
  let residual = Infinity
  for (let round = 0; round < patience; round++) {
    const next = await map.apply(state, late)
    const moved = apart(next, state, moving)
    // At an unstable solution rounding grows: the state that moved least is kept.
    if (!(moved < residual)) break
    residual = moved
    state = counting(anchored(next), limit)
    if (moved === 0) break
  }
  return {
    map,
    moving,
    counters,
    from,
    anchors,
    at: steps => (steps === Infinity ? { state, k: late } : { state: counting(state, steps), k: steps }),
    residual,
  }
}

/** The leaves from which the answer follows, now or later. */
function mattering({ uses }: PeriodMap, answered: ReadonlySet<number>): ReadonlySet<number> {
  const found = new Set(answered)
  for (let before = -1; before !== found.size;) {
    before = found.size
    uses.forEach(({ reaches }, i) => [...reaches].some(j => found.has(j)) && found.add(i))
  }
  return found
}

/** Leaves of one number that grow by the same amount from period to period. */
function countersOf(states: readonly Formed[], { uses, period }: PeriodMap): Counter[] {
  return uses.flatMap(({ real }, i) => {
    if (!real || states[0]!.leaves[i]!.length !== 1) return []
    const [a, b, c, d] = states.map(s => s.leaves[i]![0]!) as [number, number, number, number]
    const grown = b - a
    const same = (x: number): boolean => Math.abs(x - grown) <= 1e-9 * Math.abs(grown)
    return Math.abs(grown) > 1e-9 && same(c - b) && same(d - c) ? [{ leaf: i, perStep: grown / period }] : []
  })
}

const apart = (a: Leaves, b: Leaves, which: readonly number[]): number =>
  which.reduce((most, i) => (a[i] as Float64Array).reduce((m, x, j) => Math.max(m, Math.abs(x - b[i]![j]!)), most), 0)
