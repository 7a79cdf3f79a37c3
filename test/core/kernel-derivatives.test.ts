import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, it } from 'vitest'
import { installSafeGradients } from '../../core/calculus/install.ts'
import { float32Step, float64Step } from '../players/layer-table.ts'
import { compiledly, eagerly, errorsOf } from './differences.ts'
import { kernelTable } from './kernel-table.ts'
import { compiledTolerance, expectRow, float32Tolerance } from './row-check.ts'

beforeAll(async () => {
  await tf.setBackend('cpu')
  installSafeGradients()
})
const rows = kernelTable.map(row => [row.name, row] as const)

describe('derivatives of kernels of order 1 and 2 against differences, compiled in float64', () => {
  it.each(rows)('%s', async (_, row) =>
    expectRow(row, await errorsOf(await compiledly(row.f, row.x.length), row.x, float64Step), compiledTolerance),
  )
})
describe('derivatives of kernels of order 1 and 2 against differences, eager on cpu in float32', () => {
  it.each(rows)('%s', async (_, row) =>
    expectRow(row, await errorsOf(eagerly(row.f, row.x.length), row.x, float32Step), float32Tolerance),
  )
})
