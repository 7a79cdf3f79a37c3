import { denseSize, eigenvalues, type Eigenvalue } from './eigenvalues.ts'
import { axpy, norm } from '../vector.ts'
import { leastResidual, type Operator } from './krylov.ts'
import type { Local } from './local.ts'
import type { Steady } from './steady.ts'

/** How fast a run nears its limit where something that counts holds it back. */
export interface Law {
  /** The slowest power of the step's number; null where nothing goes like a power. */
  readonly exponent: number | null
  /** ‖answer − solution‖·k^exponent in the limit, where the run does not decide it. */
  readonly constant: number | null
  /** Whether what circles in the limit is damped on the way. */
  readonly damps: boolean
}

/**
 * Steps at which the map is looked at on its way to the limit: late enough for eigenvalues 1 − c/t to stand apart from those that are less than
 * 1 in the limit; of a large map, whose Krylov space cannot tell them from 1 itself, earlier.
 */
const times = (n: number): readonly [early: number, later: number] => (n <= denseSize ? [1e6, 4e6] : [1e3, 4e3])

/**
 * With counters at t the map is J(t) = J + O(1/t), and moves its limit by f(t) = T(s; t) − s. An eigenvalue 1 − c/t makes k^(−c). A push f/t^a
 * is followed by the error (I − J)⁻¹f/t^a. Null where nothing counts and no schedule changes.
 */
export async function lawOf(
  { counters, map: { period } }: Steady,
  local: Local,
  directions: readonly Float64Array[],
): Promise<Law | null> {
  const { origin, scale, map } = local
  const [early, later] = times(origin.length)
  const push = async (t: number): Promise<Float64Array> => (await map(origin, t)).map((x, i) => x - origin[i]!)
  const [f, g] = [await push(early), await push(later)]
  const pushed = norm(f) > 1e-12 * scale
  const J = await local.derivative(origin)
  const changed = await differs(local, J, early)
  if (!pushed && !changed && counters.length === 0) return null
  const damping = changed ? await dampings(local, period, directions) : { slowest: null, damps: false }
  if (!pushed) return { exponent: damping.slowest, constant: null, damps: damping.damps }
  const a = rounded(Math.log(norm(f) / norm(g)) / Math.log(later / early))
  const followed = damping.slowest === null || damping.slowest > a
  if (!followed) return { exponent: damping.slowest, constant: null, damps: damping.damps }
  const A: Operator = async w => (await J(w)).map((x, i) => w[i]! - x)
  // f(t)t^a = f∞ + O(1/t), and two values of it give f∞ up to O(1/t²).
  const pushes = g.map((x, i) => (later * x * later ** a - early * f[i]! * early ** a) / (later - early))
  const { x: error } = await leastResidual(A, pushes, { most: 300, tolerance: 1e-10 })
  return { exponent: a, constant: await answered(local, error), damps: damping.damps }
}

/** Whether J(t) is another map than J. */
async function differs({ origin, derivative }: Local, J: Operator, early: number): Promise<boolean> {
  const v = origin.map((_, i) => Math.cos(1 + 3.7 * i))
  const Jt = await derivative(origin, early)
  const [a, b] = [await J(v), await Jt(v)]
  return norm(a.map((x, i) => x - b[i]!)) > 1e-10 * norm(v)
}

/** The slowest c of eigenvalues of modulus 1 − c/t; whether none of modulus 1 is left besides those that stay 1. */
async function dampings(
  local: Local,
  period: number,
  directions: readonly Float64Array[],
): Promise<{ slowest: number | null; damps: boolean }> {
  const { origin, derivative } = local
  const [early, later] = times(origin.length)
  const leading = async (t: number): Promise<readonly Eigenvalue[]> =>
    (await eigenvalues(await derivative(origin, t), directions, v => v.slice(0, 3))).values
  const least = (values: readonly Eigenvalue[], t: number): number | null =>
    values
      .map(v => ((1 - v.modulus) * t) / period)
      .filter(c => c > 1e-3 && c < 20)
      .reduce<number | null>((m, c) => Math.min(m ?? c, c), null)
  const late = await leading(later)
  const [one, other] = [least(await leading(early), early), least(late, later)]
  const slowest = one === null || other === null ? null : rounded((other * later - one * early) / (later - early))
  const left = late.some(v => v.modulus >= 1 - 1e-10 && v.im !== 0)
  return { slowest, damps: slowest !== null && !left }
}

/** Length of the answer's move along a direction. */
async function answered({ origin, scale, answer }: Local, v: Float64Array): Promise<number> {
  const c = (1e-4 * scale) / (norm(v) || 1)
  const there = origin.slice()
  axpy(there, c, v)
  const before = await answer(origin)
  return norm((await answer(there)).map((x, i) => x - before[i]!)) / c
}

/** A small fraction that it is, to four digits. */
const rounded = (x: number): number => {
  const near = Math.round(x * 12) / 12
  return Math.abs(x - near) < 5e-3 ? near : Number(x.toPrecision(4))
}
