import { int, optional, word } from '../core/config/options.ts'
import type { GameClaims, Player } from '../core/contract.ts'
import { defineGame } from '../core/define.ts'
import type { Key } from '../core/key.ts'
import { Refusal } from '../core/refusal.ts'
import { constant } from '../core/scalar.ts'
import { readSpectra, type SpectralGame } from './data/spectra.ts'
import { strategyRole, vectorPlayer } from './roles.ts'
import { stationary } from './stationary.ts'

interface Config {
  readonly file: string | null
  readonly row: number
  readonly start: number
}
const rolesOf = ({ file, row, start }: Config, { a, starts }: SpectralGame) => {
  const z = starts[start]
  if (!z)
    throw new Refusal(
      `spectral-quadratic: row ${row} of ${file ?? 'the games that come along'} has ${starts.length} starts: start must be from 0 to ${starts.length - 1}, got ${start}`,
    )
  return [z.x, z.y].map((entries, i) => strategyRole('xy'[i]!, a.length, `vector[start=${JSON.stringify(entries)}]`))
}

/**
 * What holds of d blocks M = [[a, b], [−b, c]]: ‖M‖₂ = ½(√((a + c)² + 4b²) + |a − c|); strongly monotone where all a, c > 0; the one
 * stationary point 0, an equilibrium where all a, c ≥ 0, where no determinant ac + b² is 0; else weak Minty with
 * ρ = −2·min(a, c)/(ac + b²), the largest of them: M⁻¹ has the symmetric part diag(c, a)/(ac + b²).
 */
function claimsOf({ a, b, c }: SpectralGame, players: readonly Player[], key: Key): GameClaims {
  const blocks = a.map((ak, k) => ({ a: ak, b: b[k]!, c: c[k]! }))
  const least = Math.min(...a, ...c)
  const claims: GameClaims = {
    zeroSum: true,
    lipschitz: Math.max(...blocks.map(({ a, b, c }) => (Math.hypot(a + c, 2 * b) + Math.abs(a - c)) / 2)),
    ...(least > 0 ? { monotone: 'strongly' } : least === 0 ? { monotone: 'merely' } : {}),
  }
  const { equilibrium: zero } = stationary(
    players,
    [a, c].map(λ => new Float64Array(λ.length)),
    key,
  )
  if (!zero || blocks.some(({ a, b, c }) => a * c + b * b === 0)) return claims
  if (least >= 0) return { ...claims, equilibrium: zero }
  const ρ = Math.max(...blocks.flatMap(({ a, b, c }) => [a, c].map(λ => (-2 * λ) / (a * c + b * b))))
  return { ...claims, stationary: zero, weakMinty: ρ }
}

/**
 * Quadratic games read from a file, in the bases that their matrices share: d games of two numbers beside each other, whose starts are
 * in the file too. x minimises and y maximises
 *
 *     f(x, y) = Σₖ ½aₖxₖ² + bₖxₖyₖ − ½cₖyₖ²,      F(x, y) = (a∘x + b∘y, c∘y − b∘x)
 *
 * The file that comes along has the games of arXiv:2402.10475 (Alex-GDA): d = 100, row 10s + f is setting s = 0 … 4 (μ, μ_xy, L_xy =
 * 0.1, 0.1, 1; 0.1, 0.05, 2; 0.01, 0.01, 1; 0.01, 0.05, 2; 0.01, 0.001, 0.5, all with L = 1) with the paper's function seed f = 0 … 9, and
 * start i its initial seed 0 … 2. First-order methods commute with orthogonal changes of basis, so that a run's distances are those of
 * the paper's games.
 */
export const spectralQuadratic = defineGame({
  id: 'spectral-quadratic',
  about: 'Quadratic games by eigenvalues, singular values and starts from a file; those of Alex-GDA come along.',
  equations: ['f(x, y) = Σₖ ½aₖxₖ² + bₖxₖyₖ − ½cₖyₖ²', 'F(x, y) = (a∘x + b∘y, c∘y − b∘x)'],
  source: 'arXiv:2402.10475, section 6 (the games that come along)',
  example:
    'saddle run --game spectral-quadratic[row=3,start=1] --optimizer gda[stepSize=0.6,moves=alternating] --metric distance --steps 120',
  config: {
    file: optional(
      word(
        '',
        undefined,
        'a JSON file {"games": [{"a", "b", "c", "starts": [{"x", "y"}]}]}; the 50 games that come along where absent',
      ),
    ),
    row: int('', 0, 'which of the games, from 0 on', { min: 0 }),
    start: int('', 0, 'which of its starts, from 0 on', { min: 0 }),
  },
  roles: config => rolesOf(config, readSpectra(config.file, config.row)),
  create: (config, players, { key }) => {
    const game = readSpectra(config.file, config.row)
    const seats = rolesOf(config, game).map(role => vectorPlayer('spectral-quadratic', players, role, key))
    const [a, b, c] = [game.a, game.b, game.c].map(λ => constant(λ)) as [
      ReturnType<typeof constant>,
      ReturnType<typeof constant>,
      ReturnType<typeof constant>,
    ]
    return {
      id: 'spectral-quadratic',
      players: seats,
      claims: claimsOf(game, seats, key),
      sample: () => ({}),
      loss: (i, z) => {
        const [x, y] = [z.at(0).tensor, z.at(1).tensor]
        const f = x.mul(a()).mul(0.5).add(y.mul(b())).dot(x).sub(y.mul(c()).mul(0.5).dot(y))
        return i === 0 ? f.asScalar() : f.neg().asScalar()
      },
    }
  },
})
