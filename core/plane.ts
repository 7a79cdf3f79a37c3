import { axpy, dot, norm } from './vector.ts'

type Pair = readonly [number, number]

const unit = (a: Float64Array): Float64Array => {
  const length = norm(a)
  return a.map(v => v / length)
}
const longest = (of: readonly Float64Array[]): Float64Array => of.reduce((a, b) => (dot(b, b) > dot(a, a) ? b : a))

/** Passes of the subspace iteration. */
const passes = 30
/** Below this share of the first direction's deviation the second is none: the vectors lie on a line. */
const flat = 1e-6

/**
 * Vectors of mean ≈ 0 in the plane in which they vary most, each of its two coordinates over its standard deviation. Orthogonal
 * iteration with XᵀX, then a rotation to principal axes. Null where they lie on a line, or are all zero.
 */
export function planeOf(vectors: readonly Float64Array[]): Pair[] | null {
  const first = longest(vectors)
  if (!(dot(first, first) > 0)) return null
  let e = unit(first)
  const beside = (v: Float64Array): Float64Array => {
    const rest = v.slice()
    axpy(rest, -dot(v, e), e)
    return rest
  }
  const second = longest(vectors.map(beside))
  if (!(dot(second, second) > flat ** 2 * dot(first, first))) return null
  let f = unit(second)
  const applied = (u: Float64Array): Float64Array => {
    const sum = new Float64Array(first.length)
    for (const v of vectors) axpy(sum, dot(v, u), v)
    return sum
  }
  for (let k = 0; k < (first.length > 2 ? passes : 0); k++) {
    const [Me, Mf] = [applied(e), applied(f)]
    e = unit(Me)
    f = unit(beside(Mf))
  }
  const all = vectors.map((v): Pair => [dot(v, e), dot(v, f)])
  const [a, b, c] = all.reduce<readonly [number, number, number]>(
    ([a, b, c], [x, y]) => [a + x * x, b + x * y, c + y * y],
    [0, 0, 0],
  )
  // Principal axes of [[a, b], [b, c]].
  const θ = Math.atan2(2 * b, a - c) / 2
  const turned = all.map(([x, y]): Pair => [Math.cos(θ) * x + Math.sin(θ) * y, Math.cos(θ) * y - Math.sin(θ) * x])
  const [σ1, σ2] = [0, 1].map(i => Math.sqrt(turned.reduce((s, v) => s + v[i]! ** 2, 0) / turned.length)) as [number, number]
  return σ2 > flat * σ1 ? turned.map(([x, y]): Pair => [x / σ1, y / σ2]) : null
}
