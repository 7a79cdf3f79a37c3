import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import type { HostTensor } from '../../core/host.ts'
import { Refusal } from '../../core/refusal.ts'

/** `mean`: second moments are divided by the number of rows; `sum`: they are not. */
export type Normalisation = 'mean' | 'sum'

/** One side of the game: rows [n, d] and what it sees of them, their second moments. */
export interface Side {
  /** Absent for latents that are white in the exact sense, E zzᵀ = I. */
  readonly rows: HostTensor | null
  /** Number of columns. */
  readonly d: number
  /** What a mean over rows is multiplied by: 1 for means, n for sums. */
  readonly scale: number
  /** C = XᵀX/n, or XᵀX for sums: [d, d], symmetric to the last bit. */
  readonly second: Matrix
}

/** Rows with their second moments. Throws where an entry or a moment is not finite. */
export function sideOf(what: string, rows: HostTensor, normalisation: Normalisation): Side {
  const [n, d] = rows.shape as [number, number]
  const at = rows.values.findIndex((x: number) => !Number.isFinite(x))
  if (at >= 0) {
    const [row, column] = [Math.floor(at / d) + 1, (at % d) + 1]
    throw new Refusal(`${what} must have finite entries only, got ${rows.values[at]!} in row ${row}, column ${column}`)
  }
  const second = new Matrix(d, d)
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let r = 0; r < n; r++) sum += rows.values[r * d + i]! * rows.values[r * d + j]!
      if (!Number.isFinite(sum))
        throw new Refusal(
          `${what} must have finite second moments, but those of columns ${j + 1} and ${i + 1} overflow; rows divided by a large number are valid`,
        )
      const moment = normalisation === 'mean' ? sum / n : sum
      second.set(i, j, moment)
      second.set(j, i, moment)
    }
  }
  return { rows, d, scale: normalisation === 'mean' ? 1 : n, second }
}

/** Latents of d entries with E zzᵀ = I exactly: whatever the normalisation, S = WᵀW. */
export const white = (d: number): Side => ({ rows: null, d, scale: 1, second: Matrix.eye(d) })

/** Second moments QD²Qᵀ by rank: the D_i > 0, largest first, and the unit directions q_i as rows. */
export interface Axes {
  readonly roots: readonly number[]
  readonly directions: Matrix
}
export function axesOf({ rows, d, scale }: Side): Axes {
  if (!rows) return { roots: Array<number>(d).fill(1), directions: Matrix.eye(d) }
  if (d === 0) return { roots: [], directions: Matrix.zeros(0, 0) }
  const n = rows.shape[0]!
  const Z = Matrix.from1DArray(n, d, Array.from(rows.values))
  const { diagonal: σ, rightSingularVectors: Q } = new SingularValueDecomposition(Z, {
    computeLeftSingularVectors: false,
    autoTranspose: true,
  })
  const rank = σ.filter(s => s > σ[0]! * Math.max(n, d) * Number.EPSILON).length
  return { roots: σ.slice(0, rank).map(s => s * Math.sqrt(scale / n)), directions: Q.transpose() }
}
