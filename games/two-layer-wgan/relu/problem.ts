import { Matrix } from 'ml-matrix'
import type { Point } from '../../../core/point.ts'
import type { Side } from '../../quadratic-wgan/moments.ts'
import { rowsOf, zonotopeOf, type Rows, type Sampling, type Zonotope } from './zonotopes.ts'

/** What a game gives its ReLU critic. */
export interface ReluGame {
  /** The game's id, for sentences. */
  readonly id: string
  readonly real: Side
  /** Rows Φ of the generator's features. */
  readonly features: Side
  /** β_d of (★): max_{‖u‖≤1} |E (uᵀx)₊ − E (uᵀG(z))₊| ≤ β_d. */
  readonly β: number
  readonly regulariser: 'output' | 'weights'
  /** On the host: the generated rows over all latents, [n, d], and R_g. */
  readonly generated: (θ: Point) => Matrix
  readonly cost: (θ: Point) => number
  readonly sampling: Sampling
}

/** The rows of a side, weighted so that sums over them are its expectations. */
export function weighted({ rows, scale }: Side): Rows {
  const [n, d] = rows!.shape as [number, number]
  return rowsOf(Matrix.from1DArray(n, d, Array.from(rows!.values)), scale / n)
}

/** The weighted rows of G_θ(Z). */
export const generatedRows = ({ features, generated }: ReluGame, θ: Point): Rows => {
  const G = generated(θ)
  return rowsOf(G, features.scale / G.rows)
}

export const realZonotope = ({ id, real, sampling }: ReluGame, sampled?: null): Zonotope =>
  zonotopeOf(weighted(real), real.d, `${id}: data (X)`, sampling, sampled)
