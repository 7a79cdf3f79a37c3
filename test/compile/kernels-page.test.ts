import * as tf from '@tensorflow/tfjs'
import * as core from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { refusedKernels } from '../../core/compile/refused.ts'
import { rules } from '../../core/compile/rules/index.ts'
import { upToDate } from '../../docs/kernels.ts'

/** Names of kernels are exported as constants whose value is their name. */
const names = Object.entries(core).flatMap(([name, value]) => (value === name ? [name] : []))

it('every kernel of TensorFlow.js has a rule or a reason why not, and none has both', () => {
  expect(names.length).toBe(180)
  expect(tf.version.tfjs).toMatch(/^4\.22/)
  expect([...Object.keys(rules), ...refusedKernels.keys()].sort()).toEqual([...names].sort())
})

it('docs/kernels.md is what the rules give; `npm run docs:kernels` writes it anew', async () => {
  expect(await upToDate()).toBe(true)
})
