import { Matrix, solve } from 'ml-matrix'
import { defineGame } from '../core/define.ts'
import { int, matrix, numbers, optional } from '../core/config/options.ts'
import { hostTensor, type HostTensor } from '../core/host.ts'
import { constant } from '../core/scalar.ts'
import { bilinearSaddle } from './bilinear-saddle.ts'
import { matrixOf, pairing, singularValues } from './pairing.ts'
import { strategyRole, vectorPlayer } from './roles.ts'
import { stationary } from './stationary.ts'

/** diag(σ₁, …, σ_d), the given singular values repeated in their order up to d of them. */
const diagonal = (singular: readonly number[], d: number): HostTensor =>
  hostTensor(
    Float64Array.from({ length: d * d }, (_, k) => (k % (d + 1) === 0 ? singular[(k / (d + 1)) % singular.length]! : 0)),
    [d, d],
  )

/** Two rows of options, one a player, of m and n entries. */
function perPlayer(what: string, rows: readonly (readonly number[])[], m: number, n: number): readonly (readonly number[])[] {
  if (rows.length === 2 && rows[0]!.length === m && rows[1]!.length === n) return rows
  const got = rows.map(row => row.length).join(' and ')
  throw new Error(`bilinear: ${what} must have one row a player, of ${m} and ${n} entries, got ${rows.length} of ${got}`)
}

interface Payoff {
  readonly singular: readonly number[] | null
  readonly matrix: readonly (readonly number[])[] | null
  readonly dimension: number | null
}
/** Throws where the options contradict one another. */
function payoffOf({ singular, matrix: rows, dimension }: Payoff): HostTensor {
  if (rows) {
    const other = singular ? 'singular (σ)' : dimension === null ? null : 'dimension (d)'
    if (other)
      throw new Error(`bilinear: matrix (A) is the whole of A, and ${other} makes another one; give one of them, not both`)
    return matrixOf('bilinear: matrix (A)', rows)
  }
  const σ = singular ?? [1]
  if (dimension !== null && dimension < σ.length)
    throw new Error(`bilinear: dimension (d) must be at least ${σ.length}, the number of singular values (σ), got ${dimension}`)
  return diagonal(σ, dimension ?? σ.length)
}

/**
 * The bilinear game: x ∈ ℝᵐ minimises and y ∈ ℝⁿ maximises
 *
 *     f(x, y) = xᵀAy + aᵀx + bᵀy,      F(z) = (Ay + a, −Aᵀx − b)
 *
 * Merely monotone with Lipschitz constant σ_max(A). Its stationary point −(A⁻ᵀb, A⁻¹a) is claimed as the equilibrium where A is
 * square with σ_min > 1e-12·σ_max, so that no other exists without constraints, and where both players' sets contain it. With a
 * singular or rectangular A the stationary points are none or a whole subspace, and nothing is claimed.
 * Methods made of affine combinations of iterates and fields decouple over the singular values (arXiv:1802.10551, appendix).
 */
export const bilinear = defineGame({
  id: 'bilinear',
  about: 'x minimises and y maximises a bilinear payoff: the smallest game on which simultaneous descent-ascent diverges.',
  equations: ['f(x, y) = xᵀAy + aᵀx + bᵀy', 'F(x, y) = (Ay + a, −Aᵀx − b)'],
  source: 'arXiv:1802.10551, section 3',
  example: 'saddle run --game bilinear[start=[[1],[1]]] --optimizer extragradient[stepSize=0.3] --steps 100',
  config: {
    singular: optional(
      numbers('σ', undefined, 'singular values: A is the diagonal matrix of them; [1] where absent', { min: 0 }),
    ),
    dimension: optional(
      int('d', undefined, 'rows of the diagonal A: the singular values are repeated up to it', { min: 1, max: 2000 }),
    ),
    matrix: optional(matrix('A', undefined, 'A itself, [m, n], in place of singular values')),
    linear: optional(matrix('a, b', undefined, 'linear terms, one row a player; zero where absent')),
    start: optional(matrix('z₀', undefined, "the default players' starting points, one row a player; ones where absent")),
  },
  roles: config => {
    const [m, n] = payoffOf(config).shape as [number, number]
    const start = perPlayer('start (z₀)', config.start ?? [Array<number>(m).fill(1), Array<number>(n).fill(1)], m, n)
    return [m, n].map((size, i) => strategyRole('xy'[i]!, size, `vector[start=${JSON.stringify(start[i])}]`))
  },
  create: (config, players, { key }) => {
    const payoff = payoffOf(config)
    const [m, n] = payoff.shape as [number, number]
    const linear = config.linear && perPlayer('linear (a, b)', config.linear, m, n)
    const seats = [m, n].map((size, i) => vectorPlayer('bilinear', players, strategyRole('xy'[i]!, size, 'vector'), key))
    const A = constant(payoff)
    const [a, b] = (linear ?? []).map(row => constant(hostTensor(row, [row.length])))
    const σ = config.matrix ? singularValues(payoff) : [...(config.singular ?? [1])].sort((p, q) => q - p)
    const regular = m === n && σ.at(-1)! > 1e-12 * σ[0]!
    const stationaryPoint = (): number[][] => {
      if (!linear) return [Array<number>(m).fill(0), Array<number>(n).fill(0)]
      const M = Matrix.from1DArray(m, n, Array.from(payoff.values))
      const root = (N: Matrix, c: readonly number[]): number[] => solve(N, Matrix.columnVector(c.map(v => -v))).to1DArray()
      return [root(M.transpose(), linear[1]!), root(M, linear[0]!)]
    }
    return {
      id: 'bilinear',
      players: seats,
      claims: {
        zeroSum: true,
        monotone: 'merely',
        bilinear: true,
        lipschitz: σ[0]!,
        ...(regular ? stationary(seats, stationaryPoint(), key) : {}),
      },
      sample: () => ({}),
      loss: (i, z) => {
        const [x, y] = [z.at(0).tensor, z.at(1).tensor]
        const xAy = pairing(x, A(), y)
        const f = a && b ? xAy.add(x.dot(a())).add(y.dot(b())) : xAy
        return i === 0 ? f.asScalar() : f.neg().asScalar()
      },
      views: bilinearSaddle(seats, key, { A: payoff, normK: σ[0]!, ...(linear ? { linear } : {}) }),
    }
  },
})
