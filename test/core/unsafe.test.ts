import * as tf from '@tensorflow/tfjs'
import { beforeAll, expect, it } from 'vitest'
import { gradients } from '../../core/calculus/gradient.ts'
import { engineOf } from '../../core/execute.ts'
import { Profile } from '../../core/profile.ts'
import { constant } from '../../core/scalar.ts'
import { eagerEngine } from '../../core/eager.ts'
import { curved, optimizers } from '../compile/handmade.ts'
import { createLab } from '../../core/lab.ts'
import { builtin } from '../../plugins/builtin.ts'
import { key } from '../../core/key.ts'
import { useTestedBackend } from '../tested-backend.ts'

beforeAll(useTestedBackend)

it('an op whose first derivative TensorFlow.js gets wrong is refused by name, and may stand where nothing is differentiated', () => {
  const volume: tf.Tensor5D = tf.ones([1, 2, 2, 2, 1])
  const pooled = (u: tf.Tensor5D): tf.Scalar => tf.sum(tf.avgPool3d(u, 2, 1, 'same'))
  expect(() => gradients(() => pooled(volume), [volume])).toThrow(/op AvgPool3D cannot be differentiated: its gradient is wrong/)
  const y = tf.scalar(2)
  expect([...gradients(() => tf.mul(y, pooled(volume)), [y]).grads[0]!.dataSync()]).toEqual([8])
})

it('a table made anew by every call of a loss is not kept', async () => {
  const weights = [1, 2]
  const game = {
    ...curved,
    loss: (i: number, z: Parameters<typeof curved.loss>[1], ξ: never): tf.Scalar =>
      curved.loss(i, z, ξ).add(tf.sum(tf.mul(z.at(i).tensor, constant(weights)()))),
  }
  const engine = eagerEngine({ game, optimizer: optimizers.descent!(), key: key(1) })
  let { state } = await engine.advance(await engine.init(), 0, 3)
  const before = tf.memory().numTensors
  ;({ state } = await engine.advance(state, 3, 50))
  expect(tf.memory().numTensors).toBe(before)
  engine.dispose()
})

it('under auto a metric whose probe lacks a kernel rule is evaluated eagerly, and the run stays compiled', async () => {
  const assembled = createLab(builtin).assemble({ game: 'bilinear[start=[[1],[2]]]', optimizer: 'gda', seed: 0 })
  const { engine } = await engineOf(assembled)
  expect(engine.kind).toBe('compiled')
  const answer = await engine.answer(await engine.init())
  const [found] = await engine.evaluate(
    { run: (_, p) => [tf.localResponseNormalization(p.at(1).tensor.reshape<tf.Tensor4D>([1, 1, 1, 1]))] },
    new Profile(answer.map(m => m.atoms[0]!)),
    [],
  )
  // x/√(1 + x²) at x = 2
  expect(found!.values[0]).toBeCloseTo(2 / Math.sqrt(5), 6)
})
