import * as tf from '@tensorflow/tfjs'
import { cube, exactly, kernel, of, type Case } from '../kernel-case.ts'
import { bools, ints, reals, type Input } from '../program-of.ts'
import { convolutionCases } from './convolutions.ts'
import { countings, gatherings, layoutCases } from './entries.ts'
import { functions } from './functions.ts'
import { pictures } from './pictures.ts'

const x = reals([-3.7, -2.5, -1, -0.3, 0, 0.4, 1.5, 2.5, 4.2, 7])
const signed = reals([-2, -0.5, 0.25, 1, 3, 0.7], [2, 3])
const positive = reals([1e-3, 0.2, 0.9, 1, 2.5, 30])
const tails = reals([-20, -15, -10, -3, -1e-4, 0, 1e-4, 3, 10, 15, 20])
const a = reals([1, -2, 3, 0.5, -0.25, 4], [2, 3])
const special = reals([1, NaN, -Infinity, 0, Infinity])
const row = reals([2, 3, -1])
const column = reals([2, -5], [2, 1])
const m = ints([7, -7, 6, -6, 5, 0])
const n = ints([2, 2, -4, -4, 5, 3])
const p = bools([1, 0, 1, 0, 1, 1], [2, 3])
const q = bools([1, 1, 0, 0, 1, 0], [2, 3])
const square = (rows: number, columns: number, seed: number): Input =>
  reals(
    Array.from({ length: rows * columns }, (_, i) => Math.cos(seed * i + seed)),
    [rows, columns],
  )
const pair = (op: (u: tf.Tensor, v: tf.Tensor) => tf.Tensor): Case[] => [
  of((u, v) => op(u, v), a, reals([1, 2, 3, -0.75, -0.25, 0.5], [2, 3])),
  of((u, v) => op(u, v), a, row),
  of((u, v) => op(u, v), column, row),
  of((u, v) => op(u, v), m, n),
]
const each = (op: (u: tf.Tensor) => tf.Tensor, ...inputs: Input[]): Case[] => inputs.map(i => of(u => op(u), i))
const reduction = (op: (u: tf.Tensor, axis?: number | number[], keep?: boolean) => tf.Tensor, input: Input = cube): Case[] => [
  of(u => op(u), input),
  of(u => op(u, -1), input),
  of(u => op(u, [0, 2]), input),
  of(u => op(u, 1, true), input),
  of(u => op(u, [0, -1], true), input),
]
const log1p = (v: number): number => Math.log1p(v)

/** For every kernel with a rule, ops that reach it. */
export const cases: Readonly<Record<string, readonly Case[]>> = {
  ...functions,
  ...pictures,
  ...gatherings,
  ...countings,
  ...layoutCases,
  Neg: each(tf.neg, x, m),
  Abs: each(tf.abs, x, m),
  Exp: [exactly(Math.exp, u => tf.exp(u), x)],
  Log: [exactly(Math.log, u => tf.log(u), positive)],
  Sqrt: [exactly(Math.sqrt, u => tf.sqrt(u), positive)],
  Sin: [exactly(Math.sin, u => tf.sin(u), x)],
  Cos: [exactly(Math.cos, u => tf.cos(u), x)],
  Tanh: [exactly(Math.tanh, u => tf.tanh(u), x)],
  Sign: each(tf.sign, x),
  Floor: each(tf.floor, x),
  Ceil: each(tf.ceil, x),
  Round: each(tf.round, x),
  Relu: each(tf.relu, x),
  Reciprocal: each(tf.reciprocal, positive),
  Sigmoid: [
    exactly(
      v => 1 / (1 + Math.exp(-v)),
      u => tf.sigmoid(u),
      tails,
    ),
  ],
  Softplus: [
    exactly(
      v => Math.max(v, 0) + log1p(Math.exp(-Math.abs(v))),
      u => tf.softplus(u),
      tails,
    ),
  ],
  Step: [of(u => tf.step(u), x), of(u => tf.step(u, -1), x), of(u => tf.step(u, 0.3), x)],
  Mod: pair(tf.mod),
  Log1p: [exactly(log1p, u => tf.log1p(u), reals([-0.9, -0.5, -1e-4, 0, 1e-6, 1e-3, 0.5, 20]))],
  Expm1: [exactly(Math.expm1, u => tf.expm1(u), tails)],
  Square: each(tf.square, x, m),
  Rsqrt: [
    exactly(
      v => 1 / Math.sqrt(v),
      u => tf.rsqrt(u),
      positive,
    ),
  ],
  Relu6: each(tf.relu6, x),
  LeakyRelu: [of(u => tf.leakyRelu(u), x), of(u => tf.leakyRelu(u, 0.1), x)],
  Elu: [
    exactly(
      v => (v > 0 ? v : Math.expm1(v)),
      u => tf.elu(u),
      tails,
    ),
  ],
  Selu: [
    exactly(
      v => (v > 0 ? tf.backend_util.SELU_SCALE * v : tf.backend_util.SELU_SCALEALPHA * Math.expm1(v)),
      u => tf.selu(u),
      tails,
    ),
  ],
  ClipByValue: [of(u => tf.clipByValue(u, -1, 2.5), x)],
  Add: pair(tf.add),
  AddN: [
    of((u, v) => tf.addN([u, v]), a, signed),
    of((u, v, w) => tf.addN([u, v, w]), a, signed, a),
    of((u, v) => tf.addN([u, v]), m, n),
  ],
  Sub: pair(tf.sub),
  Multiply: pair(tf.mul),
  RealDiv: pair(tf.div).slice(0, 3),
  Maximum: pair(tf.maximum),
  Minimum: pair(tf.minimum),
  Pow: [
    of((u, v) => tf.pow(u, v), positive, reals([2, -1, 0.5, 3, 0, 1.5])),
    of((u, v) => tf.pow(u, v), reals([0, -2, 3], [3, 1]), reals([0, 2], [1, 2])),
  ],
  FloorDiv: pair(tf.floorDiv),
  SquaredDifference: pair(tf.squaredDifference),
  Prelu: [of((u, v) => tf.prelu(u, v), signed, reals([0.2, 0.5, 0.1])), of((u, v) => tf.prelu(u, v), signed, a)],
  Greater: pair(tf.greater),
  GreaterEqual: pair(tf.greaterEqual),
  Less: pair(tf.less),
  LessEqual: pair(tf.lessEqual),
  Equal: pair(tf.equal),
  NotEqual: pair(tf.notEqual),
  LogicalAnd: [of((u, v) => tf.logicalAnd(u, v), p, q)],
  LogicalOr: [of((u, v) => tf.logicalOr(u, v), p, q)],
  LogicalNot: each(tf.logicalNot, p),
  IsNan: [of(u => tf.isNaN(u), special)],
  IsInf: [of(u => tf.isInf(u), special)],
  IsFinite: [of(u => tf.isFinite(u), special)],
  Select: [
    of((c, u, v) => tf.where(c, u, v), p, a, signed),
    of((c, u, v) => tf.where(c, u, v), bools([1, 0, 1]), a, signed),
    // The cpu kernel picks wrong entries where a condition of rank 1 chooses rows.
    {
      op: kernel('Select', {}, ['condition', 't', 'e']),
      inputs: [bools([1, 0]), a, signed],
      expected: [{ shape: [2, 3], dtype: 'float32', values: [1, -2, 3, 1, 3, 0.7] }],
    },
    of((c, u, v) => tf.where(c, u, v), bools([1, 0, 1, 0, 1, 0]), m, n),
  ],
  Cast: [
    of(u => tf.cast(u, 'float32'), p),
    of(u => tf.cast(u, 'float32'), m),
    of(u => tf.cast(u, 'int32'), x),
    of(u => tf.cast(u, 'int32'), p),
    of(u => tf.cast(u, 'bool'), reals([0, 1, -2, 0.5])),
    of(u => tf.cast(u, 'bool'), m),
    of(u => tf.cast(u, 'float32'), x),
  ],
  Identity: [of(u => tf.clone(u), x)],
  Reshape: [of(u => tf.reshape(u, [4, -1]), cube), of(u => u.reshape([6, 4]).reshape([3, 8]), cube)],
  ExpandDims: [of(u => tf.expandDims(u, 1), a), of(u => tf.expandDims(u, -1), a)],
  Transpose: [of(u => tf.transpose(u), a), of(u => tf.transpose(u, [2, 0, 1]), cube)],
  Concat: [
    of((u, v) => tf.concat([u, v], 0), a, signed),
    of((u, v) => tf.concat([u, v], -1), a, signed),
    of((u, v) => tf.concat([u, v]), m, n),
  ],
  Pack: [of((u, v) => tf.stack([u, v]), a, signed), of((u, v) => tf.stack([u, v], -1), a, signed)],
  Unpack: [of(u => tf.unstack(u), cube), of(u => tf.unstack(u, -2), cube)],
  SplitV: [of(u => tf.split(u, 2, -1), cube), of(u => tf.split(u, [1, 3], 2), cube), of(u => tf.split(u, [2, -1], 1), cube)],
  Slice: [
    of(u => tf.slice(u, 2, 3), x),
    of(u => tf.slice(u, [0, 1, 1], [2, 1, -1]), cube),
    of(u => tf.slice(u, [1], [1]), cube),
    of(kernel('Slice', { begin: 2, size: 3 }), x),
  ],
  PadV2: [
    of(
      u =>
        tf.pad(u, [
          [1, 0],
          [2, 1],
        ]),
      a,
    ),
    of(
      u =>
        tf.pad(
          u,
          [
            [0, 2],
            [0, 0],
          ],
          1.5,
        ),
      a,
    ),
    of(u => tf.pad(u, [[1, 2]], 7), m),
  ],
  Tile: [of(u => tf.tile(u, [2, 3]), a), of(u => tf.tile(u, [2]), m)],
  BroadcastTo: [
    {
      op: kernel('BroadcastTo', { shape: [2, 2] }),
      inputs: [column],
      expected: [{ shape: [2, 2], dtype: 'float32', values: [2, 2, -5, -5] }],
    },
  ],
  Reverse: [of(u => tf.reverse(u, -1), cube), of(u => tf.reverse(u, [0, 1]), cube), of(u => tf.reverse(u), cube)],
  GatherV2: [
    of((u, i) => tf.gather(u, i), a, ints([1, 0, 1])),
    of((u, i) => tf.gather(u, i, -1), cube, ints([3, 0])),
    of((u, i) => tf.gather(u, i, 1), cube, ints([2, 0, 1, 1], [2, 2])),
    of((u, i) => tf.gather(u, i, 1, 1), cube, ints([2, 0, 1, 1], [2, 2])),
    of((u, i) => tf.gather(u, i, 2, 1), cube, ints([3, 0, 1, 1], [2, 2])),
    of((u, i) => tf.gather(u, i, 2, 2), cube, ints([3, 0, 1, 1, 2, 0], [2, 3])),
  ],
  ZerosLike: each(tf.zerosLike, a, m),
  OnesLike: each(tf.onesLike, a, m),
  Fill: [of(() => tf.fill([2, 2], 0.5), a), of(() => tf.fill([3], 4, 'int32'), a)],
  Range: [
    of(() => tf.range(0, 5), a),
    of(() => tf.range(5, 0), a),
    of(() => tf.range(1, 8, 3, 'int32'), a),
    of(() => tf.range(4, 0, -1.5), a),
  ],
  LinSpace: [of(() => tf.linspace(-1, 2, 7), a), of(() => tf.linspace(3, 3, 1), a)],
  OneHot: [of(i => tf.oneHot(i, 3), ints([0, 2, 1])), of(i => tf.oneHot(i, 3, 2.5, -1, 'float32'), ints([0, 2, -1, 5], [2, 2]))],
  Sum: [...reduction(tf.sum), of(u => tf.sum(u), p), of(u => tf.sum(u), m)],
  Mean: [...reduction(tf.mean), of(u => tf.mean(u), m)],
  Max: [...reduction(tf.max), of(u => tf.max(u), m)],
  Min: [...reduction(tf.min), of(u => tf.min(u), m)],
  Prod: [...reduction(tf.prod), of(u => tf.prod(u), n)],
  All: [of(u => tf.all(u), p), of(u => tf.all(u, -1), p), of(u => tf.all(u, 0, true), p)],
  Any: [of(u => tf.any(u), p), of(u => tf.any(u, 0), q), of(u => tf.any(u, -1, true), bools([0, 0, 1, 0], [2, 2]))],
  Softmax: [of(u => tf.softmax(u), cube), of(u => tf.softmax(u), reals([-100, 0, 100]))],
  LogSoftmax: [
    {
      op: kernel('LogSoftmax', { axis: -1 }, ['logits']),
      inputs: [reals([0, 1, 2, 5, 5, 5], [2, 3])],
      expected: [
        {
          shape: [2, 3],
          dtype: 'float32',
          values: [0, 1, 2].map(v => v - Math.log(1 + Math.E + Math.E ** 2)).concat(Array<number>(3).fill(-Math.log(3))),
        },
      ],
    },
  ],
  ArgMax: [of(u => tf.argMax(u), cube), of(u => tf.argMax(u, -1), cube), of(u => tf.argMax(u), reals([1, 3, 3]))],
  ArgMin: [of(u => tf.argMin(u), cube), of(u => tf.argMin(u, -2), cube), of(u => tf.argMin(u), reals([2, 1, 1]))],
  Cumsum: [
    of(u => tf.cumsum(u), cube),
    of(u => tf.cumsum(u, 2, true), cube),
    // The cpu kernel gives a wrong shape for a negative axis.
    {
      op: kernel('Cumsum', { axis: -1, exclusive: true, reverse: false }),
      inputs: [reals([1, 2, 3, 4, 5, 6], [2, 3])],
      expected: [{ shape: [2, 3], dtype: 'float32', values: [0, 1, 3, 0, 4, 9] }],
    },
    of(u => tf.cumsum(u, 1, false, true), cube),
    of(u => tf.cumsum(u, 2, true, true), cube),
  ],
  Cumprod: [
    of(u => tf.cumprod(u), cube),
    of(u => tf.cumprod(u, 2, true), cube),
    of(u => tf.cumprod(u, 1, false, true), cube),
    of(u => tf.cumprod(u, 2, true, true), cube),
    of(u => tf.cumprod(u), reals([2, -1, 0.5, 3, 1.5, -2, 0.25])),
  ],
  TopK: [
    of(u => {
      const { values, indices } = tf.topk(u, 2)
      return [values, indices]
    }, cube),
    of(
      u => {
        const { values, indices } = tf.topk(u, 3)
        return [values, indices]
      },
      reals([1, 3, 3, 2]),
    ),
  ],
  BatchMatMul: [
    ...[false, true].flatMap(tA =>
      [false, true].map(tB =>
        of((u, v) => tf.matMul(u, v, tA, tB), tA ? square(4, 3, 1) : square(3, 4, 1), tB ? square(2, 4, 2) : square(4, 2, 2)),
      ),
    ),
    of((u, v) => tf.matMul(u, v), cube, square(4, 5, 2)),
    of(
      (u, v) => tf.matMul(u, v, true, false),
      cube,
      reals(
        Array.from({ length: 12 }, (_, i) => Math.cos(i)),
        [2, 3, 2],
      ),
    ),
    of(
      (u, v) => tf.matMul(u, v, false, true),
      cube,
      reals(
        Array.from({ length: 16 }, (_, i) => Math.cos(i)),
        [2, 2, 4],
      ),
    ),
    of((u, v) => tf.matMul(u, v), ints([1, 2, 3, 4], [2, 2]), ints([5, -6, 7, 8], [2, 2])),
  ],
  ...convolutionCases,
}
