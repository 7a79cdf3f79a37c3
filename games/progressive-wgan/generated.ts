import { Matrix } from 'ml-matrix'
import type { Mixture } from '../../core/mixture.ts'
import type { Point } from '../../core/point.ts'
import { spectrum } from '../../core/linear-algebra/symmetric.ts'
import type { Moments } from './moments.ts'
import { fanIn, scaleOf, type Pyramid } from './players.ts'
import { spectralNorm } from './spectral-norm.ts'
import type { LatentLaw } from './whitening.ts'

/** Centred pictures of stage s as an affine map of latent rows: ζ ↦ ζA + b, A [L, d] row by row. */
export function affineMap(
  { stages, equalised }: Pyramid,
  θ: Point,
  s: number,
  L: number,
): { readonly A: Float64Array; readonly b: Float64Array } {
  const blocks = θ.hostBlocks()
  const first = stages[0]!.from
  let A = new Float64Array(L * first)
  for (let i = 0; i < first; i++) A[i * first + i] = 1
  let b = new Float64Array(first)
  for (const [i, stage] of stages.slice(0, s + 1).entries()) {
    const { from, fresh, at, d } = stage
    const c = scaleOf(fanIn(stage), equalised)
    const W = blocks[i]!
    const row = (into: Float64Array, place: number, factor: number, line: number): void => {
      if (factor !== 0) for (let j = 0; j < d; j++) into[place + j]! += factor * W[line * d + j]!
    }
    const [next, shift] = [new Float64Array(L * d), new Float64Array(d)]
    for (let x = 0; x < from; x++) {
      for (let l = 0; l < L; l++) row(next, l * d, c * A[l * from + x]!, x)
      row(shift, 0, c * b[x]!, x)
    }
    for (let f = 0; f < fresh; f++) row(next, (at + f) * d, c, from + f)
    row(shift, 0, c, from + fresh)
    ;[A, b] = [next, shift]
  }
  return { A, b }
}

/** R [L + 1, d] row by row with RᵀR = AᵀΓA + μμᵀ: the second moments of ζA + b about 0, μ its mean. */
function momentRows(all: Pyramid, θ: Point, s: number, { mean, second: Γ }: LatentLaw, d: number): Float64Array {
  const L = Γ.rows
  const { A, b } = affineMap(all, θ, s, L)
  const μ = b.map((shift, j) => {
    let sum = shift
    for (let l = 0; l < L; l++) sum += mean[l]! * A[l * d + j]!
    return sum
  })
  const { values, vectors } = spectrum(Γ)
  const R = new Float64Array((L + 1) * d)
  for (let i = 0; i < L; i++)
    for (let l = 0; l < L; l++) {
      const c = Math.sqrt(Math.max(0, values[i]!)) * vectors.get(i, l)
      if (c !== 0) for (let j = 0; j < d; j++) R[i * d + j]! += c * A[l * d + j]!
    }
  R.set(μ, L * d)
  return R
}

/**
 * ‖C − S‖₂ and the eigenvalues of S, for generated second moments S about the real mean under a law of the latents. Those of a mixture
 * are the mean of its atoms': S = RᵀR for the atoms' rows below one another, each times √w.
 */
export function generatedMoments(
  all: Pyramid,
  { atoms, weights }: Mixture,
  s: number,
  law: LatentLaw,
  { C, d }: Moments,
): { readonly distance: number; readonly values: readonly number[] } {
  const parts = atoms.map((θ, a) => {
    const rows = momentRows(all, θ, s, law, d)
    const c = Math.sqrt(Number(weights[a]))
    return c === 1 ? rows : rows.map(x => c * x)
  })
  const n = atoms.length * (law.second.rows + 1)
  const R = new Float64Array(n * d)
  parts.forEach((rows, a) => R.set(rows, a * rows.length))
  const times = (x: Float64Array): Float64Array => {
    const out = new Float64Array(d)
    for (let i = 0; i < d; i++) {
      let sum = 0
      for (let j = 0, at = i * d; j < d; j++, at++) sum += C[at]! * x[j]!
      out[i] = sum
    }
    for (let i = 0; i < n; i++) {
      let c = 0
      for (let j = 0, at = i * d; j < d; j++, at++) c += R[at]! * x[j]!
      for (let j = 0, at = i * d; j < d; j++, at++) out[j]! -= c * R[at]!
    }
    return out
  }
  return { distance: spectralNorm(times, d), values: spectrum(inner(R, n, d)).values.slice(0, Math.min(d, n)) }
}

/** RRᵀ, or RᵀR where that is much smaller: their eigenvalues above 0 are the same. */
function inner(R: Float64Array, n: number, d: number): Matrix {
  const rows = Matrix.from1DArray(n, d, Array.from(R))
  if (n > 2 * d) return rows.transpose().mmul(rows)
  const G = new Matrix(n, n)
  for (let i = 0; i < n; i++)
    for (let k = 0; k <= i; k++) {
      let sum = 0
      for (let j = 0; j < d; j++) sum += R[i * d + j]! * R[k * d + j]!
      G.set(i, k, sum)
      G.set(k, i, sum)
    }
  return G
}
