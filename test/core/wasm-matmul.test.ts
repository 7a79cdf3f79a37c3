import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import { key } from '../../core/key.ts'
import { transposeBeforeMatMul } from '../../core/wasm-matmul.ts'

const flags = [false, true].flatMap(tA => [false, true].map(tB => [tA, tB] as const))
const shapeOf = (batch: readonly number[], rows: number, columns: number, turned: boolean): number[] =>
  turned ? [...batch, columns, rows] : [...batch, rows, columns]
const cases = flags.flatMap(([tA, tB]) => [[], [3]].map(batch => ({ tA, tB, batch })))

const run = ({ tA, tB, batch }: (typeof cases)[number], fused: boolean): Float32Array =>
  tf.tidy(() => {
    const draw = (name: string, shape: number[]): tf.Tensor =>
      tf.tensor(
        Float32Array.from(
          key(5)
            .fold(name)
            .normal(shape.reduce((n, d) => n * d, 1)),
        ),
        shape,
      )
    const a = draw('a', shapeOf(batch, 5, 7, tA))
    const b = draw('b', shapeOf(batch, 7, 4, tB))
    const c = fused
      ? tf.fused.matMul({ a, b, transposeA: tA, transposeB: tB, bias: draw('bias', [4]), activation: 'relu' })
      : tf.matMul(a, b, tA, tB)
    return c.dataSync() as Float32Array
  })

describe('transposeBeforeMatMul', () => {
  let expected: Float32Array[][] = []
  let plain: Float32Array[] = []
  beforeAll(async () => {
    await tf.setBackend('cpu')
    expected = [false, true].map(fused => cases.map(c => run(c, fused)))
    await tf.setBackend('wasm')
    plain = cases.map(c => run(c, false))
    transposeBeforeMatMul()
    transposeBeforeMatMul()
  })
  afterAll(() => tf.setBackend('cpu'))

  it('gives what the plain kernels of cpu and wasm give, flags, batches, bias and activation included', () => {
    for (const fused of [false, true])
      cases.forEach((c, i) => {
        if (fused && c.batch.length > 0) {
          expect(() => run(c, fused)).toThrow(/adds a bias to a product of batches wrongly/)
          return
        }
        const want = expected[Number(fused)]![i]!
        const got = run(c, fused)
        // The plain transposed path of wasm adds the bias wrongly, so that cpu alone says what is right there.
        if (!fused) plain[i]!.forEach((x, j) => expect(Math.abs(x - want[j]!)).toBeLessThanOrEqual(2e-6))
        expect(got.length).toBe(want.length)
        got.forEach((x, j) => expect(Math.abs(x - want[j]!), `${JSON.stringify(c)} ${j}`).toBeLessThanOrEqual(2e-6))
      })
  })
  it('leaves no data behind and does not touch its operands', () => {
    const a = tf.ones([7, 5])
    const before = tf.engine().backend.numDataIds()
    for (let i = 0; i < 10; i++) tf.matMul(a, a, true, false).dispose()
    expect(tf.engine().backend.numDataIds()).toBe(before)
    expect([...a.dataSync()]).toEqual(Array(35).fill(1))
    a.dispose()
  })
})
