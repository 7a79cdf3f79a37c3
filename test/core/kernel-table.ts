import * as tf from '@tensorflow/tfjs'
import { sizeOf } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { reading, type Row } from '../players/layer-table.ts'
import { onGrid } from './differences.ts'

/** Numbers 1/4 apart in a mixed order: no difference of step 1/16 makes another one the largest. */
const distinct = (n: number): Float64Array =>
  Float64Array.from(key(5).permutation(n), r => (r - (n - 1) / 2) / 4 / Math.max(1, n / 16))
const drawn = (n: number): Float64Array => onGrid(key(6).normal(n, 0, 0.6), 1024)

/** A row that may be left out on wasm, which lacks the kernel or has it wrong. */
interface KernelRow extends Row {
  readonly notOnWasm?: true
}

/** An op of tensors of the given shapes, cut from one vector, between nonlinear functions: linear ops have a second derivative too. */
const row = (name: string, shapes: readonly (readonly number[])[], op: (...xs: tf.Tensor[]) => tf.Tensor, x = drawn): Row => {
  const sizes = shapes.map(sizeOf)
  const n = sizes.reduce((s, d) => s + d, 0)
  let read: ReturnType<typeof reading> | null = null
  return {
    name,
    x: x(n),
    f: v => {
      const parts = tf
        .split(v, sizes)
        .map((p, i) => tf.add(tf.reshape(p, [...shapes[i]!]), tf.mul(tf.square(tf.reshape(p, [...shapes[i]!])), 0.125)))
      const y = tf.tanh(op(...parts))
      read ??= reading(y.size)
      return read(y)
    },
  }
}
const picture = (x: tf.Tensor): tf.Tensor4D => x as tf.Tensor4D
const pool = (op: 'max' | 'avg'): KernelRow[] => {
  const of = op === 'max' ? tf.maxPool : tf.avgPool
  const run = (
    name: string,
    shape: number[],
    size: number | [number, number],
    stride: number,
    pad: 'same' | 'valid' | number,
    ceil?: 'ceil',
  ): Row => row(`${op} pool ${name}`, [shape], x => of(picture(x), size, stride, pad, ceil), op === 'max' ? distinct : drawn)
  return [
    run('in blocks', [1, 4, 4, 1], 2, 2, 'valid'),
    run('with a rest', [1, 5, 4, 1], 2, 2, 'valid'),
    run('overlapping, padded', [1, 4, 3, 2], 3, 1, 'same'),
    run('strided, padded', [1, 5, 4, 1], [3, 2], 2, 'same'),
    // The wasm backend reads beyond its memory where sizes are rounded up.
    { ...run('rounded up', [1, 4, 4, 1], 3, 2, 1, 'ceil'), notOnWasm: true as const },
  ]
}
type Resize = (x: tf.Tensor4D, size: [number, number], align: boolean, half: boolean) => tf.Tensor
const resizings = (name: string, op: Resize): Row[] =>
  [
    [false, false],
    [true, false],
    [false, true],
  ].flatMap(([align, half]) =>
    (
      [
        [6, 4],
        [2, 5],
      ] as [number, number][]
    ).map(size =>
      // prettier-ignore
      row(`${name} to ${size.join(' × ')}${align ? ', corners' : ''}${half ? ', centres' : ''}`, [[1, 3, 4, 1]], x => op(picture(x), size, align!, half!)),
    ),
  )
/** A variance that is not small. */
const deviated = (v: tf.Tensor): tf.Tensor1D => tf.add(tf.square(v), 0.5)
const scans = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const

/** Kernels whose gradients are ours, at orders 1 and 2. */
export const kernelTable: readonly KernelRow[] = [
  ...pool('max'),
  ...pool('avg'),
  ...resizings('nearest', tf.image.resizeNearestNeighbor),
  ...resizings('bilinear', tf.image.resizeBilinear),
  ...(['same', 'valid'] as const).flatMap(pad =>
    [1, 2].map(stride => ({
      ...row(
        `depthwise convolution, ${pad}, stride ${stride}`,
        [
          [1, 4, 3, 2],
          [2, 2, 2, 2],
        ],
        (x, w) =>
          // prettier-ignore
          tf.depthwiseConv2d(picture(x), picture(w), stride, pad),
      ),
      notOnWasm: true as const,
    })),
  ),
  row('depth to space', [[1, 2, 1, 8]], x => tf.depthToSpace(picture(x), 2)),
  row('flip', [[1, 2, 3, 2]], x => tf.image.flipLeftRight(picture(x))),
  row('mirror pad, reflect', [[3, 4]], x => tf.mirrorPad(x, [[2, 1], [0, 3]], 'reflect')), // prettier-ignore
  row('mirror pad, symmetric', [[3, 4]], x => tf.mirrorPad(x, [[2, 3], [1, 0]], 'symmetric')), // prettier-ignore
  row('space to batch', [[1, 4, 3]], x => tf.spaceToBatchND(x, [2, 2], [[0, 0], [1, 0]])), // prettier-ignore
  row('batch to space', [[4, 2, 2]], x => tf.batchToSpaceND(x, [2, 2], [[0, 1], [1, 0]])), // prettier-ignore
  row('strided slice', [[3, 5]], x => tf.stridedSlice(x, [0, 1], [3, 5], [2, 3])),
  row('strided slice backwards', [[3, 5]], x => tf.stridedSlice(x, [2, 4], [0, 0], [-1, -3])),
  row('diagonal', [[2, 2]], x => tf.diag(x)),
  row('gather', [[4, 3]], x => tf.gather(x, [3, 0, 3])),
  row('gather along the last axis', [[2, 2, 3]], x => tf.gather(x, tf.tensor2d([2, 0, 1, 1], [2, 2], 'int32'), 2)),
  row('gather in batches', [[2, 2, 3]], x => tf.gather(x, tf.tensor2d([2, 0, 1, 1], [2, 2], 'int32'), 2, 1)),
  row('gather of places', [[2, 3, 2]], x => tf.gatherND(x, tf.tensor2d([1, 2, 0, 0, 1, 2], [3, 2], 'int32'))),
  row('scatter', [[4, 2]], x => tf.scatterND(tf.tensor2d([2, 0, 2, 1], [4, 1], 'int32'), x, [4, 2])),
  { ...row('segment sum', [[4, 2]], x => tf.unsortedSegmentSum(x, tf.tensor1d([1, 0, 1, -1], 'int32'), 2)), notOnWasm: true },
  ...scans.map(([exclusive, reverse]) =>
    row(`running product${exclusive ? ', exclusive' : ''}${reverse ? ', reverse' : ''}`, [[2, 4, 2]], x =>
      tf.cumprod(x, 1, exclusive, reverse),
    ),
  ),
  ...['ij,jk->ik', 'ij,kj->ki', 'ij,ij->', 'ij,kl->ikjl', 'ij,ij->ji'].map(equation => ({
    ...row(
      `einsum ${equation}`,
      equation.includes('k')
        ? [[2, 3], equation.includes('l') || equation.includes('kj') ? [2, 3] : [3, 2]]
        : [
            [2, 3],
            [2, 3],
          ],
      (a, b) => tf.einsum(equation, a, b),
    ),
    notOnWasm: true as const,
  })),
  { ...row('einsum ijk->ki', [[2, 3, 2]], x => tf.einsum('ijk->ki', x)), notOnWasm: true },
  row('batch normalization', [[3, 2], [2], [2]], (x, m, v) => tf.batchNorm(x, m, deviated(v))), // prettier-ignore
  row('batch normalization, scaled and moved', [[2, 3, 2], [2], [2], [2], [2]], (x, m, v, b, s) =>
    // prettier-ignore
    tf.batchNorm(x, m, deviated(v), b, s),
  ),
  row('batch normalization, moved', [[3, 2], [2], [2], [2]], (x, m, v, b) =>
    // prettier-ignore
    tf.batchNorm(x, m, deviated(v), b),
  ),
  ...(['linear', 'relu', 'elu', 'sigmoid'] as const).map(
    activation =>
    row(`fused product, ${activation}`, [[2, 3], [3, 2], [2]], (a, b, bias) => tf.fused.matMul({ a: a, b: b, bias: bias, activation }), drawn), // prettier-ignore
  ),
  ...[tf.atan, tf.sinh, tf.cosh, tf.asinh, tf.tan, tf.erf, tf.selu].map(φ => row(φ.name, [[4]], x => φ(x))),
  ...[tf.asin, tf.acos, tf.atanh].map(φ => row(φ.name, [[4]], x => φ(tf.mul(x, 0.25)))),
  row('acosh', [[4]], x => tf.acosh(tf.add(tf.square(x), 2))),
  row('atan2', [[4], [4]], (y, x) => tf.atan2(y, tf.add(x, 2))),
]
