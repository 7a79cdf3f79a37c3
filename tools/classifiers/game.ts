import * as tf from '@tensorflow/tfjs'
import type { Game } from '../../core/contract.ts'
import { hostTensor, sizeOf, type HostTensor } from '../../core/host.ts'
import { hostPoint } from '../../core/point.ts'
import { free } from '../../core/set/sets.ts'
import {
  classCount,
  classifierLayout,
  featureCount,
  featuresAt,
  logitsOf,
  type ClassifierId,
} from '../../metrics/classifiers/network.ts'
import { warped, type Moves } from './warp.ts'

/** Grey pictures of levels in [0, 1], one after another, and the class of each. */
export interface Labelled {
  readonly side: number
  readonly levels: Float64Array
  readonly labels: ArrayLike<number>
}

type Batch = Readonly<{ pictures: HostTensor; targets: HostTensor; kept: HostTensor }>

/**
 * A game of one player, the classifier: the mean cross entropy of its classes on a batch of moved pictures, a share of its features being
 * dropped (arXiv:1207.0580; those kept are divided by the share that is). Matrices start as in He (arXiv:1502.01852), biases at zero.
 */
export function classifying(
  id: ClassifierId,
  { side, levels, labels }: Labelled,
  { batch, moves, dropped }: { readonly batch: number; readonly moves: Moves; readonly dropped: number },
): Game {
  const d = side * side
  const layout = classifierLayout(id)
  const draw = (key: Parameters<Game['sample']>[0]): Batch => {
    const rows = key.fold('rows').integers(batch, 0, labels.length)
    const still = new Float64Array(batch * d)
    const targets = new Float64Array(batch * classCount)
    rows.forEach((row, i) => {
      still.set(levels.subarray(row * d, row * d + d), i * d)
      targets[i * classCount + labels[row]!] = 1
    })
    const kept = key.fold('kept').uniform(batch * featureCount)
    return {
      pictures: hostTensor(warped(still, side, moves, key.fold('moves')), [batch, side, side, 1]),
      targets: hostTensor(targets, [batch, classCount]),
      kept: hostTensor(
        kept.map(u => (u < dropped ? 0 : 1 / (1 - dropped))),
        [batch, featureCount],
      ),
    }
  }
  const game: Game<Batch> = {
    id: `classifying ${id}`,
    players: [
      {
        id: 'classifier',
        set: free,
        start: key =>
          hostPoint(
            layout,
            layout.map(({ name, shape }) =>
              shape.length === 1
                ? new Float64Array(shape[0]!)
                : key.fold(name).normal(sizeOf(shape), 0, Math.sqrt(2 / sizeOf(shape.slice(0, -1)))),
            ),
          ),
      },
    ],
    claims: {},
    sample: draw,
    loss: (_, z, { pictures, targets, kept }) => {
      const weights = z.at(0).blocks()
      const logits = logitsOf(weights, tf.mul(featuresAt(id, weights, pictures), kept))
      return tf.neg<tf.Scalar>(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1)))
    },
  }
  return game as unknown as Game
}
