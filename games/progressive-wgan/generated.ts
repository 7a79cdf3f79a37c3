import { Matrix } from 'ml-matrix'
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

/** ‖C − S‖₂ and the eigenvalues of S, for generated second moments S about the real mean under a law of the latents. */
export function generatedMoments(
  all: Pyramid,
  θ: Point,
  s: number,
  { mean, second: Γ }: LatentLaw,
  { C, d }: Moments,
): { readonly distance: number; readonly values: readonly number[] } {
  const L = Γ.rows
  const { A, b } = affineMap(all, θ, s, L)
  // S = AᵀΓA + μμᵀ = RᵀR for R = [Γ^{1/2}A; μᵀ].
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
  const times = (x: Float64Array): Float64Array => {
    const out = new Float64Array(d)
    for (let i = 0; i < d; i++) {
      let sum = 0
      for (let j = 0, at = i * d; j < d; j++, at++) sum += C[at]! * x[j]!
      out[i] = sum
    }
    for (let i = 0; i <= L; i++) {
      let c = 0
      for (let j = 0, at = i * d; j < d; j++, at++) c += R[at]! * x[j]!
      for (let j = 0, at = i * d; j < d; j++, at++) out[j]! -= c * R[at]!
    }
    return out
  }
  const G = new Matrix(L + 1, L + 1)
  for (let i = 0; i <= L; i++)
    for (let k = 0; k <= i; k++) {
      let sum = 0
      for (let j = 0; j < d; j++) sum += R[i * d + j]! * R[k * d + j]!
      G.set(i, k, sum)
      G.set(k, i, sum)
    }
  return { distance: spectralNorm(times, d), values: spectrum(G).values.slice(0, Math.min(d, L + 1)) }
}
