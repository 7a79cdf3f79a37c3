import { beforeAll, describe, expect, it } from 'vitest'
import * as tf from '@tensorflow/tfjs'
import { backend } from '../../core/backend.ts'
import { float32Step, layerTable } from '../players/layer-table.ts'
import { eagerly, errorsOf } from './differences.ts'
import { kernelTable } from './kernel-table.ts'
import { expectRow, float32Tolerance } from './row-check.ts'

beforeAll(async () => {
  await backend('wasm')
})

it('the backend is wasm', () => expect(tf.getBackend()).toBe('wasm'))

describe('derivatives of order 1 and 2 against differences, eager on wasm in float32', () => {
  it.each([...layerTable, ...kernelTable.filter(row => !row.notOnWasm)].map(row => [row.name, row] as const))(
    '%s',
    async (_, row) => expectRow(row, await errorsOf(eagerly(row.f, row.x.length), row.x, float32Step), float32Tolerance),
  )
})
