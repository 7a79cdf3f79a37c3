import { Matrix } from 'ml-matrix'
import type { Key } from '../../core/key.ts'
import { spectrum } from '../../core/linear-algebra/symmetric.ts'

/** What a solve takes for the law of latent rows ζ of L entries: their mean and their second moments about it, [L, L]. */
export interface LatentLaw {
  readonly mean: Float64Array
  readonly second: Matrix
}

/** N(0, I) itself: of rows Z, D = √n. */
export const population = (L: number): LatentLaw => ({ mean: new Float64Array(L), second: Matrix.eye(L) })

/** That of n rows drawn once: their sample spectrum, as published. */
export function sampled(L: number, n: number, key: Key): LatentLaw {
  const rows = key.normal(n * L)
  const mean = new Float64Array(L)
  rows.forEach((x, at) => (mean[at % L]! += x / n))
  const second = new Matrix(L, L)
  for (let i = 0; i < L; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let r = 0; r < rows.length; r += L) sum += (rows[r + i]! - mean[i]!) * (rows[r + j]! - mean[j]!)
      second.set(i, j, sum / n)
      second.set(j, i, sum / n)
    }
  return { mean, second }
}

/** A direction of unit variance under the law: over the stage's own latents, and over the directions of the stage before it. */
export interface Direction {
  readonly t: Float64Array
  readonly own: Float64Array
  readonly before: Float64Array
}

/** Less than this share of a latent's variance is rounding. */
const rounding = 1e-12

const inner = (x: Float64Array, Γ: Matrix, y: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < x.length; i++) if (x[i] !== 0) for (let j = 0; j < y.length; j++) sum += x[i]! * Γ.get(i, j) * y[j]!
  return sum
}

/** Directions of the first stage: principal axes q_i/D_i of its latents, largest D_i first. `columns` are its latents in a row. */
export function firstDirections({ second: Γ }: LatentLaw, columns: readonly number[]): Direction[] {
  const { values, vectors } = spectrum(Γ.selection([...columns], [...columns]))
  return values.flatMap((D2, i) => {
    if (D2 <= rounding * values[0]!) return []
    const own = Float64Array.from(vectors.getRow(i), q => q / Math.sqrt(D2))
    const t = new Float64Array(Γ.rows)
    columns.forEach((column, k) => (t[column] = own[k]!))
    return [{ t, own, before: new Float64Array(0) }]
  })
}

/**
 * Directions of a later stage: those of the stage before it, in their order, then what its fresh latents add, made uncorrelated with them
 * and with one another. What is rounding is left out: nothing is ever divided by it.
 */
export function moreDirections({ second: Γ }: LatentLaw, old: readonly Direction[], columns: readonly number[]): Direction[] {
  const unit = (n: number, i: number): Float64Array => Float64Array.from({ length: n }, (_, k) => (k === i ? 1 : 0))
  const all: Direction[] = old.map(({ t }, i) => ({ t, own: new Float64Array(columns.length), before: unit(old.length, i) }))
  for (const [k, column] of columns.entries()) {
    let [t, own, before] = [unit(Γ.rows, column), unit(columns.length, k), new Float64Array(old.length)]
    // Twice is enough (Kahan).
    for (let pass = 0; pass < 2; pass++)
      for (const one of all) {
        const c = inner(t, Γ, one.t)
        ;[t, own, before] = [
          t.map((x, i) => x - c * one.t[i]!),
          own.map((x, i) => x - c * one.own[i]!),
          before.map((x, i) => x - c * one.before[i]!),
        ]
      }
    const variance = inner(t, Γ, t)
    if (variance <= rounding * Γ.get(column, column)) continue
    const divided = (x: Float64Array): Float64Array => x.map(v => v / Math.sqrt(variance))
    all.push({ t: divided(t), own: divided(own), before: divided(before) })
  }
  return all
}
