import * as tf from '@tensorflow/tfjs'
import { beforeAll, expect, it } from 'vitest'
import { installSafeGradients } from '../../core/calculus/install.ts'
import { flops } from '../../core/compile/flops.ts'
import { trace } from '../../core/compile/trace.ts'

beforeAll(async () => {
  await tf.setBackend('cpu')
  installSafeGradients()
})

/** FLOPs of an op on tensors of these shapes. */
const count = (op: (...xs: tf.Tensor[]) => tf.Tensor, ...shapes: (readonly number[])[]): number =>
  flops(
    trace(
      args => ({ result: null, outputs: [op(...args)] }),
      shapes.map(shape => ({ shape, dtype: 'float32' as const })),
      { draw: [], start: [] },
    ).graph,
  )
const picture = (x: tf.Tensor): tf.Tensor4D => x as tf.Tensor4D

it('a pooling looks at each entry of its window', () => {
  // 3 × 4 × 5 × 2 outputs, windows of 2 × 2; padded ones count in full.
  expect(count(x => tf.maxPool(picture(x), 2, 2, 'valid'), [3, 8, 10, 2])).toBe(3 * 4 * 5 * 2 * 4)
  expect(count(x => tf.avgPool(picture(x), [3, 2], 1, 'same'), [1, 4, 4, 2])).toBe(4 * 4 * 2 * 6)
})
it('a depthwise convolution and its adjoints read one channel each', () => {
  // 2 pictures, 5 × 5 outputs, 3 channels of 2 filters of 3 × 3.
  const products = 2 * (2 * 5 * 5 * 3 * 2) * 9
  const [x, w] = [
    [2, 5, 5, 3],
    [3, 3, 3, 2],
  ]
  const conv = (u: tf.Tensor, v: tf.Tensor): tf.Tensor => tf.depthwiseConv2d(picture(u), picture(v), 1, 'same')
  expect(count((u, v) => conv(u, v), x, w)).toBe(products)
  // The derivative of the sum costs as much; spreading the derivative of a sum over its terms is one product each.
  const adjoint = products + 2 * 5 * 5 * 6
  expect(count((u, v) => tf.grad(t => tf.sum(conv(t, v)))(u), x, w)).toBe(adjoint)
  expect(count((u, v) => tf.grad(t => tf.sum(conv(u, t)))(v), x, w)).toBe(adjoint)
})
it('a linear resize is two products with matrices, a nearest one is free', () => {
  // Rows 3 → 6 of 4 columns and 2 channels, then columns 4 → 8 of 6 rows.
  expect(count(x => tf.image.resizeBilinear(picture(x), [6, 8]), [1, 3, 4, 2])).toBe(2 * (6 * 3) * (4 * 2) + 2 * 6 * (8 * 4) * 2)
  expect(count(x => tf.image.resizeNearestNeighbor(picture(x), [6, 8]), [1, 3, 4, 2])).toBe(0)
})
it('moving entries is free, adding them into places is not', () => {
  expect(count(x => tf.depthToSpace(picture(x), 2), [1, 2, 2, 8])).toBe(0)
  expect(count(x => tf.gather(x, tf.tensor1d([1, 0, 1], 'int32')), [2, 5])).toBe(0)
  expect(count(x => tf.reverse(x), [2, 5])).toBe(0)
  // 3 rows of 5 are added; finding their places costs one product and one sum a row.
  expect(count(x => tf.scatterND(tf.tensor2d([[1], [0], [1]], [3, 1], 'int32'), x, [2, 5]), [3, 5])).toBe(15 + 3 + 3)
})
it('a running product of n takes log₂ n rounds', () => expect(count(x => tf.cumprod(x), [8])).toBe(3 * 8))
it('einsum is a product of matrices', () =>
  expect(count((a, b) => tf.einsum('bij,bjk->bki', a, b), [2, 3, 4], [2, 4, 5])).toBe(2 * (2 * 3 * 5) * 4))
it('what is fused costs what its parts cost', () =>
  expect(count((a, b, c) => tf.fused.matMul({ a: a, b: b, bias: c, activation: 'relu' }), [3, 4], [4, 5], [5])).toBe(
    2 * 15 * 4 + 15 + 15,
  ))
