import * as tf from '@tensorflow/tfjs'
import { readFileSync } from 'node:fs'
import type { Network } from '../../core/contract.ts'
import { sizeOf } from '../../core/host.ts'
import { scalar } from '../../core/scalar.ts'
import { hostPoint, type Layout } from '../../core/point.ts'
import { decodeSafetensors } from '../../core/safetensors.ts'
import { free } from '../../core/set/sets.ts'
import { createMlp } from '../../players/mlp.ts'

/** Networks of test/fixtures/networks.py with the players' own code. */
const fixture = (name: string): URL => new URL(`../fixtures/${name}`, import.meta.url)
export const weightsFile = decodeSafetensors(readFileSync(fixture('networks.safetensors')), 'networks.safetensors')
/** Inputs and outputs by network, at three batch sizes. */
export const cases = JSON.parse(readFileSync(fixture('networks.json'), 'utf8')) as Readonly<
  Record<string, readonly { readonly x: readonly number[][]; readonly y: unknown[] }[]>
>

const mlpOptions = {
  hidden: [5, 3],
  activation: 'leaky-relu',
  slope: 0.2,
  bias: true,
  init: 'he',
  gain: 1,
  sd: 1,
  clip: 0,
} as const
export const mlp: Network = createMlp(
  { ...mlpOptions, 'output-activation': 'tanh' },
  { id: 'mlp', input: [4], output: [2], player: 'mlp' },
)

/** A network whose start is zero. */
export const networkOf = (id: string, layout: Layout, maps: Pick<Network, 'input' | 'output' | 'apply'>): Network => ({
  id,
  set: free,
  start: () =>
    hostPoint(
      layout,
      layout.map(({ shape }) => new Float64Array(sizeOf(shape))),
    ),
  ...maps,
})

export const pictures = networkOf(
  'pictures',
  [
    { name: 'w', shape: [4, 12] },
    { name: 'scale', shape: [3] },
    { name: 'shift', shape: [3] },
    { name: 'up', shape: [4, 4, 2, 3] },
    { name: 'down', shape: [3, 3, 2, 1] },
  ],
  {
    input: [4],
    output: [2, 2, 1],
    apply: (θ, x) => {
      const [w, scale, shift, up, down] = θ.blocks() as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D, tf.Tensor4D, tf.Tensor4D]
      const h = tf.matMul(x, w).reshape([-1, 2, 2, 3])
      const { mean, variance } = tf.moments(h, [0, 1, 2])
      const normal = tf.div(tf.sub(h, mean), tf.sqrt(tf.add(variance, scalar(1e-5))))
      const a = tf.relu(tf.add<tf.Tensor4D>(tf.mul(normal, scale), shift))
      const b = tf.tanh(tf.conv2dTranspose(a, up, [a.shape[0], 4, 4, 2], 2, 'same'))
      return tf.conv2d(b, down, 2, 'same')
    },
  },
)
