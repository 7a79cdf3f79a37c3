import { Refusal } from '../../core/refusal.ts'
import type { Stage } from './architecture.ts'
import type { Moments, Principal } from './moments.ts'
import { firstDirections, moreDirections, type Direction, type LatentLaw } from './whitening.ts'

/** A stage solved: directions of latents, and what each is mapped to. */
export interface Solved {
  readonly directions: readonly Direction[]
  /** λᵢ − β > 0 of the kept directions, largest first, and their eigenvectors, rows [k, d]. */
  readonly kept: readonly number[]
  readonly vectors: Float64Array
  readonly β: number
  /** The stage's map [from + fresh + 1, d] row by row: its input, its fresh latents, its bias. */
  readonly W: Float64Array
}

/**
 * Eigenvectors have no sign of their own: each is turned so that it continues that of the stage before, its pixels copied to squares.
 * A latent then goes on meaning the same.
 */
function turned(vectors: Float64Array, { size, d }: Stage, before: Solved | null): Float64Array {
  if (!before) return vectors
  const [channels, from, out] = [d / size ** 2, d / 4, vectors.slice()]
  for (let i = 0; i < Math.min(before.kept.length, vectors.length / d); i++) {
    let along = 0
    for (let e = 0; e < d; e++) {
      const [pixel, c] = [Math.floor(e / channels), e % channels]
      const [y, x] = [Math.floor(pixel / size) >> 1, (pixel % size) >> 1]
      along += vectors[i * d + e]! * before.vectors[i * from + (y * (size / 2) + x) * channels + c]!
    }
    if (along < 0) for (let e = 0; e < d; e++) out[i * d + e]! *= -1
  }
  return out
}

const range = (at: number, n: number): number[] => Array.from({ length: n }, (_, i) => at + i)

/**
 * The least β for the largest eigenvalue: eigenvalues are known to about 1e-16 of the largest, so that below this β a generated second moment
 * that is right to the last bit would miss the constraint ‖C − S‖₂ ≤ β by more than 1e-6 of it.
 */
const LEAST = 1e-9

/** Eigenvalues above the threshold β that is given, or β as the one after `rank` of them. */
async function thresholded(
  { size, rank }: Stage,
  { d, leading }: Moments,
  { beta, supply, cap }: { readonly beta: number | null; readonly supply: number; readonly cap: boolean },
): Promise<{ readonly principal: Principal; readonly β: number }> {
  const at = (k: number): Promise<Principal> => leading(Math.min(d, k + 1))
  const after = async (k: number): Promise<{ principal: Principal; β: number }> => {
    const principal = await at(k)
    return { principal, β: principal.values[k] ?? 0 }
  }
  if (beta === null) {
    const { principal, β } = await after(Math.min(rank!, supply))
    if (β > LEAST * principal.values[0]!) return { principal, β }
    throw new Refusal(
      `progressive-wgan: rank (k) of size ${size} is ${rank!}, and the real pictures have no variance beyond that: β, the next eigenvalue, must be above ${LEAST} of the largest; take a lower rank`,
    )
  }
  const principal = await at(supply)
  const least = LEAST * principal.values[0]!
  if (!(beta > least))
    throw new Refusal(
      `progressive-wgan: beta (β) of size ${size} must be above ${least.toPrecision(3)}, ${LEAST} of the largest eigenvalue, got ${beta}: nearer to 0 the constraint could not be met in double precision`,
    )
  if (!(principal.values[supply]! > beta)) return { principal, β: beta }
  if (cap) return { principal, β: principal.values[supply]! }
  throw new Refusal(
    `progressive-wgan: beta (β) = ${beta} keeps more directions at size ${size} than the ${supply} of its input and fresh latents; give a larger β there (at least ${principal.values[supply]!}), more fresh latents, or cap=true`,
  )
}

/**
 * The closed form of a stage: S* = (C − βI)₊, attained by G = L Λ^{1/2}V_kᵀ for directions L of unit variance in the range of the
 * stage's input. The first ones are the directions of the stage before it, whose variances λᵢ − β > 0 are known: they are divided by
 * exactly those, and by nothing that is rounding. So a latent direction keeps its place among the principal components at every size.
 *
 * The bias takes the mean of the input away: the generated mean is the data's. (As published, the column of ones is one more input
 * direction; a principal component that is given to it becomes a constant.)
 */
export async function solveStage(
  stage: Stage,
  moments: Moments,
  law: LatentLaw,
  before: Solved | null,
  choice: { readonly beta: number | null; readonly cap: boolean },
): Promise<Solved> {
  const { from, fresh, at, d } = stage
  const columns = before ? range(at, fresh) : [...range(0, from), ...range(at, fresh)]
  const all = before ? moreDirections(law, before.directions, columns) : firstDirections(law, columns)
  const { principal, β } = await thresholded(stage, moments, { ...choice, supply: all.length })
  const kept = [...principal.values.subarray(0, all.length)].filter(λ => λ > β).map(λ => λ - β)
  const vectors = turned(principal.vectors.slice(0, kept.length * d), stage, before)
  const directions = all.slice(0, kept.length)

  const W = new Float64Array((from + fresh + 1) * d)
  const add = (row: number, c: number, i: number): void => {
    for (let j = 0; j < d; j++) W[row * d + j]! += c * vectors[i * d + j]!
  }
  const own = (k: number): number => (before ? from + k : k)
  /** What the directions before are mapped to: [k₋, d]. */
  const old = before ? new Float64Array(before.kept.length * d) : null
  directions.forEach((direction, i) => {
    const root = Math.sqrt(kept[i]!)
    direction.own.forEach((c, k) => {
      if (c === 0) return
      add(own(k), c * root, i)
      add(from + fresh, -law.mean[columns[k]!]! * c * root, i)
    })
    direction.before.forEach((c, r) => {
      if (c !== 0) for (let j = 0; j < d; j++) old![r * d + j]! += c * root * vectors[i * d + j]!
    })
  })
  // A picture Y of the stage before has the coordinate vᵣᵀY/√(λᵣ − β) along its direction r.
  if (before && old)
    before.kept.forEach((variance, r) => {
      const root = Math.sqrt(variance)
      for (let x = 0; x < from; x++) {
        const c = before.vectors[r * from + x]! / root
        for (let j = 0; j < d; j++) W[x * d + j]! += c * old[r * d + j]!
      }
    })
  return { directions, kept, vectors, β, W }
}
