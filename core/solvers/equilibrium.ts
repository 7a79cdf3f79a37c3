import type { HostTensor } from '../host.ts'
import { Refusal } from '../refusal.ts'
import { linearProgramming } from './lp.ts'

/** Probabilities from a solver's: nothing below 0, and a sum, taken in order, of exactly 1 where rounding lets it be. */
function probabilities(x: Float64Array): Float64Array {
  const kept = x.map(p => Math.max(p, 0))
  const sum = (p: Float64Array): number => p.reduce((s, v) => s + v, 0)
  const p = kept.map(v => v / sum(kept))
  const largest = p.indexOf(Math.max(...p))
  for (let i = 0; i < 3; i++) p[largest]! += 1 - sum(p)
  return p
}

/**
 * An equilibrium of min_x max_y xᵀAy on simplices, A [m, n] row by row: y and v of max v subject to v ≤ (Ay)_i, x its multipliers. Both are
 * vertices. Throws a `Refusal` where A is not finite.
 */
export async function equilibrium({
  values,
  shape,
}: HostTensor): Promise<{ readonly x: Float64Array; readonly y: Float64Array }> {
  const [m, n] = shape as [number, number]
  const A = Array.from({ length: m }, (_, i) => Array.from(values.slice(i * n, (i + 1) * n)))
  if (!A.flat().every(Number.isFinite)) throw new Refusal('a payoff matrix must have finite entries only')
  const size = Math.max(...A.flat().map(Math.abs)) || 1
  const solve = await linearProgramming()
  const { x: solution, duals } = solve({
    maximise: [1, ...Array<number>(n).fill(0)],
    atMost: A.map(row => [[1, ...row.map(a => -a / size)], 0] as const),
    equal: [[[0, ...Array<number>(n).fill(1)], 1]],
    lower: [-Infinity, ...Array<number>(n).fill(0)],
  })
  return { x: probabilities(duals.slice(0, m)), y: probabilities(solution.slice(1)) }
}
