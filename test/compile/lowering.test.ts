import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { installSafeGradients } from '../../core/calculus/install.ts'
import type { Graph } from '../../core/compile/graph.ts'
import { blockSize } from '../../core/compile/lowering/block.ts'
import { fast, portable } from '../../core/compile/lowering/lowering.ts'
import { trace } from '../../core/compile/trace.ts'
import { key } from '../../core/key.ts'
import { compiled, reals, type Input, type Op } from './program-of.ts'

beforeAll(async () => {
  await tf.setBackend('cpu')
  installSafeGradients()
})

const size = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1)
const drawn = (seed: number, shape: readonly number[]): Input => reals(Array.from(key(seed).normal(size(shape))), shape)
const graphOf = (op: Op, inputs: readonly Input[]): Graph =>
  trace(
    args => ({ result: null, outputs: [op(...args)].flat() }),
    inputs.map(({ host }) => ({ shape: host.shape, dtype: 'float32' as const })),
    { draw: [], start: [] },
  ).graph

/** Float32 as a CPU is fastest against float64 as products of patches, which shares no convolution with it. */
async function expectRight(op: Op, inputs: readonly Input[]): Promise<void> {
  const [got, want] = [await compiled(op, inputs, 'float32'), await compiled(op, inputs, 'float64')]
  want.forEach((w, k) => {
    const most = Math.max(...w.values.map(Math.abs))
    expect(got[k]!.shape).toEqual(w.shape)
    const apart = Math.max(...w.values.map((v, i) => Math.abs(v - got[k]!.values[i]!)))
    expect(apart / most).toBeLessThan(2e-6)
    expect(most).toBeGreaterThan(0)
  })
}

type Picture = [number, number, number, number]
interface Case {
  readonly x: Picture
  readonly filter: Picture
  readonly stride: number
  readonly pad: 'same' | 'valid'
}
const cases: readonly Case[] = [
  { x: [2, 8, 8, 32], filter: [4, 4, 32, 48], stride: 2, pad: 'same' },
  { x: [2, 9, 7, 16], filter: [3, 3, 16, 16], stride: 1, pad: 'same' },
  { x: [1, 9, 7, 20], filter: [3, 2, 20, 36], stride: 1, pad: 'valid' },
  { x: [2, 8, 8, 3], filter: [4, 4, 3, 32], stride: 2, pad: 'same' },
  { x: [32, 6, 6, 5], filter: [3, 3, 5, 24], stride: 3, pad: 'same' },
  { x: [20, 8, 6, 17], filter: [4, 4, 17, 18], stride: 2, pad: 'same' },
  { x: [16, 7, 7, 16], filter: [1, 1, 16, 32], stride: 1, pad: 'valid' },
  { x: [16, 8, 8, 16], filter: [1, 1, 16, 32], stride: 2, pad: 'same' },
  { x: [16, 10, 10, 32], filter: [5, 5, 32, 16], stride: 2, pad: 'valid' },
]
const named = (c: Case): string => `[${c.x.join()}] ∗ [${c.filter.join()}], stride ${c.stride}, ${c.pad}`
const conv =
  ({ stride, pad }: Case) =>
  (x: tf.Tensor, w: tf.Tensor) =>
    tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad)

/** A convolution, its adjoint, and its gradients by both. */
const operations = (c: Case) => {
  const y = tf.tidy(() => conv(c)(tf.zeros(c.x), tf.zeros(c.filter)).shape)
  const [x, w, dy] = [drawn(1, c.x), drawn(2, c.filter), drawn(3, y)]
  const filterGradient: Op = (a, d) =>
    tf
      .engine()
      .runKernel<tf.Tensor>(
        'Conv2DBackpropFilter',
        { x: a, dy: d },
        { strides: [c.stride, c.stride], pad: c.pad, dataFormat: 'NHWC', filterShape: [...c.filter] },
      )
  return {
    'convolution': [(a, b) => conv(c)(a, b), [x, w]],
    'adjoint': [(d, b) => tf.conv2dTranspose(d as tf.Tensor4D, b as tf.Tensor4D, c.x, c.stride, c.pad), [dy, w]],
    'gradient by the filter': [filterGradient, [x, dy]],
  } satisfies Readonly<Record<string, readonly [Op, readonly Input[]]>>
}
const blocksIn = (graph: Graph, b: number): number =>
  fast(b)
    .of(graph)
    .nodes.filter(({ op, domain }) => op === 'Conv' && domain !== undefined).length

describe('convolutions in blocks of channels', () => {
  for (const c of cases) {
    for (const what of ['convolution', 'adjoint', 'gradient by the filter'] as const)
      it(`${what} of ${named(c)} is that of float64`, () => {
        const [op, inputs] = operations(c)[what]
        return expectRight(op, inputs)
      })
  }
  it('are used where there are as many channels as a block has, and only there', () => {
    const counts = (c: Case, b: number): number[] =>
      Object.values(operations(c)).map(([op, inputs]) => blocksIn(graphOf(op, inputs), b))
    // An adjoint of stride 2 has four channels for one of its outputs.
    expect(counts(cases[0]!, 16)).toEqual([1, 1, 1])
    expect(counts(cases[3]!, 16)).toEqual([1, 1, 1])
    expect(counts({ ...cases[0]!, filter: [4, 4, 32, 8] }, 16)).toEqual([0, 1, 0])
    expect(counts({ ...cases[0]!, filter: [4, 4, 32, 8] }, 8)).toEqual([1, 1, 1])
    expect(counts({ ...cases[3]!, filter: [4, 4, 1, 32], x: [2, 8, 8, 1] }, 16)).toEqual([1, 0, 1])
  })
  it('are found on this machine, or it says that it has none', async context => {
    const b = await blockSize()
    if (b === null) context.skip('this processor has no blocked convolutions: the plain ones are tested')
    expect([8, 16]).toContain(b)
  })
  it('chained through elementwise functions are those of float64', async () => {
    const op: Op = (x, u, v, w) => {
      const h = tf.leakyRelu(tf.conv2d(x as tf.Tensor4D, u as tf.Tensor4D, 2, 'same'), 0.2)
      const k = tf.relu(tf.conv2d(h, v as tf.Tensor4D, 1, 'same'))
      return tf.tanh(tf.conv2dTranspose(tf.add(h, k), w as tf.Tensor4D, [16, 8, 8, 16], 2, 'same'))
    }
    const shapes: Picture[] = [
      [16, 8, 8, 16],
      [4, 4, 16, 32],
      [3, 3, 32, 32],
      [4, 4, 16, 32],
    ]
    const inputs = shapes.map((s, i) => reals(Array.from(key(i).normal(size(s), 0, 0.1)), s))
    await expectRight(op, inputs)
  })
})

describe('slopes', () => {
  const x = reals([-Infinity, -3, -1e-30, -0, 0, 2 ** -127, 1e-30, 0.5, 7, Infinity, NaN])
  for (const α of [0, 0.2, 1, -1, 3]) {
    it(`step with α = ${α} is 1, α or NaN, alone and beside an activation`, async () => {
      const want = Array.from(x.host.values, v => (Number.isNaN(v) ? NaN : v > 0 ? 1 : Math.fround(α)))
      for (const precision of ['float32', 'float64'] as const) {
        const right = precision === 'float32' ? want : want.map(v => (v === Math.fround(α) ? α : v))
        const [alone] = await compiled(t => tf.step(t, α), [x], precision)
        expect(alone!.values).toEqual(right)
        for (const φ of [tf.relu, (t: tf.Tensor) => tf.leakyRelu(t, 0.3), (t: tf.Tensor) => tf.leakyRelu(t, 0)]) {
          const [, beside] = await compiled(t => [φ(t), tf.step(t, α)], [x], precision)
          // −0 + 0 is 0: relu(−0) is −0, and so is then its slope.
          expect(beside!.values.map(v => v + 0)).toEqual(right)
        }
      }
    })
    it(`leakyRelu with slope ${α} is x or αx`, async () => {
      const finite = reals([-3, -0.5, 0, 0.5, 7])
      for (const precision of ['float32', 'float64'] as const) {
        const α32 = precision === 'float32' ? Math.fround(α) : α
        const [y] = await compiled(t => tf.leakyRelu(t, α), [finite], precision)
        y!.values.forEach((v, i) => {
          const t = finite.host.values[i]!
          expect(v).toBeCloseTo(t < 0 ? α32 * t : t, precision === 'float32' ? 6 : 14)
        })
      }
    })
  }
})

describe('products', () => {
  const ops = (graph: Graph): string[] => graph.nodes.map(n => n.op)
  it('take a bias that nothing else needs, and sum over rows as ones times a matrix', async () => {
    const op: Op = (x, w, b) => {
      const y = tf.add(tf.matMul(x, w), b)
      return [tf.relu(y), tf.sum(y, 0)]
    }
    const inputs = [drawn(1, [32, 8]), drawn(2, [8, 24]), drawn(3, [24])]
    const graph = graphOf(op, inputs)
    expect(ops(portable('float32').of(graph))).toEqual(['Gemm', 'Add', 'Relu', 'ReduceSum'])
    expect(ops(fast(null).of(graph))).toEqual(['Gemm', 'Relu', 'Gemm', 'Reshape'])
    await expectRight(op, inputs)
  })
  it('keep a product that is needed without its bias', async () => {
    const op: Op = (x, w, b) => {
      const y = tf.matMul(x, w)
      return [tf.add(y, b), tf.tanh(y)]
    }
    const inputs = [drawn(1, [4, 8]), drawn(2, [8, 5]), drawn(3, [5])]
    expect(ops(fast(null).of(graphOf(op, inputs)))).toEqual(['Gemm', 'Add', 'Tanh'])
    await expectRight(op, inputs)
  })
})

describe('simplifications', () => {
  it('leave out what changes no bit', () => {
    const op: Op = x => {
      const y = tf.neg(tf.neg(tf.reshape(tf.reshape(tf.mul(x, 1), [4, 1]), [2, 2])))
      return tf.exp(tf.matMul(tf.reshape(y, [1, 4]), tf.tensor2d([1], [1, 1]), true, true))
    }
    const graph = graphOf(op, [drawn(1, [4])])
    for (const precision of ['float32', 'float64'] as const)
      expect(
        portable(precision)
          .of(graph)
          .nodes.map(n => n.op),
      ).toEqual(['Reshape', 'Exp'])
  })
  it('keep a product with one entry that is no number until it runs', async () => {
    const op: Op = (x, c) => tf.matMul(tf.reshape(x, [4, 1]), tf.reshape(c, [1, 1]))
    const inputs = [drawn(1, [4]), drawn(2, [1])]
    expect(
      portable('float32')
        .of(graphOf(op, inputs))
        .nodes.map(n => n.op),
    ).toEqual(['Reshape', 'Reshape', 'Mul'])
    await expectRight(op, inputs)
  })
  it('see through one another', async () => {
    const op: Op = x => tf.exp(tf.neg(tf.mul(tf.neg(tf.mul(x, 1)), 1)))
    const graph = graphOf(op, [drawn(1, [4])])
    expect(
      portable('float64')
        .of(graph)
        .nodes.map(n => n.op),
    ).toEqual(['Exp'])
    await expectRight(op, [drawn(1, [4])])
  })
  it('keep an output that is an input in another place', async () => {
    const op: Op = x => [tf.mul(x, 1), tf.neg(tf.neg(x)), tf.neg(x)]
    const x = drawn(1, [5])
    const [same, again, minus] = await compiled(op, [x], 'float32')
    expect([same!.values, again!.values, minus!.values.map(v => -v)]).toEqual(Array(3).fill(Array.from(x.host.values)))
  })
})
