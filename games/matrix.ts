import { matrixCertificate } from '../core/certificates/matrix.ts'
import { probabilities } from '../core/certificates/mixing.ts'
import { defineGame } from '../core/define.ts'
import { choice, matrix, optional } from '../core/config/options.ts'
import type { Option } from '../core/config/option.ts'
import type { Player } from '../core/contract.ts'
import type { Key } from '../core/key.ts'
import { hostPoint, vectorLayout } from '../core/point.ts'
import { Profile } from '../core/profile.ts'
import { constant } from '../core/scalar.ts'
import { bilinearSaddle } from './bilinear-saddle.ts'
import { matrixOf, pairing, singularValues } from './pairing.ts'
import { strategyRole, vectorPlayer } from './roles.ts'
import { stationary } from './stationary.ts'

type Rows = readonly (readonly number[])[]
const names = ['rock-paper-scissors', 'matching-pennies', 'portable'] as const
/** A_ij, what x pays to y. `portable` is A_ij = sin(1.3i + 2.1j + 0.5ij), i = 0…7, j = 0…5, of value ≈ −0.0091991. */
const named: Readonly<Record<(typeof names)[number], Rows>> = {
  'rock-paper-scissors': [
    [0, -1, 1],
    [1, 0, -1],
    [-1, 1, 0],
  ],
  'matching-pennies': [
    [1, -1],
    [-1, 1],
  ],
  'portable': Array.from({ length: 8 }, (_, i) => Array.from({ length: 6 }, (_, j) => Math.sin(1.3 * i + 2.1 * j + 0.5 * i * j))),
}

const name = choice(names, 'rock-paper-scissors', 'payoff matrix')
const rows = matrix('A', undefined, 'payoff matrix')
/** A name, or the matrix itself. */
const payoff: Option<{ readonly name: (typeof names)[number] | null; readonly rows: Rows }> = {
  kind: 'payoff',
  symbol: 'A',
  doc: 'what x pays to y: rows are the actions of x, columns those of y',
  default: 'rock-paper-scissors',
  valid: `${name.valid}, or ${rows.valid}`,
  parse: (value, place) => {
    if (Array.isArray(value)) return { name: null, rows: rows.parse(value, place) }
    const known = name.parse(value, place)
    return { name: known, rows: named[known] }
  },
}

const rolesOf = (A: Rows, start: Rows | null) =>
  [A.length, A[0]!.length].map((n, i) =>
    strategyRole('xy'[i]!, n, start ? `simplex[start=${JSON.stringify(start[i] ?? [])}]` : 'simplex'),
  )

/** Strategies are probabilities: throws where a player starts elsewhere or may leave them. */
function onSimplex(player: Player, key: Key): Player {
  const x = player.start(key).host
  const total = x.reduce((a, b) => a + b, 0)
  if (player.set.name !== 'simplex')
    throw new Error(
      `matrix: player '${player.id}' must play on the simplex, as the player 'simplex' does, got the set ${player.set.name}`,
    )
  if (x.every(p => p >= 0) && Math.abs(total - 1) <= 1e-9) return player
  throw new Error(
    `matrix: player '${player.id}' must start at probabilities, as the player 'simplex' does, got [${Array.from(x).slice(0, 6).join(', ')}]`,
  )
}

/**
 * A finite two-player zero-sum game: x and y are mixed strategies (probabilities), x minimises and y maximises
 *
 *     f(x, y) = xᵀAy,      F(z) = (Ay, −Aᵀx)
 *
 * Merely monotone with Lipschitz constant σ_max(A). The exact gap of a pair is max_j (Aᵀx)_j − min_i (Ay)_i, from the oracle
 * `payoff`; the view `finite` hands A to solvers. The named games rock-paper-scissors and matching-pennies claim their equilibrium, all actions alike.
 */
export const matrixGame = defineGame({
  id: 'matrix',
  about: 'A finite zero-sum game on simplices, by name or by its payoff matrix.',
  equations: ['f(x, y) = xᵀAy', 'F(x, y) = (Ay, −Aᵀx)'],
  source: 'von Neumann, 1928',
  example:
    'saddle run --game matrix[payoff=rock-paper-scissors,start=[[0.5,0.3,0.2],[0.2,0.5,0.3]]] --optimizer extragradient --steps 200',
  config: {
    payoff,
    start: optional(matrix('z₀', undefined, "the default players' starting points, one row a player; uniform where absent")),
  },
  roles: ({ payoff: { rows: A }, start }) => {
    if (start && start.length !== 2)
      throw new Error(`matrix: start (z₀) must have one row a player, that is 2 rows, got ${start.length}`)
    return rolesOf(A, start)
  },
  create: ({ payoff: { name, rows } }, players, { key }) => {
    const host = matrixOf('matrix: payoff (A)', rows)
    const seats = rolesOf(rows, null).map(role => onSimplex(vectorPlayer('matrix', players, role, key), key))
    const A = constant(host)
    const normK = singularValues(host)[0]!
    const uniform = rolesOf(rows, null).map(({ output: [n] }) => Array<number>(n!).fill(1 / n!))
    const fair = name === 'rock-paper-scissors' || name === 'matching-pennies'
    return {
      id: 'matrix',
      players: seats,
      claims: {
        zeroSum: true,
        monotone: 'merely',
        bilinear: true,
        lipschitz: normK,
        ...(fair ? stationary(seats, uniform, key) : {}),
      },
      sample: () => ({}),
      loss: (i, z) => {
        const f = pairing(z.at(0).tensor, A(), z.at(1).tensor)
        return i === 0 ? f : f.neg().asScalar()
      },
      views: {
        ...bilinearSaddle(seats, key, { A: host, normK }),
        finite: () => ({
          payoff: host,
          profile: (x, y) => new Profile([x, y].map(p => hostPoint(vectorLayout(p.length), [p]))),
        }),
      },
      oracles: {
        payoff: host,
        certificate: answer => {
          const [x, y] = answer.map(({ atoms, weights }) => ({
            atoms: atoms.map(p => probabilities('a strategy of the game matrix', p.host)),
            weights: probabilities('the weights of a player of the game matrix', weights.map(Number)),
          }))
          return matrixCertificate(rows, x!, y!)
        },
      },
    }
  },
})
