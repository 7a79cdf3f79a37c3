/** Smooth minimisation over a box on the host, with a bound on what is missing. */
import { dot, norm } from '../core/vector.ts'

/** A function and its gradient at x, both on the host. */
export type Oracle = (x: Float64Array) => Promise<{ readonly value: number; readonly gradient: Float64Array }>
export interface Box {
  readonly low: Float64Array
  readonly high: Float64Array
}
export interface Minimum {
  /** The least value found. */
  readonly value: number
  /** Of a convex function no value on the box lies below `value − missing`. */
  readonly missing: number
}

const clip = ({ low, high }: Box, x: Float64Array): Float64Array => x.map((v, i) => Math.min(high[i]!, Math.max(low[i]!, v)))
const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((v, i) => v - b[i]!)

/** Steps back to which a value is compared. */
const memory = 10

/**
 * Spectral projected gradient (Birgin, Martínez and Raydan 2000, SPG1, whose line search is along the projection arc):
 *
 *     x⁺ = P(x − g/L),  L = ⟨Δx, Δg⟩/⟨Δx, Δx⟩, doubled until f(x⁺) ≤ max of the last 10 values + 10⁻⁴⟨g, x⁺ − x⟩
 *
 * or until ⟨g⁺, x⁺ − x⟩ ≤ 0, which of a convex f is descent too and does not drown in the rounding of f. The first step goes to the
 * vertex s = argmin ⟨g, s⟩, which solves linear f. Ends where the Frank–Wolfe gap ⟨g, x − s⟩ (Jaggi 2013) has shown that no more than
 * tolerance·(1 + |f|) is missing, where no step moves any more, or after `most` evaluations.
 */
export async function projectedDescent(
  f: Oracle,
  box: Box,
  from: Float64Array,
  tolerance: number,
  most: number,
): Promise<Minimum> {
  let x = clip(box, from)
  let at = await f(x)
  let least = at.value
  let bound = -Infinity
  const values: number[] = []
  const vertex = (g: Float64Array): Float64Array => g.map((v, i) => (v > 0 ? box.low[i]! : v < 0 ? box.high[i]! : x[i]!))
  const look = (): void => {
    least = Math.min(least, at.value)
    bound = Math.max(bound, at.value - dot(at.gradient, minus(x, vertex(at.gradient))))
    values.push(at.value)
  }
  const enough = (): boolean => !(least - bound > tolerance * (1 + Math.abs(least)))
  look()
  let L = norm(at.gradient) || 1
  const stepped = (): Float64Array =>
    clip(
      box,
      minus(
        x,
        at.gradient.map(v => v / L),
      ),
    )
  let next = vertex(at.gradient)
  for (let made = 1; made < most && !enough() && next.some((v, i) => v !== x[i]); made++) {
    const tried = await f(next)
    const [Δx, Δg] = [minus(next, x), minus(tried.gradient, at.gradient)]
    const descends = tried.value <= Math.max(...values.slice(-memory)) + 1e-4 * dot(at.gradient, Δx)
    if (descends || dot(tried.gradient, Δx) <= 0) {
      const curvature = dot(Δx, Δg) / dot(Δx, Δx)
      L = curvature > 0 ? curvature : L / 2
      x = next
      at = tried
      look()
    } else L *= 2
    next = stepped()
  }
  return { value: least, missing: Math.max(0, least - bound) }
}
