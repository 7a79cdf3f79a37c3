/** Whether a trajectory goes round: a bounded path that comes back again and again and does not converge. */
import { planeOf } from './plane.ts'
import { axpy, distance } from './vector.ts'

export interface Cycle {
  /** Steps of a turn; need not be an integer. */
  readonly period: number
  /** Mean distance of the path to its centre, and its range. */
  readonly radius: number
  readonly least: number
  readonly most: number
  /** The path's mean over time. */
  readonly centre: Float64Array
}

/** Turns that must be seen. */
const turnsSeen = 3
/** In fewer states no cycle is found. */
export const fewestStates = 4 * turnsSeen
/** How far the second half may lie from the first half's path, root mean square in radii. */
const scatterAllowed = 0.05
/** By what share the radius may change, at the rate that was seen, over as many steps as the run has made. */
const changeAllowed = 0.05
/** Periods that are looked for by coming back to the same point. */
const shortest = 12

const rms = (values: readonly number[]): number => Math.sqrt(values.reduce((s, v) => s + v * v, 0) / values.length)
const mean = (values: readonly number[]): number => values.reduce((s, v) => s + v, 0) / values.length

/**
 * Weights e^{−1/(τ(1−τ))}, τ = (t + ½)/n, over their sum: a mean along a path that turns quasi-periodically converges with them faster
 * than any power of n, where equal weights leave 1/n (Das, Saiki, Sander and Yorke 2017, weighted Birkhoff average).
 */
function birkhoffWeights(n: number): number[] {
  const bump = Array.from({ length: n }, (_, t) => Math.exp(-1 / (((t + 0.5) / n) * (1 - (t + 0.5) / n))))
  const total = bump.reduce((a, b) => a + b)
  return bump.map(w => w / total)
}
/** Σ wₜzₜ */
function weighted(w: readonly number[], states: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(states[0]!.length)
  states.forEach((z, t) => axpy(sum, w[t]!, z))
  return sum
}

/** `w` weights the mean of the distances: equal weights are right over whole turns only. */
const described = (states: readonly Float64Array[], period: number, centre: Float64Array, w: readonly number[]): Cycle => {
  const radii = states.map(z => distance(z, centre))
  return {
    period,
    radius: radii.reduce((s, r, t) => s + w[t]! * r, 0),
    least: Math.min(...radii),
    most: Math.max(...radii),
    centre,
  }
}

/** The least s ≤ 12 after which every state comes back, so nearly that no more than the allowed change adds up over the steps made. */
function shortCycle(states: readonly Float64Array[], made: number): Cycle | null {
  for (let s = 2; s <= Math.min(shortest, states.length / turnsSeen); s++) {
    const turn = states.slice(0, s)
    const equal = turn.map(() => 1 / s)
    const centre = weighted(equal, turn)
    const allowed = changeAllowed * rms(turn.map(z => distance(z, centre)))
    if (states.slice(s).every((z, t) => (distance(z, states[t]!) * made) / s <= allowed)) return described(turn, s, centre, equal)
  }
  return null
}

/** A path by angle: at an angle the state, its distance to the centre and its time, linearly between neighbours. */
function pathBy(angles: readonly number[], states: readonly Float64Array[], radii: readonly number[]) {
  const τ = 2 * Math.PI
  const at = angles.map((θ, t) => ({ θ: ((θ % τ) + τ) % τ, t })).sort((a, b) => a.θ - b.θ)
  return (angle: number): { readonly z: Float64Array; readonly radius: number; readonly t: number } => {
    const θ = ((angle % τ) + τ) % τ
    let [low, high] = [0, at.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (at[middle]!.θ < θ) low = middle + 1
      else high = middle
    }
    const [a, b] = [at[(low + at.length - 1) % at.length]!, at[low % at.length]!]
    const width = (b.θ - a.θ + τ) % τ
    const share = width === 0 ? 0 : ((θ - a.θ + τ) % τ) / width
    const [za, zb] = [states[a.t]!, states[b.t]!]
    const between = (u: number, v: number): number => u + share * (v - u)
    return { z: za.map((v, i) => between(v, zb[i]!)), radius: between(radii[a.t]!, radii[b.t]!), t: between(a.t, b.t) }
  }
}

/**
 * The cycle on which successive states of a deterministic method lie, or null. `made` is how many steps led to the first of them.
 *
 * The states are seen in the plane in which they vary most, scaled there to equal variance, and their angle about the mean is followed.
 * They go round where they turn three times or more; where the second half lies on the path of the first, within 5 % of the radius; and
 * where the radius, compared at equal angles, would change by less than 5 % over as many steps as were made: a spiral that converges as
 * t^−α is none for α > 0.05, however long it is followed, and one that converges as ρ^t none once ρ^made < 0.95. Periods up to 12 steps
 * are also found by coming back to the same point. A path that turns at several frequencies at once is not found.
 */
export function cycleIn(states: readonly Float64Array[], made: number): Cycle | null {
  const n = states.length
  if (n < fewestStates || !states.every(z => z.every(Number.isFinite))) return null
  const short = shortCycle(states, made)
  if (short) return short
  const w = birkhoffWeights(n)
  const centre = weighted(w, states)
  const plane = planeOf(states.map(z => z.map((v, i) => v - centre[i]!)))
  if (!plane) return null
  const turned = plane.slice(1).map(([p, q], t) => {
    const [a, b] = plane[t]!
    return Math.atan2(a * q - b * p, a * p + b * q)
  })
  const angles = [Math.atan2(plane[0]![1], plane[0]![0])]
  for (const Δ of turned) angles.push(angles.at(-1)! + Δ)
  if (Math.abs(angles.at(-1)! - angles[0]!) < 2 * Math.PI * turnsSeen) return null
  const half = Math.floor(n / 2)
  const radii = states.map(z => distance(z, centre))
  const path = pathBy(angles.slice(0, half), states.slice(0, half), radii)
  const met = angles.slice(half).map(path)
  if (rms(met.map(({ z }, t) => distance(z, states[half + t]!))) > scatterAllowed * rms(radii)) return null
  const change = mean(radii.slice(half)) / mean(met.map(m => m.radius)) - 1
  const apart = mean(met.map((m, t) => half + t - m.t))
  if (!(Math.abs(change) * (made / apart) < changeAllowed)) return null
  const between = birkhoffWeights(n - 1)
  const rotation = Math.abs(turned.reduce((s, Δ, t) => s + between[t]! * Δ, 0))
  return described(states, (2 * Math.PI) / rotation, centre, w)
}
