import { Matrix, solve } from 'ml-matrix'
import type { ConfigOf } from '../core/config/option.ts'
import { choice, int, num, numbers, optional } from '../core/config/options.ts'
import type { GameClaims, Player } from '../core/contract.ts'
import { defineGame } from '../core/define.ts'
import type { HostTensor } from '../core/host.ts'
import type { Key } from '../core/key.ts'
import { dirac } from '../core/mixture.ts'
import { Refusal } from '../core/refusal.ts'
import { boxSaddle } from './box-saddle.ts'
import { bilinearTerms, type Terms } from './bilinear-terms.ts'
import { pairing, singularValues } from './pairing.ts'
import { strategyRole, vectorPlayer } from './roles.ts'

const config = {
  terms: int('n', 100, 'terms of the sum', { min: 1, max: 100000 }),
  dimension: int('d', 100, 'entries of each strategy', { min: 1, max: 5000 }),
  batch: int('B', 1, 'terms in a draw, with replacement', { min: 1, max: 100000 }),
  matrices: choice(
    ['unit', 'shared', 'gaussian'],
    'unit',
    'M⁽ⁱ⁾: eₖeₖᵀ with k = i mod d; I/d, the same in every term, so that the noise is additive; or entries N(0, 1/d)',
  ),
  offsets: num('s', 1, 'a⁽ⁱ⁾ and b⁽ⁱ⁾ have entries N(0, s²/d); with 0 every term has the same solution', { min: 0 }),
  limit: optional(num('ℓ', undefined, 'the default players keep to the box [−ℓ, ℓ]ᵈ; free where absent', { above: 0 })),
  start: numbers('z₀', [1, 1], "every entry of the default players' starting points, θ's and φ's", { length: 2 }),
}

const rolesOf = ({ dimension: d, limit: ℓ, start }: ConfigOf<typeof config>) =>
  ['theta', 'phi'].map((id, i) => {
    if (ℓ !== null && Math.abs(start[i]!) > ℓ)
      throw new Refusal(`finite-sum-bilinear: start (z₀) must lie in the box of limit (ℓ) = ${ℓ}, got ${start[i]!} for ${id}`)
    return strategyRole(id, d, `vector[start=[${start[i]!}]${ℓ === null ? '' : `,set=box[limit=${ℓ}]`}]`)
  })

/** (M̄φ + a, −M̄ᵀθ − b) on the host. */
function field({ M, a, b }: Terms, [θ, φ]: readonly [Float64Array, Float64Array]): readonly Float64Array[] {
  const d = θ.length
  if (M.shape.length === 1)
    return [φ.map((v, k) => M.values[k]! * v + a.values[k]!), θ.map((v, k) => -M.values[k]! * v - b.values[k]!)]
  const [f, g] = [Float64Array.from(a.values), Float64Array.from(b.values, v => -v)]
  for (let k = 0; k < d; k++)
    for (let l = 0; l < d; l++) {
      f[k]! += M.values[k * d + l]! * φ[l]!
      g[l]! -= M.values[k * d + l]! * θ[k]!
    }
  return [f, g]
}

/** Where the mean game has no curvature but one solution: −M̄⁻ᵀb, −M̄⁻¹a, or with a diagonal M̄ that of the box. */
function solution(mean: Terms, ℓ: number, σ: readonly number[]): readonly [Float64Array, Float64Array] | null {
  const { M, a, b } = mean
  if (M.shape.length === 1) return boxSaddle(M.values, a.values, b.values, ℓ)
  if (!(σ.at(-1)! > 1e-12 * σ[0]!)) return null
  const matrix = Matrix.from1DArray(M.shape[0]!, M.shape[1]!, Array.from(M.values))
  const root = (N: Matrix, c: HostTensor): Float64Array =>
    Float64Array.from(solve(N, Matrix.columnVector(Array.from(c.values, v => -v))).to1DArray())
  return [root(matrix.transpose(), b), root(matrix, a)]
}

function claimsOf(mean: Terms, ℓ: number, players: readonly Player[], key: Key): GameClaims {
  const { M } = mean
  const σ = M.shape.length === 1 ? [Math.max(...Array.from(M.values, Math.abs))] : singularValues(M)
  const claims: GameClaims = { zeroSum: true, monotone: 'merely', lipschitz: σ[0]! }
  const z = solution(mean, ℓ, σ)
  if (!z) return claims
  const F = field(mean, z)
  const points = players.map((player, i) => player.start(key).with(z[i]!))
  const solved = players.every(({ set }, i) => {
    const x = points[i]!
    const residual = x.minus(set.prox(x.minus(x.with(F[i]!)), 1)).norm() as number
    return set.convex && residual <= 1e-12 * (1 + (x.norm() as number))
  })
  return solved ? { ...claims, equilibrium: () => points.map(dirac) } : claims
}

/**
 * The stochastic bilinear game: a mean of n bilinear terms, of which a step sees B, drawn with replacement. θ minimises and φ maximises
 *
 *     f(θ, φ) = (1/n) Σᵢ θᵀM⁽ⁱ⁾φ + θᵀa⁽ⁱ⁾ + φᵀb⁽ⁱ⁾,      F(θ, φ) = (M̄φ + ā, −M̄ᵀθ − b̄)
 *
 * The data are drawn once with the run's seed. A draw is the mean of its terms (M, a, b), made on the host: the loss of a minibatch is
 * that of this one term exactly, and a step costs the same for every B. `unit` is that of arXiv:1802.10551 (n = d = 1000, limit = 1) and of
 * arXiv:2006.14567 (n = d = 100, free); its M̄ is I/d where d divides n. Noise: `offsets=0` interpolating (every term is solved by 0),
 * `matrices=shared` additive.
 *
 * Merely monotone with Lipschitz constant σ_max(M̄), which is that of the mean: a single term of `unit` has 1. The equilibrium is claimed
 * where M̄ is invertible and the players' sets contain (−M̄⁻ᵀb̄, −M̄⁻¹ā), and with `limit` and a diagonal M̄ also at corners of the box.
 */
export const finiteSumBilinear = defineGame({
  id: 'finite-sum-bilinear',
  about: 'A mean of many bilinear games of which a step sees a few: stochastic steps, with and without noise at the solution.',
  equations: ['f(θ, φ) = (1/n) Σᵢ θᵀM⁽ⁱ⁾φ + θᵀa⁽ⁱ⁾ + φᵀb⁽ⁱ⁾', 'F(θ, φ) = (M̄φ + ā, −M̄ᵀθ − b̄)'],
  source: 'arXiv:1802.10551, section 7.1',
  example:
    'saddle run --game finite-sum-bilinear[terms=20,dimension=20,offsets=0] --optimizer extragradient[stepSize=0.5,sample=same] --metric distance --steps 1000',
  config,
  roles: config => rolesOf(config),
  create: (config, players, { key }) => {
    const { terms: n, dimension: d, batch: B, limit, matrices, offsets } = config
    const seats = rolesOf(config).map(role => vectorPlayer('finite-sum-bilinear', players, role, key))
    const { mean, all } = bilinearTerms({ n, d, matrices, offsets }, key)
    return {
      id: 'finite-sum-bilinear',
      players: seats,
      claims: claimsOf(all, limit ?? Infinity, seats, key),
      sample: key => mean(key.integers(B, 0, n)),
      loss: (i, z, { M, a, b }) => {
        const [θ, φ] = [z.at(0).tensor, z.at(1).tensor]
        const bilinear = M.rank === 1 ? θ.mul(M).dot(φ) : pairing(θ, M, φ)
        const f = bilinear.add(θ.dot(a)).add(φ.dot(b))
        return i === 0 ? f.asScalar() : f.neg().asScalar()
      },
      finiteSum: { n, batch: B, at: indices => mean(indices), all: () => all },
    }
  },
})
