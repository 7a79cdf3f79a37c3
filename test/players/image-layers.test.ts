import * as tf from '@tensorflow/tfjs'
import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { hostTensor, sizeOf } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { layoutSize, Point } from '../../core/point.ts'
import { constant } from '../../core/scalar.ts'
import { batchNorm } from '../../players/layers/batch-norm.ts'
import { convolution } from '../../players/layers/convolution.ts'
import { denseLayer } from '../../players/layers/dense.ts'
import { globalMean } from '../../players/layers/global-mean.ts'
import { chain, fixed, type Layer } from '../../players/layers/layer.ts'
import { residual } from '../../players/layers/residual.ts'
import { firstVector, largestSingularValue, spectralNorm } from '../../players/layers/spectral-norm.ts'
import { transposedConvolution } from '../../players/layers/transposed-convolution.ts'
import { compiled, eager, reals } from '../compile/program-of.ts'
import { compiledly, eagerly, errorsOf, onGrid, type ScalarFunction } from '../core/differences.ts'
import { compiledTolerance, expectRow, float32Tolerance } from '../core/row-check.ts'
import { float32Step, float64Step, type Row } from './layer-table.ts'
import { useTestedBackend } from '../tested-backend.ts'

beforeAll(useTestedBackend)

const init = { init: 'normal', gain: 1, sd: 1 } as const
const drawn = (seed: number, n: number): Float64Array => onGrid(key(seed).normal(n, 0, 0.6), 1024)

/** Σ c(y + y²/2) of a layer, of its weights and its inputs, with fixed c. */
function rowOf(name: string, { blocks, at }: Layer, input: readonly number[]): Row {
  const [weights, inputs] = [layoutSize(blocks), sizeOf(input)]
  const f: ScalarFunction = z => {
    const [w, x] = weights > 0 ? tf.split(z, [weights, inputs]) : [null, z]
    const y = at(w ? new Point(blocks, w as tf.Tensor1D).blocks() : [])(x.reshape([...input])).flatten()
    const c = constant(hostTensor(drawn(77, y.size), [y.size]))
    return tf.sum(tf.mul(c(), tf.add(y, tf.mul(tf.square(y), 0.5))))
  }
  return { name, f, x: drawn(3, weights + inputs) }
}
const conv = convolution({ from: 2, to: 2, kernel: 3, stride: 2, bias: true }, init)
const shortcut = convolution({ from: 2, to: 2, kernel: 1, stride: 2, bias: true }, init)
const convT = transposedConvolution({ from: 2, to: 1, kernel: 4, stride: 2, bias: true }, init)
const bent = fixed(x => tf.tanh(x))
const table: readonly Row[] = [
  rowOf('convolution', conv, [1, 4, 3, 2]),
  rowOf('transposed convolution', convT, [1, 2, 3, 2]),
  rowOf('batch norm', batchNorm(2), [2, 2, 2, 2]),
  rowOf('global mean', globalMean, [2, 2, 3, 2]),
  rowOf('residual with a shortcut', residual(chain({ bent, conv }), shortcut), [1, 4, 2, 2]),
  rowOf('residual without', residual(chain({ bent, norm: batchNorm(2) })), [2, 2, 2, 2]),
]
const named = table.map(row => [row.name, row] as const)

describe('derivatives of order 1 and 2 against differences', () => {
  it.each(named)('%s, compiled in float64', async (_, row) =>
    expectRow(row, await errorsOf(await compiledly(row.f, row.x.length), row.x, float64Step), compiledTolerance),
  )
  it.each(named)('%s, eager in float32', async (_, row) =>
    expectRow(row, await errorsOf(eagerly(row.f, row.x.length), row.x, float32Step), float32Tolerance),
  )
})

describe('batch norm', () => {
  const x = [1, 2, 4, -3, 0, 7, 2.5, 1]
  it('makes mean zero and variance v/(v + 1e-5) of each channel, then scales and shifts', async () => {
    const op = (t: tf.Tensor): tf.Tensor => batchNorm(2).at([tf.tensor1d([1, 3]), tf.tensor1d([0, -2])])(t)
    const want = x.map((v, i) => {
      const channel = x.filter((_, j) => j % 2 === i % 2)
      const mean = channel.reduce((s, a) => s + a, 0) / 4
      const variance = channel.reduce((s, a) => s + (a - mean) ** 2, 0) / 4
      return ((v - mean) / Math.sqrt(variance + 1e-5)) * (i % 2 ? 3 : 1) - (i % 2 ? 2 : 0)
    })
    const inputs = [reals(x, [2, 1, 2, 2])]
    for (const [got, tolerance] of [
      [(await compiled(op, inputs, 'float64'))[0]!, 1e-12],
      [eager(op, inputs)[0]!, 1e-5],
    ] as const)
      got.values.forEach((v, i) => expect(Math.abs(v - want[i]!)).toBeLessThan(tolerance))
  })
  it('of a batch of one row is the shift', () => {
    const op = (t: tf.Tensor): tf.Tensor => batchNorm(3).at([tf.ones([3]), tf.tensor1d([5, 6, 7])])(t)
    expect(eager(op, [reals([1, -2, 3], [1, 3])])[0]!.values).toEqual([5, 6, 7])
  })
})

const { below } = JSON.parse(readFileSync(new URL('../fixtures/convolutional.json', import.meta.url), 'utf8')) as {
  readonly below: readonly {
    readonly shape: readonly [number, number]
    readonly passes: number
    readonly mean: number
    readonly least: number
  }[]
}
describe('spectral norm', () => {
  const norm = (w: Float64Array, m: number, n: number): number =>
    new SingularValueDecomposition(Matrix.from1DArray(m, n, Array.from(w)), { autoTranspose: true }).diagonal[0]!

  it.each(below.filter(({ shape }) => shape[0] < 100).map(b => [b.shape, b.passes, b] as const))(
    'of normal matrices %j after %i passes is as far below the largest singular value as the fixture finds',
    ([m, n], passes, { mean, least }) => {
      const op = (M: tf.Tensor): tf.Tensor => largestSingularValue(M, constant(firstVector(n))(), passes)
      const ratios: number[] = []
      for (let seed = 0; seed < 10; seed++) {
        const M = key(seed).normal(m * n)
        const [σ] = eager(op, [reals(Array.from(M), [m, n])])
        ratios.push(σ!.values[0]! / norm(M, m, n))
      }
      const spread = mean - least
      for (const ratio of ratios) {
        expect(ratio).toBeLessThanOrEqual(1 + 1e-6)
        expect(ratio).toBeGreaterThan(least - spread)
      }
      expect(Math.abs(ratios.reduce((s, r) => s + r, 0) / 10 - mean)).toBeLessThan(spread)
    },
  )
  it.each([
    ['dense', denseLayer({ fanIn: 5, fanOut: 3, bias: true }, init), [2, 5], [5, 3]],
    ['convolution', conv, [1, 4, 4, 2], [18, 2]],
  ] as const)('%s: W is divided by it, the bias is not', async (_, layer, input, [m, n]) => {
    const { blocks } = layer
    const w = drawn(8, layoutSize(blocks))
    const scaled = w.map((v, i) => (i < m * n ? v / norm(w.slice(0, m * n), m, n) : v))
    const at =
      (l: Layer) =>
      (w: tf.Tensor, x: tf.Tensor): tf.Tensor =>
        l.at(new Point(blocks, w as tf.Tensor1D).blocks())(x)
    const x = { host: hostTensor(drawn(9, sizeOf(input)), input), dtype: 'float32' as const }
    const of = (l: Layer, w: Float64Array) =>
      compiled((w, x) => at(l)(w, x), [{ host: hostTensor(w, [w.length]), dtype: 'float32' }, x], 'float64')
    const [got, want] = [(await of(spectralNorm(layer, 100), w))[0]!, (await of(layer, scaled))[0]!]
    got.values.forEach((v, i) => expect(Math.abs(v - want.values[i]!)).toBeLessThan(1e-12))
  })
  it('of a transposed convolution too, whose outputs are another axis', async () => {
    const layer = transposedConvolution({ from: 3, to: 2, kernel: 2, stride: 2, bias: false }, init)
    const w = drawn(8, 24)
    // [2, 2, to, from] as [taps and from, to]
    const M = Float64Array.from({ length: 24 }, (_, k) => w[Math.floor(k / 6) * 6 + (k % 2) * 3 + (Math.floor(k / 2) % 3)]!)
    const op = (w: tf.Tensor, x: tf.Tensor): tf.Tensor => spectralNorm(layer, 100).at([w])(x)
    const plain = (w: tf.Tensor, x: tf.Tensor): tf.Tensor => layer.at([w])(x)
    const inputs = [reals(Array.from(w), [2, 2, 2, 3]), reals(Array.from(drawn(9, 12)), [1, 2, 2, 3])]
    const [got, want] = [
      (await compiled((w, x) => op(w, x), inputs, 'float64'))[0]!,
      (await compiled((w, x) => plain(w, x), inputs, 'float64'))[0]!,
    ]
    got.values.forEach((v, i) => expect(Math.abs(v - want.values[i]! / norm(M, 12, 2))).toBeLessThan(1e-12))
  })
  it('has the derivative of the largest singular value in the limit, and none of second order', async () => {
    const f: ScalarFunction = x => largestSingularValue(x.reshape([4, 3]), constant(firstVector(3))(), 60)
    const x = drawn(8, 12)
    const { first, second, sizes } = await errorsOf(await compiledly(f, 12), x, float64Step)
    expect(first).toBeLessThan(compiledTolerance)
    expect(sizes[0]).toBeGreaterThan(0.05)
    expect(sizes[1]).toBe(0)
    expect(second).toBe(1)
  })
})
