import * as tf from '@tensorflow/tfjs'
import { MissingRule } from '../compile/missing-rule.ts'
import type { Probe } from '../define.ts'
import type { Engine } from '../engine.ts'
import { engineOf, type Execution } from '../execute.ts'
import { hostTensor, type HostTensor } from '../host.ts'
import type { Assembled } from '../lab.ts'
import type { Point } from '../point.ts'
import { Profile } from '../profile.ts'
import { hostLeaves, withLeaves, type HostTree } from '../tree.ts'

/** What runs tensor programs at given profiles. */
export type Evaluator = Pick<Engine, 'evaluate' | 'dispose'>

/** Compiled in float64 wherever every kernel has a rule, else eager in float32. */
export async function evaluatorOf(assembled: Assembled, execution: Execution): Promise<Evaluator> {
  const eagerly = async (): Promise<Evaluator> =>
    (await engineOf(assembled, { ...execution, execution: 'eager', precision: 'float32', device: 'cpu' })).engine
  if (execution.execution === 'eager' && assembled.needs === 'field') return eagerly()
  const { engine } = await engineOf(assembled, { ...execution, execution: 'compiled', precision: 'float64' })
  let reader: Promise<Evaluator> | null = null
  return {
    evaluate: async (...probe) => {
      if (reader) return (await reader).evaluate(...probe)
      try {
        return await engine.evaluate(...probe)
      } catch (error) {
        if (!(error instanceof MissingRule) || execution.execution === 'compiled') throw error
        reader = eagerly()
        return (await reader).evaluate(...probe)
      }
    },
    dispose: () => {
      engine.dispose()
      void reader?.then(r => r.dispose())
    },
  }
}

/**
 * ℓ₁ at every pair of a strategy of the first player and one of the second: [row][column], one payoff a draw. All pairs meet the same draws (common
 * random numbers). A pair is evaluated once.
 */
export type Payoffs = (rows: readonly Point[], columns: readonly Point[]) => Promise<Float64Array[][]>

/** Columns that one call evaluates, so that they share what depends on the row alone. A power of two: few programs serve all. */
const widest = 8
const widthOf = (n: number): number => Math.min(widest, 2 ** Math.ceil(Math.log2(n)))

export function payoffsOf({ evaluate }: Evaluator, draws: readonly HostTree[]): Payoffs {
  const template = draws[0]!
  const inputs = draws.map(hostLeaves)
  const known = new WeakMap<Point, WeakMap<Point, Float64Array>>()
  const probe: Probe = {
    run: (view, z, [table, ...leaves]) => {
      const ξ = { ξ: withLeaves(template, leaves) }
      const rows = tf.split(table!, table!.shape[0]).map(v => v.reshape<tf.Tensor1D>([-1]))
      return [tf.stack(rows.map(v => view.loss(0, z.with(1, z.at(1).with(v)), ξ)))]
    },
  }
  const block = async (u: Point, columns: readonly Point[]): Promise<Float64Array[]> => {
    const width = widthOf(columns.length)
    const filled = Array.from({ length: width }, (_, j) => columns[Math.min(j, columns.length - 1)]!)
    const size = filled[0]!.size
    const values = new Float64Array(width * size)
    filled.forEach((v, j) => values.set(v.host, j * size))
    const table: HostTensor = hostTensor(values, [width, size])
    const z = new Profile([u, filled[0]!])
    const found = columns.map(() => new Float64Array(draws.length))
    for (const [d, leaves] of inputs.entries()) {
      const [payoffs] = await evaluate(probe, z, [table, ...leaves])
      found.forEach((all, j) => (all[d] = payoffs!.values[j]!))
    }
    return found
  }
  return async (rows, columns) => {
    for (const u of rows) {
      const row = known.get(u) ?? new WeakMap<Point, Float64Array>()
      known.set(u, row)
      const missing = columns.filter(v => !row.has(v))
      for (let at = 0; at < missing.length; at += widest) {
        const some = missing.slice(at, at + widest)
        const found = await block(u, some)
        some.forEach((v, j) => row.set(v, found[j]!))
      }
    }
    return rows.map(u => columns.map(v => known.get(u)!.get(v)!))
  }
}

/** The mean of draws, and its standard error: 0 of a single draw, which is no draw but the expectation. */
export function estimated(draws: ArrayLike<number>): { readonly mean: number; readonly error: number } {
  const all = Array.from(draws)
  const n = all.length
  const mean = all.reduce((s, v) => s + v, 0) / n
  if (n < 2) return { mean, error: 0 }
  return { mean, error: Math.sqrt(all.reduce((s, v) => s + (v - mean) ** 2, 0) / (n - 1) / n) }
}

/** Σᵢⱼ xᵢyⱼAᵢⱼ draw by draw; what has no weight is not looked at. */
export function mixed(A: readonly (readonly Float64Array[])[], x: ArrayLike<number>, y: ArrayLike<number>): Float64Array {
  const sum = new Float64Array(A[0]![0]!.length)
  A.forEach((row, i) =>
    row.forEach((draws, j) => {
      const w = x[i]! * y[j]!
      if (w !== 0) draws.forEach((v, d) => (sum[d]! += w * v))
    }),
  )
  return sum
}
