import { eigenFlops } from '../linear-algebra/symmetric.ts'
import { dot } from '../vector.ts'
import { composed, eigen, type Eigen } from './eigen.ts'
import type { HostMap } from './host-map.ts'

/** A function of the real line, linear on each of some intervals. */
export interface Pieces {
  value(λ: number): number
  /** The number of the interval in which λ lies, and the slope there. */
  piece(λ: number): number
  slope(piece: number): number
}

/** Decompositions kept: a step looks at a few points, its derivative again and again at the same. */
const kept = 4

/**
 * A proximal map that acts on the eigenvalues of the symmetric part of a matrix [d, d]: A = VΛVᵀ ↦ Vf(Λ)Vᵀ, f for the step η. Its
 * derivative along H is V(Γ∘VᵀHV)Vᵀ with the divided differences Γᵢⱼ = (f(λᵢ) − f(λⱼ))/(λᵢ − λⱼ) (Daleckii and Krein; Bhatia, Matrix
 * Analysis, theorem V.3.3), which on one piece of f is its slope. Where λ lies on an end of a piece, that is one of the derivatives
 * that there are.
 */
export function spectralMap(d: number, of: (η: number) => Pieces): Pick<HostMap, 'flops' | 'prox' | 'dprox'> {
  const recent: { A: Float64Array; eigen: Eigen }[] = []
  const decomposed = (A: Float64Array): Eigen => {
    const known = recent.find(r => r.A.every((a, i) => a === A[i]))
    if (known) return known.eigen
    const made = { A: A.slice(), eigen: eigen(A, d) }
    recent.unshift(made)
    recent.length = Math.min(recent.length, kept)
    return made.eigen
  }
  return {
    flops: eigenFlops(d),
    prox: (A, η) => {
      const e = decomposed(A)
      const { value } = of(η)
      return composed(e, e.values.map(value))
    },
    dprox: (A, η, H) => {
      const { values, vectors } = decomposed(A)
      const { value, piece, slope } = of(η)
      const pieces = Array.from(values, piece)
      const Γ = (i: number, j: number): number =>
        pieces[i] === pieces[j] ? slope(pieces[i]!) : (value(values[i]!) - value(values[j]!)) / (values[i]! - values[j]!)
      const half = vectors.map(v => times(H, v, d))
      // In the basis of eigenvectors, row by row: VᵀHV, symmetrised.
      const inner = vectors.map((v, i) =>
        Float64Array.from(vectors, (w, j) => Γ(i, j) * 0.5 * (dot(v, half[j]!) + dot(w, half[i]!))),
      )
      const out = new Float64Array(d * d)
      const rows = inner.map(row => combined(row, vectors, d))
      for (let r = 0; r < d; r++) {
        const [v, row] = [vectors[r]!, rows[r]!]
        for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) out[i * d + j]! += v[i]! * row[j]!
      }
      return out
    },
  }
}

const times = (A: Float64Array, v: Float64Array, d: number): Float64Array =>
  Float64Array.from({ length: d }, (_, i) => dot(A.subarray(i * d, (i + 1) * d), v))
const combined = (c: Float64Array, vectors: readonly Float64Array[], d: number): Float64Array => {
  const out = new Float64Array(d)
  vectors.forEach((v, r) => {
    for (let i = 0; i < d; i++) out[i]! += c[r]! * v[i]!
  })
  return out
}
