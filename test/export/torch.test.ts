import * as tf from '@tensorflow/tfjs'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { networkModel } from '../../core/compile/network/model.ts'
import { key } from '../../core/key.ts'
import { dirac } from '../../core/mixture.ts'
import { startingFrom } from '../../core/named-weights.ts'
import { decodeSafetensors } from '../../core/safetensors.ts'
import { difference, entriesOf, outputsOf } from './model.ts'
import { mlp, networkOf } from './networks.ts'

const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/${name}`, import.meta.url))
const { tensors } = decodeSafetensors(fixture('torch_networks.safetensors'), 'torch_networks.safetensors')
const cases = JSON.parse(fixture('torch_networks.json').toString()) as Record<string, { x: unknown[]; y: unknown[] }>

const pictures = networkOf(
  'pictures',
  [
    { name: 'down', shape: [4, 4, 2, 3] },
    { name: 'down.b', shape: [3] },
    { name: 'up', shape: [4, 4, 1, 3] },
    { name: 'up.b', shape: [1] },
  ],
  {
    input: [6, 6, 2],
    output: [6, 6, 1],
    apply: (θ, x) => {
      const [down, downB, up, upB] = θ.blocks() as [tf.Tensor4D, tf.Tensor1D, tf.Tensor4D, tf.Tensor1D]
      const h = tf.leakyRelu(tf.add<tf.Tensor4D>(tf.conv2d(x as tf.Tensor4D, down, 2, 1), downB))
      return tf.add(tf.conv2dTranspose(h, up, [x.shape[0], 6, 6, 1], 2, 1), upB)
    },
  },
)

for (const network of [mlp, pictures]) {
  it(`weights from PyTorch give its outputs: ${network.id}`, async () => {
    const others = ['mlp', 'pictures'].filter(id => id !== network.id)
    const started = startingFrom(network, network.start(key(0)), others, { tensors, from: 'torch_networks.safetensors' })
    const strategy = dirac(started.start(key(0)))
    const bytes = networkModel({ network, strategy, precision: 'float64', batch: null })({ version: '', doc: '', metadata: {} })
    const { x, y } = cases[network.id]!
    const out = (await outputsOf(bytes, { x, shape: [x.length, ...network.input], precision: 'float64' })).y!
    // leakyRelu's slope has passed through float32 in TensorFlow.js, and is recovered as 0.2.
    expect(difference(entriesOf(out), y.flat(Infinity) as number[])).toBeLessThan(1e-14)
  })
}
