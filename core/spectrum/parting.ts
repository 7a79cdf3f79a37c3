import type { Engine, FieldRun, StateData } from '../engine.ts'
import type { Profile } from '../profile.ts'
import { engineOf } from './engine-of.ts'
import { leastSquares } from './least-squares.ts'
import { startingAt } from './steady.ts'

/** First size of the difference of two runs, relative to that of the solution. */
const short = 1e-5

/** Two runs of one optimizer near a solution. */
export interface Pair {
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
export async function exponent(pair: Pair): Promise<number> {
  for (const steps of settling) {
    const found = await parting(pair, Math.ceil(steps / pair.period) * pair.period)
    if (found !== null) return found
  }
  return NaN
}

/** Null where the run nearby has come to rest before the pair is formed. */
async function parting({ run, z, near, period, scale, follow, begin }: Pair, before: number): Promise<number | null> {
  const from = async (start: Profile): Promise<{ readonly engine: Engine; readonly state: StateData }> => {
    const engine = engineOf(startingAt(run, start))
    return { engine, state: (await engine.advance(await engine.init(), begin, before)).state }
  }
  const [still, moving] = [await from(z), await from(near)]
  const { engine } = still
  const moved = (await engine.advance(moving.state, begin + before, period)).state
  const size = short * scale
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
