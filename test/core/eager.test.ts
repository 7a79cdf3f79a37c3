import { beforeAll, expect, it } from 'vitest'
import * as tf from '@tensorflow/tfjs'
import { engineOf } from '../compile/handmade.ts'
import { useTestedBackend } from '../tested-backend.ts'

beforeAll(useTestedBackend)

it('10,000 eager steps leave no tensor over', async () => {
  const before = tf.memory().numTensors
  const e = engineOf('descent', 'eager')
  const { state } = await e.advance(await e.init(), 0, 10_000)
  expect(state.leaves.every(l => l.every(Number.isFinite))).toBe(true)
  e.dispose()
  expect(tf.memory().numTensors).toBe(before)
})
it.each(['looped', 'hamiltonian', 'lookahead', 'phased'])('%s leaves no tensor over', async name => {
  const before = tf.memory().numTensors
  const e = engineOf(name, 'eager')
  await e.advance(await e.init(), 0, 20)
  e.dispose()
  expect(tf.memory().numTensors).toBe(before)
})
