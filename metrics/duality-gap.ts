import { defineMetric } from '../core/define.ts'
import { sizeOf, type HostTensor } from '../core/host.ts'
import { asProfile } from './support.ts'

/** What each action costs against the other player's mixed strategy in min_x max_y xᵀAy: Ay [m] and Aᵀx [n], for A [m, n] row by row. */
export function actionValues(
  A: HostTensor,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): { readonly Ay: Float64Array; readonly Atx: Float64Array } {
  const [m, n] = A.shape as [number, number]
  if (x.length !== m || y.length !== n || sizeOf(A.shape) !== m * n) {
    throw new Error(
      `duality-gap: a payoff of shape [${A.shape.join(', ')}] was given strategies of ${x.length} and ${y.length} entries`,
    )
  }
  const Ay = new Float64Array(m)
  const Atx = new Float64Array(n)
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const a = A.values[i * n + j]!
      Ay[i]! += a * y[j]!
      Atx[j]! += a * x[i]!
    }
  }
  return { Ay, Atx }
}

/** max_j (Aᵀx)_j − min_i (Ay)_i of min_x max_y xᵀAy on simplices: ≥ 0 there, and 0 exactly at equilibria. */
export function matrixGap(A: HostTensor, x: ArrayLike<number>, y: ArrayLike<number>): number {
  const { Ay, Atx } = actionValues(A, x, y)
  return Math.max(...Atx) - Math.min(...Ay)
}

/** The exact duality gap of a finite zero-sum game, key `duality-gap`. A mixture of points of the simplex is its mean. */
export const dualityGap = defineMetric({
  id: 'duality-gap',
  about: 'Exact duality gap of a finite zero-sum game: what both players together could gain by best responses.',
  equations: ['max_j (Aᵀx)_j − min_i (Ay)_i'],
  source: 'von Neumann, 1928',
  example: 'saddle run --game matrix --optimizer average[of=extragradient[stepSize=0.1]] --metric duality-gap --steps 200',
  config: {},
  refuses: game =>
    game.oracles?.payoff ? null : `game '${game.id}' has no payoff matrix, which duality-gap needs; the game 'matrix' has one`,
  create: (_, game) => {
    const A = game.oracles!.payoff!
    return {
      names: () => ['duality-gap'],
      measure: ({ answer }) => {
        const z = asProfile(game, answer)!
        return { 'duality-gap': matrixGap(A, z.at(0).host, z.at(1).host) }
      },
    }
  },
})
