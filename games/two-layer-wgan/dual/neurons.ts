import type { Matrix } from 'ml-matrix'
import { spectrum } from '../../../core/linear-algebra/symmetric.ts'

/** A neuron's direction, ‖u‖ ≤ 1, and weight. */
export interface Neuron {
  readonly u: readonly number[]
  readonly v: number
}

/**
 * Neurons with Σvⱼ(uⱼ, 1)(uⱼ, 1)ᵀ = Y, vⱼ > 0 and ‖uⱼ‖ ≤ 1, as many as the rank of Y [d + 1, d + 1], for Y ⪰ 0 with
 * tr Y₁₁ ≤ Y_{d+1,d+1}: the rank-one decomposition Σppᵀ in which every pᵀJp is the same, J = diag(−1, …, −1, 1). Sturm and Zhang, Math. Oper.
 * Res. 28:246 (2003), Proposition 3. Two terms on either side of the mean are turned in their plane until one is at it.
 */
export function neuronsOf(Y: Matrix, smallest: number): readonly Neuron[] {
  const d = Y.rows - 1
  const { values, vectors } = spectrum(Y)
  const kept = values.filter(λ => λ > smallest)
  let open = kept.map((λ, i) => vectors.getRow(i).map(x => x * Math.sqrt(λ)))
  const J = (p: readonly number[], q: readonly number[]): number => p.reduce((s, x, i) => s + (i < d ? -x : x) * q[i]!, 0)
  const level = open.reduce((s, p) => s + J(p, p), 0) / open.length
  const done: number[][] = []
  while (open.length > 0) {
    open = open.sort((p, q) => J(p, p) - J(q, q))
    const [low, high] = [open[0]!, open.at(-1)!]
    const [α, β, γ] = [J(low, low) - level, J(low, high), J(high, high) - level]
    if (open.length === 1 || α >= 0 || γ <= 0) {
      done.push(...open)
      break
    }
    // (low + t·high)ᵀJ(low + t·high) = level·(1 + t²):  α + 2βt + γt² = 0 with α < 0 < γ.
    const t = (-β + Math.sqrt(β * β - α * γ)) / γ
    const length = Math.hypot(1, t)
    done.push(low.map((x, i) => (x + t * high[i]!) / length))
    open = [...open.slice(1, -1), high.map((x, i) => (x - t * low[i]!) / length)]
  }
  return done.map(p => {
    const u = p.slice(0, d).map(x => x / p[d]!)
    const outside = Math.max(1, Math.hypot(...u))
    return { u: u.map(x => x / outside), v: p[d]! ** 2 }
  })
}
