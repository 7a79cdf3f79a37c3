import { axpy, norm } from '../vector.ts'
import { leastResidual, type Operator } from './krylov.ts'
import type { Local } from './local.ts'

/** Length of a move along an eigenvector, relative to the size of the state. */
const away = 1e-4
/** Newton steps back to the fixed points. */
const corrections = 4

/**
 * Whether a direction v with T′(s)v = v leads from solution to solution. The state is moved by εv and brought to a fixed point of T by
 * Newton's method with least residuals (GMRES): on a manifold of fixed points that takes O(ε²); where T moves only in higher order, the
 * way back is as long as the way there, or there is none. What is then answered must be a solution.
 */
export async function leadsToSolutions(local: Local, v: Float64Array): Promise<boolean> {
  const { origin, scale, map, derivative, rest } = local
  const ε = away * scale
  const moved = origin.slice()
  axpy(moved, ε / norm(v), v)
  const x = moved.slice()
  const drift = async (): Promise<Float64Array> => (await map(x)).map((t, i) => t - x[i]!)
  let g = await drift()
  const first = norm(g)
  for (let step = 0; step < corrections && norm(g) > 1e-13 * scale; step++) {
    const J = await derivative(x)
    const A: Operator = async w => (await J(w)).map((t, i) => w[i]! - t)
    const { x: w } = await leastResidual(A, g, { most: 200, tolerance: 1e-3 })
    axpy(x, 1, w)
    g = await drift()
  }
  const fixed = norm(g) <= Math.max(1e-12 * scale, 1e-2 * first)
  const near = norm(x.map((t, i) => t - moved[i]!)) <= 0.1 * ε
  if (!fixed || !near) return false
  // A state may move and the answer with it, as an average in its limit does: the field must stay zero.
  const [before, after] = [norm(await rest(origin)), norm(await rest(x))]
  return after <= before + 1e-3 * (await sensitivity(local, ε))
}

/** By how much a move of length ε changes the rest of the field, in a direction of no importance. */
async function sensitivity({ origin, rest }: Local, ε: number): Promise<number> {
  const there = origin.slice()
  const direction = origin.map((_, i) => Math.sin(1 + 7.3 * i))
  axpy(there, ε / norm(direction), direction)
  return norm(await rest(there))
}
