import { Matrix } from 'ml-matrix'
import type { OfferedViews, Player } from '../core/contract.ts'
import type { HostTensor } from '../core/host.ts'
import type { Key } from '../core/key.ts'
import type { Point } from '../core/point.ts'
import { Profile } from '../core/profile.ts'

/**
 * The saddle view of min_x max_y xᵀAy + aᵀx + bᵀy, x and y in convex sets (or under convex functions): K = Aᵀ, and a proximal map is
 * the set's own after a step along the linear term. A is [m, n]. Offered where both sets are convex.
 */
export function bilinearSaddle(
  players: readonly Player[],
  key: Key,
  { A, normK, linear }: { A: HostTensor; normK: number; linear?: readonly ArrayLike<number>[] },
): Pick<OfferedViews, 'saddle'> {
  if (!players.every(({ set }) => set.convex)) return {}
  const matrix = Matrix.from1DArray(A.shape[0]!, A.shape[1]!, Array.from(A.values))
  const [X, Y] = players.map(({ set }) => set) as [Player['set'], Player['set']]
  const start = (): Profile => new Profile(players.map(player => player.start(key)))
  return {
    saddle: () => {
      const [x0, y0] = start().points as [Point, Point]
      const times = (M: Matrix, v: Point, into: Point): Point =>
        into.with(Float64Array.from(M.mmul(Matrix.columnVector(v.host)).to1DArray()))
      const transposed = matrix.transpose()
      const [a, b] = (linear ?? []).map((c, i) => [x0, y0][i]!.with(Float64Array.from(c)))
      return {
        start,
        normK,
        K: x => times(transposed, x, y0),
        Kt: y => times(matrix, y, x0),
        proxF: (x, τ) => X.prox(a ? x.minus(a.times(τ)) : x, τ),
        proxG: (y, σ) => Y.prox(b ? y.plus(b.times(σ)) : y, σ),
      }
    },
  }
}
