import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { gradients } from '../../core/calculus/gradient.ts'
import { flops } from '../../core/compile/flops.ts'
import { trace } from '../../core/compile/trace.ts'
import type { Game } from '../../core/contract.ts'
import type { Engine, StateData } from '../../core/engine.ts'
import { hostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { Point, vectorLayout } from '../../core/point.ts'
import { compiledly, eagerly, errorsOf, looksAt, onGrid, type ScalarFunction } from '../core/differences.ts'
import { compiledTolerance, expectRow, float32Tolerance } from '../core/row-check.ts'
import { float32Step, float64Step } from '../players/layer-table.ts'
import { engineOf, free, optimizers } from './handmade.ts'
import { useTestedBackend } from '../tested-backend.ts'

beforeAll(useTestedBackend)

type Shapes = Readonly<Record<string, readonly number[]>>
type Tensors = Readonly<Record<string, tf.Tensor>>
const size = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1)

/** A vector as tensors of these shapes, one after another. */
function parts(x: tf.Tensor1D, shapes: Shapes): Tensors {
  const names = Object.keys(shapes)
  const cut = tf.split(
    x,
    names.map(name => size(shapes[name]!)),
  )
  return Object.fromEntries(names.map((name, i) => [name, tf.reshape(cut[i]!, [...shapes[name]!])]))
}

interface Activation {
  readonly of: (x: tf.Tensor) => tf.Tensor
  readonly kinked: boolean
}
/** What a network shows of its insides: arguments of functions with a kink. */
type See = (x: tf.Tensor) => void
const unseen: See = () => undefined

const criticShapes: Shapes = { 'kernel 1': [3, 3, 1, 2], 'bias 1': [2], 'kernel 2': [2, 3, 2, 2], 'last': [4, 1] }
/** [2, 5, 5, 1] → conv 3×3, stride 2 → [2, 3, 3, 2] → conv 2×3 → [2, 2, 1, 2] → two scores. */
function critic(w: Tensors, x: tf.Tensor, φ: Activation, see: See): tf.Tensor {
  const one = tf.add(tf.conv2d(x as tf.Tensor4D, w['kernel 1'] as tf.Tensor4D, 2, 'same'), w['bias 1']!)
  if (φ.kinked) see(one)
  const two = tf.conv2d(φ.of(one) as tf.Tensor4D, w['kernel 2'] as tf.Tensor4D, 1, 'valid')
  if (φ.kinked) see(two)
  return tf.matMul(tf.reshape(φ.of(two), [2, 4]), w.last!)
}
const generatorShapes: Shapes = { 'first': [2, 18], 'scale': [2], 'shift': [2], 'kernel 3': [4, 3, 1, 2] }
/** [2, 2] → [2, 3, 3, 2], normalised by the batch → relu → transposed conv 4×3, stride 2 → tanh → [2, 5, 5, 1]. */
function generator(w: Tensors, z: tf.Tensor, see: See): tf.Tensor {
  const h = tf.reshape(tf.matMul(z, w.first!), [2, 3, 3, 2])
  const { mean, variance } = tf.moments(h, [0, 1, 2])
  const normal = tf.add(tf.mul(tf.div(tf.sub(h, mean), tf.sqrt(tf.add(variance, 0.1))), w.scale!), w.shift!)
  see(normal)
  return tf.tanh(tf.conv2dTranspose(tf.relu(normal) as tf.Tensor4D, w['kernel 3'] as tf.Tensor4D, [2, 5, 5, 1], 2, 'same'))
}

/** ½ Σ |∇ₓD(x)|². */
function r1(w: Tensors, x: tf.Tensor, φ: Activation, see: See): tf.Scalar {
  const slope = gradients(() => tf.sum<tf.Scalar>(critic(w, x, φ, see)), [x]).grads[0]!
  return tf.mul<tf.Scalar>(0.5, tf.sum(tf.square(slope)))
}

interface Composition {
  readonly name: string
  readonly shapes: Shapes
  readonly f: (t: Tensors, φ: Activation, see: See) => tf.Scalar
}
const latents = () => tf.tensor2d([0.5, -1, 1.25, 0.75], [2, 2])
const compositions: readonly Composition[] = [
  {
    name: 'the scores of a conv critic',
    shapes: { ...criticShapes, x: [2, 5, 5, 1] },
    f: (t, φ, see) => tf.sum(tf.square(critic(t, t.x!, φ, see))),
  },
  {
    name: 'its R1 penalty',
    shapes: { ...criticShapes, x: [2, 5, 5, 1] },
    f: (t, φ, see) => r1(t, t.x!, φ, see),
  },
  {
    name: 'the loss of a transposed-conv generator with batch statistics, and the R1 penalty at its pictures',
    shapes: { ...criticShapes, ...generatorShapes },
    f: (t, φ, see) => {
      const x = generator(t, latents(), see)
      return tf.add<tf.Scalar>(tf.mean(tf.softplus(tf.neg(critic(t, x, φ, see)))), r1(t, x, φ, see))
    },
  },
]
const activations: Readonly<Record<string, Activation>> = {
  tanh: { of: x => tf.tanh(x), kinked: false },
  leakyRelu: { of: x => tf.leakyRelu(x, 0.2), kinked: true },
}

/** The first of the drawn points from which no difference crosses a kink. */
function smoothPoint({ shapes, f }: Composition, φ: Activation): Float64Array {
  const n = Object.values(shapes).reduce((s, shape) => s + size(shape), 0)
  const signs = (x: Float64Array): string =>
    tf.tidy(() => {
      const seen: number[] = []
      f(parts(tf.tensor1d(Array.from(x)), shapes), φ, t => seen.push(...t.dataSync()))
      return seen.map(Math.sign).join()
    })
  for (let seed = 1; seed < 500; seed++) {
    const x = onGrid(key(seed).normal(n, 0, 0.5), 1024)
    const here = signs(x)
    if (looksAt(x, float32Step).every(p => signs(p) === here)) return x
  }
  throw new Error('no point far enough from the kinks was found')
}

const rows = compositions.flatMap(c =>
  Object.entries(activations).map(([name, φ]) => {
    const f: ScalarFunction = x => c.f(parts(x, c.shapes), φ, unseen)
    return [`${c.name}, ${name}`, { name, f, point: () => smoothPoint(c, φ) }] as const
  }),
)

describe('derivatives of order 1 and 2 against differences', () => {
  it.each(rows)('%s, compiled in float64', async (_, { name, f, point }) => {
    const x = point()
    expectRow({ name, f, x }, await errorsOf(await compiledly(f, x.length), x, float64Step), compiledTolerance)
  })
  it.each(rows)('%s, eager on cpu in float32', async (_, { name, f, point }) => {
    const x = point()
    expectRow({ name, f, x }, await errorsOf(eagerly(f, x.length), x, float32Step), float32Tolerance)
  })
})

describe('a wrong derivative is found', () => {
  const row = (title: string) => rows.find(([is]) => is === title)![1]
  it.each([
    ['Conv2DBackpropInput', 'dy', 'the scores of a conv critic, tanh'],
    ['Conv2DBackpropInput', 'filter', 'the scores of a conv critic, tanh'],
    ['Conv2DBackpropFilter', 'x', 'its R1 penalty, tanh'],
    ['Conv2DBackpropFilter', 'dy', 'its R1 penalty, tanh'],
  ])('%s that hides how it depends on %s, by the second order alone', async (kernel, hidden, title) => {
    const { name, f, point } = row(title)
    const x = point()
    const rule = tf.getGradient(kernel)
    const right = rule.gradFunc
    rule.gradFunc = (dy, saved, attrs) => {
      const grads = right(dy, saved, attrs)
      return { ...grads, [hidden]: () => tf.zerosLike(grads[hidden]!()) }
    }
    try {
      const errors = await errorsOf(await compiledly(f, x.length), x, float64Step)
      expect(errors.first).toBeLessThan(compiledTolerance)
      expect(errors.second).toBeGreaterThan(0.05)
    } finally {
      rule.gradFunc = right
    }
    expectRow({ name, f, x }, await errorsOf(await compiledly(f, x.length), x, float64Step), compiledTolerance)
  })
})

it('the gradient knows how the output was rounded', async () => {
  // 6 + 2 − 3 is odd: with ceil the last output reads one row beyond the padding, and its derivative counts.
  const f: ScalarFunction = v => {
    const { x, w } = parts(v, { x: [1, 6, 6, 1], w: [3, 3, 1, 1] })
    return tf.sum(tf.square(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, 1, 'NHWC', 1, 'ceil')))
  }
  const x = onGrid(key(5).normal(45), 1024)
  expectRow({ name: 'ceil', f, x }, await errorsOf(await compiledly(f, 45), x, float64Step), compiledTolerance)
})
it('a dilated convolution is refused by its gradient, in a sentence', () => {
  const x = tf.ones<tf.Rank.R4>([1, 5, 5, 1])
  expect(() => gradients(() => tf.sum<tf.Scalar>(tf.conv2d(x, tf.ones([2, 2, 1, 1]), 1, 'same', 'NHWC', 2)), [x])).toThrow(
    'a convolution with dilations 2 cannot be differentiated',
  )
})

/** A transposed convolution of drawn latents against a convolution, zero-sum, both regularised. */
const pictures: Game = {
  id: 'pictures',
  players: [1, 2].map(seed => ({
    id: seed === 1 ? 'generator' : 'critic',
    set: free,
    start: () => new Point(vectorLayout(18), Float64Array.from(key(seed).normal(18, 0, 0.4))),
  })),
  claims: { zeroSum: true },
  sample: k => ({ latent: hostTensor(k.normal(2 * 2 * 3 * 2), [2, 2, 3, 2]) }),
  loss: (i, z, ξ) => {
    const [θ, ψ] = [z.at(0).tensor, z.at(1).tensor]
    const latent = (ξ as { latent: tf.Tensor4D }).latent
    const x = tf.tanh(tf.conv2dTranspose(latent, tf.reshape(θ, [3, 3, 1, 2]), [2, 4, 5, 1], 2, 'same'))
    const score = tf.mean(tf.square(tf.leakyRelu(tf.conv2d(x, tf.reshape(ψ, [3, 3, 1, 2]), [2, 1], 'same'))))
    const f = score.add(θ.square().sum().mul(0.05)).sub<tf.Scalar>(ψ.square().sum().mul(0.05))
    return i === 0 ? f : f.neg<tf.Scalar>()
  },
}

// Second derivatives, a phase a player, and convolutions in the body of a loop.
describe.each(Object.keys(optimizers))('a game of convolutions by %s', name => {
  const after = async (e: Engine, ...parts: number[]): Promise<StateData> => {
    let [s, k] = [await e.init(), 0]
    for (const n of parts) {
      s = (await e.advance(s, k, n)).state
      k += n
    }
    return s
  }
  it('eager, float32 and float64 agree by the law after one step', async () => {
    const of = (kind: 'eager' | 'float32' | 'float64'): Promise<StateData> => after(engineOf(name, kind, pictures), 1)
    const [eager, single, double] = [await of('eager'), await of('float32'), await of('float64')]
    double.leaves.forEach((want, l) => {
      const most = Math.max(...Array.from(want, Math.abs))
      const error = (s: StateData): number => Math.max(...Array.from(want, (w, j) => Math.abs(s.leaves[l]![j]! - w))) / most
      const e = error(eager)
      expect(e).toBeLessThanOrEqual(1e-4)
      expect(error(single)).toBeLessThanOrEqual(Math.max(1e-5, 10 * e))
    })
  })
  it.each(['float32', 'float64'] as const)('in %s seven steps are three and four, bit for bit', async kind => {
    const e = engineOf(name, kind, pictures)
    expect(await after(e, 3, 4)).toEqual(await after(e, 7))
    expect(await after(e, 3, 4)).not.toEqual(await after(e, 6))
  })
})

it.each([
  ['a transposed convolution to a size that its input cannot come from', [1, 9, 9, 1], 'is given has shape [1,4,4,1]'],
  ['a filter larger than the picture', [1, 1, 1, 1], 'has no output'],
])('%s is refused, in a sentence', (_, size, sentence) => {
  const traced = (): unknown =>
    trace(
      ([x, w]) => ({
        result: null,
        outputs: [tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, size as [number, number, number, number], 2, 'valid')],
      }),
      [
        { shape: [1, 4, 4, 1], dtype: 'float32' },
        { shape: [4, 4, 1, 1], dtype: 'float32' },
      ],
      { draw: [], start: [] },
    )
  expect(traced).toThrow(sentence)
})

describe('FLOPs are those of a count by hand', () => {
  const count = (f: (x: tf.Tensor4D, w: tf.Tensor4D) => readonly tf.Tensor[], x: number[], w: number[]): number =>
    flops(
      trace(
        ([a, b]) => ({ result: null, outputs: f(a as tf.Tensor4D, b as tf.Tensor4D) }),
        [x, w].map(shape => ({ shape, dtype: 'float32' as const })),
        { draw: [], start: [] },
      ).graph,
    )
  // Outputs 3·4·5 in 7 channels, each of them 3·2 taps in 2 channels, a product and a sum each.
  const forward = 2 * (3 * 4 * 5 * 7) * (3 * 2) * 2
  it('of a convolution', () => {
    expect(count((x, w) => [tf.conv2d(x, w, 2, 'same')], [3, 8, 9, 2], [3, 2, 2, 7])).toBe(forward)
  })
  it('of a transposed one, whose inputs write what the outputs of its adjoint read', () => {
    expect(count((x, w) => [tf.conv2dTranspose(x, w, [3, 8, 9, 2], 2, 'same')], [3, 4, 5, 7], [3, 2, 2, 7])).toBe(forward)
  })
  it('of the filter gradient', () => {
    const attributes = { strides: 2, pad: 'same', dataFormat: 'NHWC', filterShape: [3, 2, 2, 7] }
    const gradient = (x: tf.Tensor, dy: tf.Tensor): tf.Tensor[] => [
      tf.engine().runKernel('Conv2DBackpropFilter', { x, dy }, attributes),
    ]
    expect(count(gradient, [3, 8, 9, 2], [3, 4, 5, 7])).toBe(forward)
  })
  it('of both gradients with what they need', () => {
    // y = x ∗ w, dx and dw; beside them 2·y·dy at most three times an output.
    const both = (x: tf.Tensor4D, w: tf.Tensor4D): readonly tf.Tensor[] =>
      gradients(() => tf.sum<tf.Scalar>(tf.square(tf.conv2d(x, w, 2, 'same'))), [x, w]).grads
    const beside = count(both, [3, 8, 9, 2], [3, 2, 2, 7]) - 3 * forward
    expect(beside).toBeGreaterThan(0)
    expect(beside).toBeLessThanOrEqual(3 * 3 * 4 * 5 * 7)
  })
})
