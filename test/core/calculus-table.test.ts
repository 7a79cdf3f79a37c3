import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { constant } from '../../core/calculus/constant.ts'
import { layerTable, float32Step, float64Step, type Row } from '../players/layer-table.ts'
import { compiledly, eagerly, errorsOf } from './differences.ts'
import { compiledTolerance, expectRow, float32Tolerance } from './row-check.ts'
import { useTestedBackend } from '../tested-backend.ts'

beforeAll(useTestedBackend)

const table = layerTable.map(row => [row.name, row] as const)
const compiledErrors = async (row: Row) => errorsOf(await compiledly(row.f, row.x.length), row.x, float64Step)
const eagerErrors = (row: Row) => errorsOf(eagerly(row.f, row.x.length), row.x, float32Step)

describe('derivatives of order 1 and 2 against differences, compiled in float64', () => {
  it.each(table)('%s', async (_, row) => expectRow(row, await compiledErrors(row), compiledTolerance))
})

describe('derivatives of order 1 and 2 against differences, eager on cpu in float32', () => {
  it.each(table)('%s', async (_, row) => expectRow(row, await eagerErrors(row), float32Tolerance))
})

describe('a wrong second derivative is found', () => {
  const named = (name: string): Row => layerTable.find(row => row.name === name)!

  it.each(['activation tanh', 'mlp tanh, none', 'penalty r1 of a tanh critic'])('in %s', async name => {
    const right = tf.getGradient('Tanh')
    tf.unregisterGradient('Tanh')
    // The value of 1 − y² is right; that it depends on x is hidden.
    tf.registerGradient({
      kernelName: 'Tanh',
      outputsToSave: [true],
      gradFunc: (dy, [y]) => ({
        x: () =>
          tf.mul(
            dy as tf.Tensor,
            constant(() => tf.sub(1, tf.square(y!))),
          ),
      }),
    })
    try {
      for (const [errors, tolerance] of [
        [await compiledErrors(named(name)), compiledTolerance],
        [await eagerErrors(named(name)), float32Tolerance],
      ] as const) {
        if (!name.startsWith('penalty')) expect(errors.first).toBeLessThan(tolerance)
        else expect(errors.first).toBeGreaterThan(0.05)
        expect(errors.second).toBeGreaterThan(0.05)
      }
    } finally {
      tf.unregisterGradient('Tanh')
      tf.registerGradient(right)
    }
    const row = named(name)
    expectRow(row, await compiledErrors(row), compiledTolerance)
  })
})
