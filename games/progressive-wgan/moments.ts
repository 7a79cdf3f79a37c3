import { products } from '../../core/linear-algebra/compiled.ts'
import { gram } from '../../core/linear-algebra/gram.ts'
import { denseColumns } from '../../core/linear-algebra/leading.ts'
import { minus, type Rows } from '../../core/linear-algebra/rows.ts'
import { leadingEigen, rayleighRitz } from '../../core/linear-algebra/subspace.ts'
import { eigen } from '../../core/linear-algebra/symmetric.ts'
import { pooled, type Collection } from './collection.ts'

/** Leading eigenpairs of a symmetric matrix, largest first; vectors are rows [r, d]. */
export interface Principal {
  readonly values: Float64Array
  readonly vectors: Float64Array
}
/** Real second moments of a size about the mean picture, C = X̄ᵀX̄/n: [d, d] row by row. */
export interface Moments {
  readonly d: number
  readonly C: Float64Array
  /** The r leading eigenpairs: ‖vC − λv‖ ≤ 10⁻¹²·λ₁ for each. */
  leading(r: number): Promise<Principal>
}

const device = { threads: 1, provider: 'cpu' } as const
const tolerance = 1e-12
/** Products of the whole subspace at most. */
const passes = 1000
/** Pairs found beyond those asked for, so that a figure can show them. */
export const more = 8

/** The pictures averaged to a size, a row a picture. */
const rowsOf = (all: Collection, size: number): Rows => {
  const d = size * size * all.channels
  return {
    n: all.n,
    d,
    read: (from, into) => {
      const to = Math.min(all.n, from + into.length / d)
      const rows = to > from ? pooled(all, size, from, to) : new Float64Array(0)
      into.set(rows)
      into.fill(0, rows.length)
    },
  }
}

/** Of pictures averaged to a size; `mean` is their mean. XᵀX takes 5/4·nd² operations in double precision, as a compiled graph. */
export async function momentsOf(all: Collection, size: number, mean: Float64Array): Promise<Moments> {
  const d = mean.length
  const C = (await gram(minus(rowsOf(all, size), mean), 'float64', device)).map(sum => sum / all.n)
  const arithmetic = products(device)
  let known: Principal | null = null
  const found = async (r: number): Promise<Principal> => {
    if (d <= denseColumns) return eigen(C, d)
    const l = Math.min(d, r + Math.max(10, Math.ceil(r / 4)))
    const operator = (Y: Float64Array, m: number): Promise<Float64Array> => arithmetic.times(Y, C, m, d, d)
    const { vectors: V } = await leadingEigen(operator, arithmetic, { d, k: r, l, tolerance, most: passes })
    const { θ, Z, residuals } = await rayleighRitz(arithmetic, V, await operator(V, r), r, d)
    // A multiple, as the rows came to the tolerance at different times.
    if (residuals.some(ρ => ρ > 10 * tolerance * θ[0]!))
      throw new Error(`progressive-wgan: the leading eigenpairs of size ${size} were not found to 1e-12 of the largest`)
    return { values: θ, vectors: Z }
  }
  return {
    d,
    C,
    leading: async r => {
      if (!known || known.values.length < r) known = await found(Math.min(d, r + more))
      return { values: known.values.slice(0, r), vectors: known.vectors.subarray(0, r * d) }
    },
  }
}
