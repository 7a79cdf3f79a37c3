import { defineGame } from '../core/define.ts'
import { matrix, numbers, optional } from '../core/config/options.ts'
import type { LinearResiduals } from '../core/contract.ts'
import { hostTensor } from '../core/host.ts'
import { dirac, type Mixture } from '../core/mixture.ts'
import { constant } from '../core/scalar.ts'
import { bilinearSaddle } from './bilinear-saddle.ts'
import { matrixOf, pairing, singularValues } from './pairing.ts'
import { strategyRole, vectorPlayer } from './roles.ts'

/** Hillier and Lieberman's Wyndor Glass Co., solved by x = (2, 6) and the prices y = (0, 1.5, 1), of value −36. */
const wyndor = {
  c: [-3, -5],
  A: [
    [1, 0],
    [0, 2],
    [3, 2],
  ],
  b: [4, 12, 18],
}
const isWyndor = (program: object): boolean => JSON.stringify(program) === JSON.stringify(wyndor)

interface Program {
  readonly c: readonly number[]
  readonly A: readonly (readonly number[])[]
  readonly b: readonly number[]
}
/** The numbers of variables and constraints. Throws where c, A and b do not fit together. */
function sizesOf({ c, A, b }: Program): readonly [n: number, m: number] {
  const [m, n] = matrixOf('linear-program: A', A).shape as [number, number]
  if (c.length === n && b.length === m) return [n, m]
  throw new Error(
    `linear-program: A must have a row an entry of b and a column an entry of c, got ${m} rows and ${n} columns for b of ${b.length} and c of ${c.length} entries`,
  )
}
const rolesOf = (program: Program, start: readonly (readonly number[])[] | null) =>
  sizesOf(program).map((size, i) =>
    strategyRole('xy'[i]!, size, `vector[set=orthant${start ? `,start=${JSON.stringify(start[i] ?? [])}` : ''}]`),
  )

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((sum, v, i) => sum + v * b[i]!, 0)
/** ‖(v)₊‖∞. */
const excess = (v: readonly number[]): number => v.reduce((most, x) => (x > most || Number.isNaN(x) ? x : most), 0)

function residuals({ c, A, b }: Program, x: Float64Array, y: Float64Array): LinearResiduals {
  const over = A.map((row, i) => dot(row, x) - b[i]!)
  const under = c.map((cost, j) => -cost - A.reduce((sum, row, i) => sum + row[j]! * y[i]!, 0))
  return {
    primal: excess([...over, ...Array.from(x, v => -v)]),
    dual: excess([...under, ...Array.from(y, v => -v)]),
    values: [dot(c, x), -dot(b, y)],
    sizes: [excess(b.map(Math.abs)), excess(c.map(Math.abs))],
  }
}

/**
 * A linear program min cᵀx over x ≥ 0 with Ax ≤ b, as the game of its Lagrangian: x minimises and the prices y ≥ 0 maximise
 *
 *     f(x, y) = cᵀx + yᵀ(Ax − b),      F(x, y) = (c + Aᵀy, b − Ax)
 *
 * Merely monotone with Lipschitz constant ‖A‖₂. A saddle point is an optimal x with optimal prices, of the dual program max −bᵀy over
 * y ≥ 0 with Aᵀy ≥ −c; where the program is infeasible or unbounded there is none. The metric `optimality` tells how far a pair is from
 * one. The default program claims its solution.
 */
export const linearProgram = defineGame({
  id: 'linear-program',
  about: 'A linear program as the saddle-point game of its Lagrangian: quantities against prices.',
  equations: ['f(x, y) = cᵀx + yᵀ(Ax − b), x ≥ 0, y ≥ 0', 'F(x, y) = (c + Aᵀy, b − Ax)'],
  source: 'arXiv:2106.04756, section 2',
  example: 'saddle run --game linear-program --optimizer pdhg --metric optimality --steps 400',
  config: {
    c: numbers('c', wyndor.c, 'cost of each variable'),
    A: matrix('A', wyndor.A, 'constraints: a row each, a column a variable'),
    b: numbers('b', wyndor.b, 'what each row of Ax may be at most'),
    start: optional(matrix('z₀', undefined, "the default players' starting points, one row a player; zeros where absent")),
  },
  roles: ({ start, ...program }) => {
    if (start && start.length !== 2)
      throw new Error(`linear-program: start (z₀) must have one row a player, that is 2 rows, got ${start.length}`)
    return rolesOf(program, start)
  },
  create: ({ c, A: rows, b }, players, { key }) => {
    const program = { c, A: rows, b }
    const seats = rolesOf(program, null).map(role => {
      const player = vectorPlayer('linear-program', players, role, key)
      if (player.set.name === 'orthant') return player
      throw new Error(
        `linear-program: player '${player.id}' must play in the orthant, as ${role.player} does, got the set ${player.set.name}`,
      )
    })
    const host = matrixOf('linear-program: A', rows)
    const transposed = hostTensor(
      c.flatMap((_, j) => rows.map(row => row[j]!)),
      [c.length, b.length],
    )
    const [At, costs, limits] = [constant(transposed), constant(c), constant(b)]
    const solved = (): Mixture[] =>
      [
        [2, 6],
        [0, 1.5, 1],
      ].map((x, i) => dirac(seats[i]!.start(key).with(Float64Array.from(x))))
    const normK = singularValues(host)[0]!
    return {
      id: 'linear-program',
      players: seats,
      claims: {
        zeroSum: true,
        monotone: 'merely',
        bilinear: true,
        lipschitz: normK,
        ...(isWyndor(program) ? { equilibrium: solved } : {}),
      },
      sample: () => ({}),
      loss: (i, z) => {
        const [x, y] = [z.at(0).tensor, z.at(1).tensor]
        const f = pairing(x, At(), y).add(x.dot(costs())).sub(y.dot(limits()))
        return i === 0 ? f.asScalar() : f.neg().asScalar()
      },
      views: bilinearSaddle(seats, key, { A: transposed, normK, linear: [c, b.map(v => -v)] }),
      oracles: { optimality: z => residuals(program, z.at(0).host, z.at(1).host) },
    }
  },
})
