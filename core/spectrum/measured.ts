import type { FieldRun } from '../engine.ts'
import { key as keyOf } from '../key.ts'
import { dirac, pure, type Mixture } from '../mixture.ts'
import type { Profile } from '../profile.ts'
import type { Analysis } from './analysis.ts'
import { largest } from '../vector.ts'
import { leastSquares } from './least-squares.ts'
import { engineOf } from './engine-of.ts'
import { exponent } from './parting.ts'
import { rhythmOf } from './phases.ts'
import { withoutChance } from './solution.ts'
import { startingAt } from './steady.ts'

/** How a run that begins near a solution goes on, seen from outside. */
export interface Measured {
  /** By which a step multiplies the answer's moves, in the mean. */
  readonly rate: number
  /** The power of the step's number that the distance to the solution goes like, negative where it falls. */
  readonly power: number
  /** Steps made. */
  readonly steps: number
  /** Largest distance to the solution over the first one. */
  readonly farthest: number
  /** The last one over the first. */
  readonly last: number
}

/** Distance of the start from the solution, relative to its size. */
const off = 1e-4
/** Where a run has left what is near, in that distance. */
const far = 300
/** Moves below this are rounding, relative to the size of the solution. */
const rounding = 1e-12

/** What can be measured of a run that has been analysed. */
export const measuring = ({ game }: FieldRun, { counters, ones, verdict }: Analysis): Partial<Measuring> => ({
  powers: counters,
  alone: ones.count === 0 && game.players.every(({ set }) => set.name === 'free'),
  late: verdict.kind !== 'sublinear',
})

/** Steps without any move after which a run has ended. */
const rest = 50

interface Measuring {
  /** Steps at most. */
  readonly most: number
  /** Steps that two runs are followed. */
  readonly follow: number
  /** Whether the distance may go like k^c·rateᵏ. */
  readonly powers: boolean
  /** Whether z is the only solution near, and no set binds: the rate is then that of two runs, which can be followed for any time. */
  readonly alone: boolean
  /** Whether the steps are late ones, whose schedules have come to their limit; else the first ones. */
  readonly late: boolean
}

/** The number of the first of late steps, in periods. */
const late = 2 ** 40

/** Runs from a start near z, in its set, and measures. */
export async function measured(
  given: FieldRun,
  z: Profile,
  { most = 20000, follow = 6000, powers = false, alone = false, late: lately = false }: Partial<Measuring> = {},
): Promise<Measured> {
  const run = withoutChance(given)
  const { optimizer } = run
  const p = rhythmOf(run).phases.length
  const begin = lately ? late * p : 0
  const scale = Math.max(1, ...z.points.map(x => largest(x.host)))
  const near = z.map((x, i) => {
    const direction = x.with(keyOf(17).fold(i).normal(x.size))
    return run.game.players[i]!.set.prox(x.plus(direction.times((off * scale) / Math.sqrt(x.size))), 0)
  })
  // The iterate beside the answer: an average may be near while what it averages has gone.
  const both = (state: unknown): readonly Mixture[] => [
    ...optimizer.answer(state),
    ...(optimizer.visited ? pure(optimizer.visited(state).iterate) : []),
  ]
  const engine = engineOf({ ...startingAt(run, near), optimizer: { ...optimizer, answer: both } })
  const seen = async (): Promise<{ readonly answer: number[]; readonly iterate: number[] }> => {
    const all = await engine.answer(state)
    return { answer: flat(all.slice(0, z.points.length)), iterate: flat(all.slice(z.points.length)) }
  }
  let state = await engine.init()
  let { answer: before } = await seen()
  const solution = flat(z.points.map(dirac))
  const away = (x: readonly number[]): number => (x.length === solution.length ? apart(x, solution) : NaN)
  const moves: { k: number; move: number; distance: number }[] = []
  let resting = 0
  for (let k = 0; k < most && resting < rest; k += p) {
    state = (await engine.advance(state, begin + k, p)).state
    const { answer, iterate } = await seen()
    const move = answer.length === before.length ? apart(answer, before) : NaN
    moves.push({ k: k + p, move, distance: away(answer.length === solution.length ? answer : iterate) })
    before = answer
    resting = move < 0.1 * rounding * scale ? resting + p : 0
    if (Math.max(away(answer) || 0, away(iterate) || 0) > far * off * scale) break
  }
  engine.dispose()
  const usable = moves.filter(({ move }) => move > rounding * scale)
  const window = usable.slice(Math.floor(usable.length / 5))
  const tail = moves.slice(Math.floor(moves.length / 4)).filter(({ distance }) => distance > 0)
  const at0 = apart(flat(near.points.map(dirac)), solution)
  const line = (of: readonly { k: number; y: number }[], terms: readonly ((k: number) => number)[]): number =>
    leastSquares(
      of.map(({ k }) => terms.map(f => f(k))),
      of.map(({ y }) => y),
    )
  const logs = window.map(({ k, move }) => ({ k, y: Math.log(move) }))
  return {
    rate:
      alone && !powers
        ? await exponent({ run, z, near, period: p, scale, follow, begin })
        : Math.exp(line(logs, powers ? [k => k, () => 1, Math.log] : [k => k, () => 1])),
    power: line(
      tail.map(({ k, distance }) => ({ k, y: Math.log(distance) })),
      [Math.log, () => 1],
    ),
    steps: moves.at(-1)?.k ?? 0,
    farthest: moves.reduce((m, { distance }) => Math.max(m, distance), 0) / at0,
    last: (moves.at(-1)?.distance ?? NaN) / at0,
  }
}

const flat = (answer: readonly Mixture[]): number[] => answer.flatMap(({ atoms }) => atoms.flatMap(a => Array.from(a.host)))
const apart = (a: readonly number[], b: readonly number[]): number => Math.sqrt(a.reduce((s, x, i) => s + (x - b[i]!) ** 2, 0))
