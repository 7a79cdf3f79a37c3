/** Quadratic games side by side as one game, with step sizes of their own: a whole grid of runs in one program. */
import * as tf from '@tensorflow/tfjs'
import type { Game, Player } from '../../../core/contract.ts'
import { defineTransform, type TransformDefinition } from '../../../core/define.ts'
import { hostTensor } from '../../../core/host.ts'
import { hostPoint, vectorLayout, type Point } from '../../../core/point.ts'
import { constant, scalar } from '../../../core/scalar.ts'
import { free } from '../../../core/set/free.ts'
import type { SpectralGame } from '../../../games/data/spectra.ts'

/** A game, and from which of its starts. */
export interface Run {
  readonly game: SpectralGame
  readonly start: number
}
/** R runs × G cells of the grid × d numbers. */
export type Shape = readonly [R: number, G: number, d: number]

/** f = Σ ½a∘x² + b∘x∘y − ½c∘y² over R·G games: those of a run are the same game from the same start. */
export function sideBySide(runs: readonly Run[], [R, G, d]: Shape): Game {
  const tables = (['a', 'b', 'c'] as const).map(λ =>
    constant(
      hostTensor(
        runs.flatMap(({ game }) => game[λ]),
        [R, 1, d],
      ),
    ),
  )
  const player = (id: 'x' | 'y'): Player => {
    const entries = runs.map(({ game, start }) => game.starts[start]![id])
    const start = hostPoint(
      vectorLayout(R * G * d),
      entries.flatMap(e => Array<readonly number[]>(G).fill(e)),
    )
    return { id, set: free, start: () => start }
  }
  return {
    id: 'quadratic games side by side',
    players: [player('x'), player('y')],
    claims: { zeroSum: true },
    sample: () => ({}),
    loss: (i, z) => {
      const [x, y] = [z.at(0).tensor.reshape([R, G, d]), z.at(1).tensor.reshape([R, G, d])]
      const [a, b, c] = tables.map(table => table()) as [tf.Tensor, tf.Tensor, tf.Tensor]
      const half = scalar(0.5)
      const f = tf.sum(x.mul(x.mul(a).mul(half).add(y.mul(b))).sub(y.mul(y).mul(c).mul(half)))
      return (i === 0 ? f : f.neg()).asScalar()
    },
  }
}

/** A direction with a step size a cell: the k-th time it is asked, that of turn k modulo the turns. */
export const stepPerCell = (id: string, turns: readonly (readonly number[])[], [R, G, d]: Shape): TransformDefinition =>
  defineTransform({
    id,
    about: 'A step size for each cell of a grid.',
    config: {},
    create: () => ({
      init: (): readonly tf.Tensor[] => turns.map(sizes => constant(hostTensor(sizes, [1, G, 1]))()),
      update: (v: Point, sizes: readonly tf.Tensor[]) => [
        v.with(v.tensor.reshape([R, G, d]).mul(sizes[0]!).reshape([-1])),
        [...sizes.slice(1), sizes[0]!],
      ],
    }),
  })
