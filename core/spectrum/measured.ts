import { Matrix, solve } from 'ml-matrix'
import { compiledEngine } from '../compile/engine.ts'
import type { Engine, FieldRun, StateData } from '../engine.ts'
import { key as keyOf } from '../key.ts'
import { dirac, pure, type Mixture } from '../mixture.ts'
import type { Profile } from '../profile.ts'
import type { Analysis } from './analysis.ts'
import { rhythmOf } from './phases.ts'
import { withoutChance } from './solution.ts'
import { startingAt } from './steady.ts'
import { settings } from './step-map.ts'

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
  const scale = z.points.reduce((m, x) => x.host.reduce((n, e) => Math.max(n, Math.abs(e)), m), 1)
  const near = z.map((x, i) => {
    const direction = x.with(keyOf(17).fold(i).normal(x.size))
    return run.game.players[i]!.set.prox(x.plus(direction.times((off * scale) / Math.sqrt(x.size))), 0)
  })
  // The iterate beside the answer: an average may be near while what it averages has gone.
  const both = (state: unknown): readonly Mixture[] => [
    ...optimizer.answer(state),
    ...(optimizer.visited ? pure(optimizer.visited(state).iterate) : []),
  ]
  const engine = compiledEngine({ ...startingAt(run, near), optimizer: { ...optimizer, answer: both } }, settings)
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

interface Pair {
  readonly run: FieldRun
  readonly z: Profile
  readonly near: Profile
  readonly period: number
  readonly scale: number
  /** Steps that the pair is followed. */
  readonly follow: number
  /** The number of its first step. */
  readonly begin: number
}

/** Steps before the pair is formed, at least: fewer where nothing is left of a move after so many. */
const settling = [50, 10, 1] as const

/**
 * The rate by which two runs part or meet (Benettin et al. 1980): one from the solution, the other from where the first would be moved by
 * what a run nearby has moved in its last period, so that no move along a manifold of solutions is in it. Their difference is brought back
 * to its first size whenever it has become much larger or smaller.
 */
async function exponent(pair: Pair): Promise<number> {
  for (const steps of settling) {
    const found = await parting(pair, Math.ceil(steps / pair.period) * pair.period)
    if (found !== null) return found
  }
  return NaN
}

/** Null where the run nearby has come to rest before the pair is formed. */
async function parting({ run, z, near, period, scale, follow, begin }: Pair, before: number): Promise<number | null> {
  const from = async (start: Profile): Promise<{ readonly engine: Engine; readonly state: StateData }> => {
    const engine = compiledEngine(startingAt(run, start), settings)
    return { engine, state: (await engine.advance(await engine.init(), begin, before)).state }
  }
  const [still, moving] = [await from(z), await from(near)]
  const { engine } = still
  const moved = (await engine.advance(moving.state, begin + before, period)).state
  const size = 0.1 * off * scale
  const parted = (a: StateData, d: readonly Float64Array[], c: number): StateData => ({
    form: a.form,
    leaves: a.leaves.map((x, i) => (x instanceof Float64Array ? x.map((e, j) => e + c * d[i]![j]!) : x)),
  })
  let d = difference(moved, moving.state)
  if (!(length(d) > 1e-8 * size)) return null
  let one = still.state
  let other = parted(one, d, size / length(d))
  let sum = 0
  const logs: { k: number; y: number }[] = []
  for (let k = before; k < before + follow; k += period) {
    const next = (await engine.advance(one, begin + k, period)).state
    const strayed = length(difference(next, still.state))
    other = (await engine.advance(other, begin + k, period)).state
    one = next
    d = difference(other, one)
    const now = length(d)
    if (!(now > 0) || strayed > 100 * size) break
    logs.push({ k, y: sum + Math.log(now / size) })
    if (now > 100 * size || now < 1e-3 * size) {
      sum += Math.log(now / size)
      other = parted(one, d, size / now)
    }
  }
  engine.dispose()
  moving.engine.dispose()
  const late = logs.slice(Math.floor(logs.length / 4))
  return Math.exp(
    leastSquares(
      late.map(({ k }) => [k, 1]),
      late.map(({ y }) => y),
    ),
  )
}

const difference = (a: StateData, b: StateData): Float64Array[] =>
  a.leaves.map((x, i) => (x instanceof Float64Array ? x.map((e, j) => e - b.leaves[i]![j]!) : new Float64Array(0)))
const length = (d: readonly Float64Array[]): number => Math.sqrt(d.reduce((s, x) => s + x.reduce((t, e) => t + e * e, 0), 0))

/** The first coefficient of least squares, with the weights of Hann's window: what turns on the way then leaves no trace at the ends. */
function leastSquares(rows: readonly (readonly number[])[], values: readonly number[]): number {
  if (rows.length < 3) return NaN
  const weights = rows.map((_, i) => Math.sin((Math.PI * (i + 0.5)) / rows.length))
  const A = new Matrix(rows.map((row, i) => row.map(x => x * weights[i]!)))
  const b = Matrix.columnVector(values.map((y, i) => y * weights[i]!))
  return solve(A, b, true).get(0, 0)
}
