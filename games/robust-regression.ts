import { EigenvalueDecomposition, Matrix, solve } from 'ml-matrix'
import { choice, int, num, optional } from '../core/config/options.ts'
import type { GameClaims, Player } from '../core/contract.ts'
import { defineGame } from '../core/define.ts'
import { hostTensor } from '../core/host.ts'
import type { Key } from '../core/key.ts'
import { constant } from '../core/scalar.ts'
import { regressionData, type RegressionData } from './data/digits-regression.ts'
import { strategyRole, vectorPlayer } from './roles.ts'
import { stationary } from './stationary.ts'

interface Weights {
  /** λ. */
  readonly penalty: number
  /** μ. */
  readonly ridge: number
}

/**
 * What holds of M = [[AᵀA + μI, −Aᵀ], [A, (λ − 1)I]]: in the singular vectors of A it is blocks [[σ² + μ, −σ], [σ, λ − 1]], of norm
 * ½(√((σ² + μ + λ − 1)² + 4σ²) + |σ² + μ − λ + 1|), and μ alone where A has a kernel; strongly monotone where μ > 0 or A has full
 * column rank (σ_min² > 1e-12·σ_max²). Then the saddle point is unique: AᵀA + μ(1 − 1/λ)I times w* is Aᵀy₀.
 */
function claimsOf(
  { A, y0, n, d }: RegressionData,
  { penalty: λ, ridge: μ }: Weights,
  players: readonly Player[],
  key: Key,
): GameClaims {
  const matrix = Matrix.from1DArray(n, d, Array.from(A))
  const AT = matrix.transpose()
  const gram = AT.mmul(matrix)
  const squares = new EigenvalueDecomposition(gram, { assumeSymmetric: true }).realEigenvalues.map(s => Math.max(0, s))
  const [least, most] = [Math.min(...squares), Math.max(...squares)]
  const norm = (s: number): number => (Math.hypot(s + μ + λ - 1, 2 * Math.sqrt(s)) + Math.abs(s + μ - λ + 1)) / 2
  const unique = μ > 0 || least > 1e-12 * most
  const claims: GameClaims = {
    zeroSum: true,
    monotone: unique ? 'strongly' : 'merely',
    lipschitz: Math.max(...squares.map(norm), λ - 1),
  }
  if (!unique) return claims
  const ridge = Matrix.eye(d).mul(μ * (1 - 1 / λ))
  const w = solve(Matrix.add(gram, ridge), AT.mmul(Matrix.columnVector(Array.from(y0)))).to1DArray()
  const fitted = matrix.mmul(Matrix.columnVector(w)).to1DArray()
  const y = Array.from(y0, (t, i) => (λ * t - fitted[i]!) / (λ - 1))
  return { ...claims, ...stationary(players, [w, y], key) }
}

/**
 * Robust least squares on the handwritten digits: w fits labels y that an adversary moves away from the true y₀ at a price,
 *
 *     min_w max_y ½‖Aw − y‖² − (λ/2)‖y − y₀‖² + (μ/2)‖w‖²,      F(w, y) = (Aᵀ(Aw − y) + μw, Aw − y + λ(y − y₀))
 *
 * with λ > 1: strongly concave in y, convex in w. A has a row of n^−½(x − x̄) for every digit x of 64 grey values in [0, 1], without the
 * pixels that are the same in all of them; y₀ = n^−½(t − t̄) for the target t, 1 for even and −1 for odd digits or the digit itself. So
 * ½‖Aw − y₀‖² is half the mean squared error of a fit with an intercept.
 *
 * The best answer to w is y = (λy₀ − Aw)/(λ − 1), against which w has the loss λ/(λ − 1)·½‖Aw − y₀‖² + (μ/2)‖w‖²: w* is the ridge
 * regression of weight μ(1 − 1/λ), for μ = 0 least squares. All 1,797 digits have 61 pixels that vary and A full column rank, σ from
 * 0.0013 to 0.84. With fewer rows and μ = 0 the solutions are w* + ker A; nothing is claimed, and methods whose steps are combinations of
 * fields end from the default start 0 at the one of least norm, for they stay in the range of Aᵀ.
 * El Ghaoui and Lebret 1997; with the price for y, Yang, Kiyavash and He, arXiv:2002.09621 (there unconstrained, λ > 1, μ = 0).
 */
export const robustRegression = defineGame({
  id: 'robust-regression',
  about:
    'Least squares on handwritten digits against an adversary that moves the labels: convex, strongly concave, solved in closed form.',
  equations: [
    'f(w, y) = ½‖Aw − y‖² − (λ/2)‖y − y₀‖² + (μ/2)‖w‖²',
    'F(w, y) = (Aᵀ(Aw − y) + μw, Aw − y + λ(y − y₀))',
    'w* = (AᵀA + μ(1 − 1/λ)I)⁻¹Aᵀy₀, y* = (λy₀ − Aw*)/(λ − 1)',
  ],
  source: 'arXiv:2002.09621 (robust least squares)',
  example:
    'saddle run --game robust-regression[rows=200,ridge=0.1] --optimizer extragradient[stepSize=0.3] --metric distance --steps 200',
  config: {
    target: choice(['parity', 'digit'], 'parity', 'what is fitted: 1 for even and −1 for odd digits, or the digit'),
    rows: optional(int('n', undefined, 'so many digits, the first ones; all 1,797 where absent', { min: 2 })),
    penalty: num('λ', 2, 'price of moving the labels', { above: 1 }),
    ridge: num('μ', 0, 'curvature in w', { min: 0 }),
  },
  roles: config => {
    const { d, n } = regressionData(config.target, config.rows)
    return [strategyRole('w', d, 'vector'), strategyRole('y', n, 'vector')]
  },
  create: ({ target, rows, penalty: λ, ridge: μ }, players, { key }) => {
    const data = regressionData(target, rows)
    const { n, d } = data
    const seats = [strategyRole('w', d, 'vector'), strategyRole('y', n, 'vector')].map(role =>
      vectorPlayer('robust-regression', players, role, key),
    )
    const [A, y0] = [constant(hostTensor(data.A, [n, d])), constant(hostTensor(data.y0, [n]))]
    return {
      id: 'robust-regression',
      players: seats,
      claims: claimsOf(data, { penalty: λ, ridge: μ }, seats, key),
      sample: () => ({}),
      loss: (i, z) => {
        const [w, y] = [z.at(0).tensor, z.at(1).tensor]
        const residual = A()
          .matMul(w.reshape([-1, 1]))
          .reshape([-1])
          .sub(y)
        const fit = residual.dot(residual).mul(0.5)
        const moved = y.sub(y0())
        const f = fit.sub(moved.dot(moved).mul(λ / 2)).add(w.dot(w).mul(μ / 2))
        return i === 0 ? f.asScalar() : f.neg().asScalar()
      },
    }
  },
})
