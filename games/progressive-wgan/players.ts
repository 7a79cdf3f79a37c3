import * as tf from '@tensorflow/tfjs'
import { stopGradient } from '../../core/calculus/gradient.ts'
import type { Network } from '../../core/contract.ts'
import { hostTensor } from '../../core/host.ts'
import { hostPoint, type Layout, type Point } from '../../core/point.ts'
import { constant, scalar } from '../../core/scalar.ts'
import { free } from '../../core/set/sets.ts'
import { pool, upsample } from './resize.ts'
import type { Stage } from './architecture.ts'

/** What the blocks of a stage are called. */
export const generatorBlocks = ({ size }: Stage): readonly string[] => [`W${size}`]
export const criticBlocks = ({ size }: Stage): readonly string[] => [`U${size}`, `v${size}`]

/** Stages of which a strategy has the blocks: the first ones. */
export const depthOf = ({ layout }: Point, blocksEach: number): number => layout.length / blocksEach

/** He's constant, by which equalised weights are multiplied where they are used (arXiv:1710.10196, 4.1). */
export const scaleOf = (fanIn: number, equalised: boolean): number => (equalised ? Math.sqrt(2 / fanIn) : 1)

/** Of a stage's map: its input without the bias. */
export const fanIn = ({ from, fresh }: Stage): number => from + fresh

/** The plain facts that both players share. */
export interface Pyramid {
  readonly stages: readonly Stage[]
  readonly channels: 1 | 3
  readonly equalised: boolean
  /** Factor on the deviations of starting weights. */
  readonly start: number
  /** The mean picture of each size. */
  readonly means: readonly Float64Array[]
}

/** Entries of a start: N(0, 1) where the scale comes with the use, else with He's deviation. */
const spread = (fanIn: number, { equalised, start }: Pyramid): number => start * (equalised ? 1 : Math.sqrt(2 / fanIn))

/**
 * Centred pictures of stage s, [b, d_s], from latent rows: Y_s = [Y_{s−1}, fresh latents, 1]·cW_s. Copying the pixels of Y_{s−1} to the
 * size of Y_s would only repeat rows of W_s. `fixed`: earlier stages are taken as they are, without a gradient.
 */
export function centred({ stages, equalised }: Pyramid, θ: Point, latent: tf.Tensor, s: number, fixed: boolean): tf.Tensor2D {
  const blocks = θ.blocks() as tf.Tensor2D[]
  const columns = (at: number, n: number): tf.Tensor2D => tf.slice(latent as tf.Tensor2D, [0, at], [-1, n])
  let Y = columns(0, stages[0]!.from)
  for (const [i, stage] of stages.slice(0, s + 1).entries()) {
    const input = i > 0 && fixed ? stopGradient(Y) : Y
    const H = stage.fresh > 0 ? tf.concat([input, columns(stage.at, stage.fresh)], 1) : input
    const c = scaleOf(fanIn(stage), equalised)
    const W = blocks[i]!
    const [weights, bias] = [tf.slice(W, [0, 0], [fanIn(stage), stage.d]), tf.slice(W, [fanIn(stage), 0], [1, stage.d])]
    const sum = tf.add(tf.matMul(H, weights), bias)
    Y = (c === 1 ? sum : tf.mul(sum, scalar(c))) as tf.Tensor2D
  }
  return Y
}

/** D(x) = vᵀ(Ux)² of centred pictures [b, d_s]: [b]. */
export function score({ stages, equalised }: Pyramid, ψ: Point, x: tf.Tensor, s: number): tf.Tensor1D {
  const blocks = ψ.blocks()
  const [U, v] = [blocks[2 * s] as tf.Tensor2D, blocks[2 * s + 1] as tf.Tensor1D]
  const { d, neurons } = stages[s]!
  const c = scaleOf(d, equalised) ** 2 * scaleOf(neurons, equalised)
  const D = tf.matMul(tf.square(tf.matMul(x as tf.Tensor2D, U, false, true)), v.reshape([-1, 1])).reshape<tf.Tensor1D>([-1])
  return c === 1 ? D : tf.mul(D, scalar(c))
}

/** Blocks `W` [from + fresh + 1, d] of the stages; the last row is the bias. */
export const generatorLayout = (stages: readonly Stage[]): Layout =>
  stages.map(stage => ({ name: generatorBlocks(stage)[0]!, shape: [fanIn(stage) + 1, stage.d] }))

/** Blocks `U` [m, d] and `v` [m] of the stages. */
export const criticLayout = (stages: readonly Stage[]): Layout =>
  stages.flatMap(stage => {
    const [U, v] = criticBlocks(stage)
    return [
      { name: U!, shape: [stage.neurons, stage.d] },
      { name: v!, shape: [stage.neurons] },
    ]
  })

const last = ({ stages }: Pyramid): Stage => stages.at(-1)!

/**
 * The generator: latent rows to pictures of the last size, levels with the mean picture added. A strategy with the blocks of the first
 * stages alone gives the pictures of their size, each pixel a square.
 */
export function generator(all: Pyramid): Network {
  const { stages, channels, means } = all
  const layout = generatorLayout(stages)
  const { size, at, fresh } = last(all)
  const mean = means.map(m => constant(hostTensor(m, [1, m.length])))
  return {
    id: 'generator',
    set: free,
    input: [at + fresh],
    output: [size, size, channels],
    ...(stages.length > 1 ? { semiGradient: true as const } : {}),
    start: key =>
      hostPoint(
        layout,
        stages.map((stage, s) => {
          const W = new Float64Array((fanIn(stage) + 1) * stage.d)
          W.set(key.fold(s).normal(fanIn(stage) * stage.d, 0, spread(fanIn(stage), all)))
          return W
        }),
      ),
    apply: (θ, latent) => {
      const s = depthOf(θ, 1) - 1
      const levels = tf.add(centred(all, θ, latent, s, false), mean[s]!())
      const own = stages[s]!.size
      return upsample(levels.reshape<tf.Tensor4D>([-1, own, own, channels]), size / own)
    },
  }
}

/** The critic: pictures of the last size to scores, by the critic of the last stage that its strategy has. */
export function critic(all: Pyramid): Network {
  const { stages, channels, means } = all
  const layout = criticLayout(stages)
  const { size } = last(all)
  const mean = means.map(m => constant(hostTensor(m, [1, m.length])))
  return {
    id: 'critic',
    set: free,
    input: [size, size, channels],
    output: [1],
    start: key =>
      hostPoint(
        layout,
        stages.flatMap(({ neurons: m, d }, s) => [
          key
            .fold(s)
            .fold('U')
            .normal(m * d, 0, spread(d, all)),
          key.fold(s).fold('v').normal(m, 0, spread(m, all)),
        ]),
      ),
    apply: (ψ, x) => {
      const s = depthOf(ψ, 2) - 1
      const { size: own, d } = stages[s]!
      const rows = pool(x.reshape<tf.Tensor4D>([-1, size, size, channels]), size / own).reshape<tf.Tensor2D>([-1, d])
      return score(all, ψ, tf.sub(rows, mean[s]!()), s).reshape([-1, 1])
    },
  }
}
