import { Matrix, SingularValueDecomposition as SVD } from 'ml-matrix'
import type { Soon } from '../../../core/contract.ts'
import { hostTensor } from '../../../core/host.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Layout, Point } from '../../../core/point.ts'
import { sideOf, type Side } from '../../quadratic-wgan/moments.ts'
import type { Generator } from '../generator/generator.ts'

/** What a generator makes of its latent rows as LB, linear in B [p, d]. */
export interface Coordinates {
  /** Rows L [n, p]. */
  readonly features: Side
  /** B of a generator's start. Throws a Refusal where it is known already that a solution needs more neurons. */
  of(θ: Point): Float64Array
  /** B of any rows G [n, d]; null where not all can be made. */
  readonly free: ((G: Matrix) => Float64Array) | null
  /** Blocks of θ with G_θ(Z) = LB. Throws a Refusal where it has too few neurons. */
  made(B: Float64Array): Soon<readonly ArrayLike<number>[]>
  /** What a point holds beside θ, so that B can be read from its first block: nothing where B is θ itself. */
  readonly kept: Layout
}

/** Of a generator that is linear in its weights: B is W, and L its features. */
export const ownWeights = ({ features }: Generator): Coordinates => ({
  features,
  of: θ => θ.host,
  free: null,
  made: B => [B],
  kept: [],
})

/**
 * Of any other one, in two steps: G = LB for an orthonormal basis L = ΦVΣ⁻¹ of the features' span, Φ = LΣVᵀ, so that all that the generator can make
 * with enough neurons is LB; then weights that make ΦA, A = VΣ⁻¹B.
 */
export function spanned(id: string, generator: Generator, d: number): Coordinates {
  const { rows, scale } = generator.features
  const [n, p] = rows!.shape as [number, number]
  if (p === 0) throw new Refusal(`${id}: latent (Z) must have a row that is not 0: all that is generated is 0`)
  const Φ = Matrix.from1DArray(n, p, Array.from(rows!.values))
  const { leftSingularVectors: U, rightSingularVectors: V, diagonal: σ } = new SVD(Φ, { autoTranspose: true })
  const L = U.subMatrix(0, n - 1, 0, p - 1)
  const inverse = V.mmul(Matrix.diag(σ.slice(0, p).map(x => 1 / x)))
  return {
    features: sideOf(`${id}: latent (Z)`, hostTensor(L.to1DArray(), [n, p]), scale === 1 ? 'mean' : 'sum'),
    of: θ => {
      const B = L.transpose().mmul(generator.rows(θ))
      generator.attain(inverse.mmul(B))
      return Float64Array.from(B.to1DArray())
    },
    free: p === n ? G => Float64Array.from(L.transpose().mmul(G).to1DArray()) : null,
    made: B => generator.attain(inverse.mmul(Matrix.from1DArray(p, d, Array.from(B))))(),
    kept: [{ name: 'B', shape: [p, d] }],
  }
}
