/** The algebra of one cone that interior-point methods need: its product, its steps, and Nesterov and Todd's scaling. */
import { dot } from '../vector.ts'
import type { Cone } from './cone.ts'

/** Nesterov and Todd's scaling of one cone at (s, y): the symmetric W with Wy = W⁻¹s = λ. */
export interface Scaling {
  readonly cone: Cone
  readonly W: (v: Float64Array) => Float64Array
  readonly inverse: (v: Float64Array) => Float64Array
  readonly λ: Float64Array
}

/** t² − ‖z‖² of (t, z), in a form that does not cancel. */
const determinant = (v: Float64Array): number => {
  const r = Math.hypot(...v.subarray(1))
  return (v[0]! - r) * (v[0]! + r)
}
const reflected = (v: Float64Array): Float64Array => v.map((x, i) => (i === 0 ? x : -x))

/** At s and y inside a half-line or a second-order cone. */
export function scalingOf(cone: Cone, s: Float64Array, y: Float64Array): Scaling {
  if (cone.kind === 'nonneg') {
    const w = s.map((x, i) => Math.sqrt(x / y[i]!))
    return {
      cone,
      W: v => v.map((x, i) => x * w[i]!),
      inverse: v => v.map((x, i) => x / w[i]!),
      λ: s.map((x, i) => Math.sqrt(x * y[i]!)),
    }
  }
  const [S, Y] = [Math.sqrt(determinant(s)), Math.sqrt(determinant(y))]
  const [a, b] = [s.map(x => x / S), reflected(y).map(x => x / Y)]
  const γ = Math.sqrt((1 + dot(a, reflected(b))) / 2)
  const w = a.map((x, i) => (x + b[i]!) / (2 * γ))
  const v = w.map((x, i) => (x + (i === 0 ? 1 : 0)) / Math.sqrt(2 * (w[0]! + 1)))
  const β = Math.sqrt(S / Y)
  // W = β(2vvᵀ − J), W⁻¹ = (2JvvᵀJ − J)/β.
  const W = (u: Float64Array): Float64Array => {
    const along = 2 * dot(v, u)
    return reflected(u).map((x, i) => β * (along * v[i]! - x))
  }
  const Jv = reflected(v)
  const inverse = (u: Float64Array): Float64Array => {
    const along = 2 * dot(Jv, u)
    return reflected(u).map((x, i) => (along * Jv[i]! - x) / β)
  }
  return { cone, W, inverse, λ: W(y) }
}

/** The product x∘y of a cone: by entries, or (xᵀy, x₀y₁ + y₀x₁) of second-order cones. */
export const jordan = ({ kind }: Cone, x: Float64Array, y: Float64Array): Float64Array =>
  kind === 'nonneg' ? x.map((a, i) => a * y[i]!) : x.map((a, i) => (i === 0 ? dot(x, y) : x[0]! * y[i]! + y[0]! * a))
/** The u with λ∘u = d. */
export function divided({ kind }: Cone, λ: Float64Array, d: Float64Array): Float64Array {
  if (kind === 'nonneg') return d.map((x, i) => x / λ[i]!)
  const along = dot(λ.subarray(1), d.subarray(1))
  const first = (λ[0]! * d[0]! - along) / determinant(λ)
  return d.map((x, i) => (i === 0 ? first : (x - first * λ[i]!) / λ[0]!))
}
/** The e with e∘x = x. */
export const identity = ({ kind, size }: Cone): Float64Array =>
  new Float64Array(size).map((_, i) => (kind === 'nonneg' || i === 0 ? 1 : 0))
/** The largest α ≤ 1 with v + αd in the cone, for v inside. */
export function longest({ kind }: Cone, v: Float64Array, d: Float64Array): number {
  if (kind === 'nonneg') return v.reduce((α, x, i) => (d[i]! < 0 ? Math.min(α, -x / d[i]!) : α), 1)
  // (t + αt')² = ‖z + αz'‖²: the first positive root, with t + αt' ≥ 0.
  const [a, b, c] = [determinant(d), v[0]! * d[0]! - dot(v.subarray(1), d.subarray(1)), determinant(v)]
  const root = b * b - a * c
  const ends = [d[0]! < 0 ? -v[0]! / d[0]! : 1]
  if (root >= 0) {
    const q = -(b + (b < 0 ? -1 : 1) * Math.sqrt(root))
    if (a !== 0) ends.push(q / a)
    if (q !== 0) ends.push(c / q)
  }
  return Math.min(1, ...ends.filter(α => α > 0))
}
