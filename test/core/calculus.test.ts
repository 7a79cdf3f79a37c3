import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { gradients, jvp, stopGradient, vjp } from '../../core/calculus/gradient.ts'
import { installSafeGradients, rules } from '../../core/calculus/install.ts'
import { differentiableOrder } from '../../core/calculus/order.ts'
import { compiled, eager, reals, type Input, type Op } from '../compile/program-of.ts'
import { useTestedBackend } from '../tested-backend.ts'

beforeAll(useTestedBackend)

/** The op compiled in float64, to 1e-12, and eager in float32, to 1e-5, both against the same closed form. */
async function expectBoth(op: Op, inputs: readonly Input[], want: readonly (readonly number[])[]): Promise<void> {
  for (const [got, tolerance] of [
    [await compiled(op, inputs, 'float64'), 1e-12],
    [eager(op, inputs), 1e-5],
  ] as const) {
    expect(got.map(r => r.values.length)).toEqual(want.map(w => w.length))
    got.forEach((r, k) =>
      r.values.forEach((v, i) =>
        expect(Math.abs(v - want[k]![i]!)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(want[k]![i]!))),
      ),
    )
  }
}

type F = (x: tf.Tensor) => tf.Scalar
const gradient = (f: F, x: tf.Tensor): tf.Tensor => gradients(() => f(x), [x]).grads[0]!
/** Rows ∇(∂ᵢf), by reverse mode, and the columns ∇²f·eᵢ, by jvp. */
const hessians =
  (f: F, n: number): Op =>
  x => {
    const axes = tf.unstack(tf.eye(n))
    return [
      tf.stack(axes.map(e => vjp(() => [gradient(f, x)], [x], [e])[0]!)),
      tf.stack(axes.map(e => jvp(([y]) => [gradient(f, y!)], [x], [e])[0]!)),
    ]
  }
const entries = (n: number, at: (i: number, j: number) => number): number[] =>
  Array.from({ length: n * n }, (_, k) => at(Math.floor(k / n), k % n))
const equal = (i: number, j: number): number => (i === j ? 1 : 0)

// Float32 holds all of them, as eager and compiled must see the same numbers.
const at = [0.75, -0.5, 1.25, 0.125]
const weights = [1, -2, 0.5, 3]
const c = (): tf.Tensor => tf.tensor1d(weights)
const weighed =
  (φ: (x: tf.Tensor) => tf.Tensor): F =>
  x =>
    tf.sum(tf.mul(c(), φ(x)))
const sum = (x: readonly number[]): number => x.reduce((s, v) => s + v, 0)
const softmaxOf = (x: readonly number[]): number[] => {
  const e = x.map(Math.exp)
  return e.map(v => v / sum(e))
}
const p = softmaxOf(at)
const mean = sum(p.map((pi, i) => pi * weights[i]!))
const σ = (x: number): number => 1 / (1 + Math.exp(-x))

describe('Hessians in closed form', () => {
  const cases: readonly (readonly [string, F, readonly number[], (i: number, j: number) => number])[] = [
    ['tanh', weighed(tf.tanh), at, (i, j) => equal(i, j) * weights[i]! * -2 * Math.tanh(at[i]!) * (1 - Math.tanh(at[i]!) ** 2)],
    ['sigmoid', weighed(tf.sigmoid), at, (i, j) => equal(i, j) * weights[i]! * σ(at[i]!) * σ(-at[i]!) * (1 - 2 * σ(at[i]!))],
    ['softplus', weighed(tf.softplus), at, (i, j) => equal(i, j) * weights[i]! * σ(at[i]!) * σ(-at[i]!)],
    ['logSigmoid', weighed(tf.logSigmoid), at, (i, j) => -equal(i, j) * weights[i]! * σ(at[i]!) * σ(-at[i]!)],
    [
      'softmax',
      weighed(x => tf.softmax(x)),
      at,
      (i, j) => equal(i, j) * p[i]! * (weights[i]! - mean) - p[i]! * p[j]! * (weights[i]! + weights[j]! - 2 * mean),
    ],
    ['logSoftmax', weighed(x => tf.logSoftmax(x)), at, (i, j) => -sum(weights) * (equal(i, j) * p[i]! - p[i]! * p[j]!)],
    ['logSumExp', x => tf.logSumExp(x), at, (i, j) => equal(i, j) * p[i]! - p[i]! * p[j]!],
    [
      'norm',
      x => tf.sqrt(tf.sum(tf.square(x))),
      at,
      (i, j) => (equal(i, j) - (at[i]! * at[j]!) / Math.hypot(...at) ** 2) / Math.hypot(...at),
    ],
    ['prod', x => tf.prod(x), at, (i, j) => (i === j ? 0 : at.reduce((s, v, k) => (k === i || k === j ? s : s * v), 1))],
    ['prod with a zero', x => tf.prod(x), [2, 0, 3], (i, j) => [0, 3, 0, 3, 0, 2, 0, 2, 0][3 * i + j]!],
    ['prod with two zeros', x => tf.prod(x), [0, 5, 0], (i, j) => [0, 0, 5, 0, 0, 0, 5, 0, 0][3 * i + j]!],
    ['½|cumsum|²', x => tf.mul(tf.sum(tf.square(tf.cumsum(x))), 0.5), at, (i, j) => 4 - Math.max(i, j)],
    ['½|exclusive cumsum|²', x => tf.mul(tf.sum(tf.square(tf.cumsum(x, 0, true))), 0.5), at, (i, j) => 3 - Math.max(i, j)],
    ['½|reverse cumsum|²', x => tf.mul(tf.sum(tf.square(tf.cumsum(x, 0, false, true))), 0.5), at, (i, j) => Math.min(i, j) + 1],
    [
      '½|exclusive reverse cumsum|²',
      x => tf.mul(tf.sum(tf.square(tf.cumsum(x, 0, true, true))), 0.5),
      at,
      (i, j) => Math.min(i, j),
    ],
  ]
  it.each(cases)('%s', async (_, f, x, H) => {
    const want = entries(x.length, H)
    await expectBoth(hessians(f, x.length), [reals(x)], [want, want])
  })
  it('softmax cross entropy by labels and logits', async () => {
    const labels = [0.5, 0.25, 0.125, 0.0625]
    const f = (q: tf.Tensor, x: tf.Tensor): tf.Scalar => tf.losses.softmaxCrossEntropy<tf.Tensor, tf.Scalar>(q, x)
    const total = sum(labels)
    await expectBoth(
      (q, x) => gradients(() => f(q.reshape([1, 4]), x.reshape([1, 4])), [q, x]).grads,
      [reals(labels), reals(at)],
      [p.map(v => -Math.log(v)), p.map((v, i) => total * v - labels[i]!)],
    )
    const H = entries(4, (i, j) => total * (equal(i, j) * p[i]! - p[i]! * p[j]!))
    await expectBoth((q, x) => hessians(y => f(q.reshape([1, 4]), y.reshape([1, 4])), 4)(x), [reals(labels), reals(at)], [H, H])
  })
})

describe('third order', () => {
  const third =
    (φ: (x: tf.Tensor) => tf.Tensor): Op =>
    x =>
      gradient(y => tf.sum(gradient(u => tf.sum(gradient(t => tf.sum(φ(t)), u)), y)), x)
  it('of exp is exp', () => expectBoth(third(tf.exp), [reals(at)], [at.map(Math.exp)]))
  it('of tanh is −2(1 − t²)(1 − 3t²)', () =>
    expectBoth(third(tf.tanh), [reals(at)], [at.map(x => -2 * (1 - Math.tanh(x) ** 2) * (1 - 3 * Math.tanh(x) ** 2))]))
  it('of log is 2/x³', () => expectBoth(third(tf.log), [reals([0.5, 2])], [[16, 0.25]]))
})

describe('matMul with batches that broadcast', () => {
  const [A, B] = [Array.from({ length: 12 }, (_, i) => ((i * 5) % 7) - 3), Array.from({ length: 6 }, (_, i) => ((i * 3) % 5) - 2)]
  const C = Array.from({ length: 8 }, (_, i) => (i % 2 ? -1 : 1) * (i + 1))
  const V = [1, 0, -1, 2, 0.5, -2]
  // A is [2, 2, 3], B and V are [1, 3, 2], C is [2, 2, 2].
  const [a, b, k] = [
    (n: number, i: number, j: number) => 6 * n + 3 * i + j,
    (i: number, j: number) => 2 * i + j,
    (n: number, i: number, j: number) => 4 * n + 2 * i + j,
  ]
  const each = (size: readonly [number, number, number], f: (n: number, i: number, j: number) => number): number[] =>
    Array.from({ length: size[0] * size[1] * size[2] }, (_, q) =>
      f(Math.floor(q / (size[1] * size[2])), Math.floor(q / size[2]) % size[1], q % size[2]),
    )
  const over = (n: number, f: (i: number) => number): number => sum(Array.from({ length: n }, (_, i) => f(i)))
  const byA = each([2, 2, 3], (n, i, j) => over(2, l => C[k(n, i, l)]! * B[b(j, l)]!))
  const byB = each([1, 3, 2], (_, i, j) => over(2, n => over(2, l => A[a(n, l, i)]! * C[k(n, l, j)]!)))
  const mixed = each([2, 2, 3], (n, i, j) => over(2, l => C[k(n, i, l)]! * V[b(j, l)]!))

  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('transposed %s, %s', async (tA, tB) => {
    const flip = (x: tf.Tensor, on: boolean): tf.Tensor => (on ? tf.transpose(x, [0, 2, 1]) : x)
    const f = (x: tf.Tensor, y: tf.Tensor): tf.Scalar =>
      tf.sum(tf.mul(tf.matMul(flip(x, tA), flip(y, tB), tA, tB), tf.tensor(C, [2, 2, 2])))
    await expectBoth(
      (x, y) => [
        ...gradients(() => f(x, y), [x, y]).grads,
        gradient(
          u =>
            tf.sum(
              tf.mul(
                gradient(w => f(u, w), y),
                tf.tensor(V, [1, 3, 2]),
              ),
            ),
          x,
        ),
      ],
      [reals(A, [2, 2, 3]), reals(B, [1, 3, 2])],
      [byA, byB, mixed],
    )
  })
})

it('the gradient of a convolution by its filter can be differentiated', () => {
  // A filter of one pixel is a product of matrices, the pixels by the channels.
  const [X, W, C] = [[1, -2, 0.5, 3, -1, 2, 4, 0.25], [2, -1, 0.5, 3, 1, -2], Array.from({ length: 12 }, (_, i) => (i % 5) - 2)]
  const V = [1, -1, 2, 0.5, 3, -2]
  const over = (n: number, f: (i: number) => number): number => sum(Array.from({ length: n }, (_, i) => f(i)))
  const conv = (x: tf.Tensor, w: tf.Tensor): tf.Scalar =>
    tf.sum(tf.mul(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'valid'), tf.tensor(C, [1, 2, 2, 3])))
  const got = eager(
    (x, w) => [
      ...gradients(() => conv(x, w), [x, w]).grads,
      gradient(
        u =>
          tf.sum(
            tf.mul(
              gradient(y => conv(u, y), w),
              tf.tensor(V, [1, 1, 2, 3]),
            ),
          ),
        x,
      ),
    ],
    [reals(X, [1, 2, 2, 2]), reals(W, [1, 1, 2, 3])],
  ).map(r => r.values)
  const rows = (m: readonly number[]): number[] =>
    Array.from({ length: 8 }, (_, q) => over(3, l => C[3 * (q >> 1) + l]! * m[3 * (q & 1) + l]!))
  const columns = Array.from({ length: 6 }, (_, q) => over(4, i => X[2 * i + Math.floor(q / 3)]! * C[3 * i + (q % 3)]!))
  expect(got).toEqual([rows(W), columns, rows(V)])
})

describe('where nothing changes', () => {
  it.each<[string, (x: tf.Tensor) => tf.Tensor]>([
    ['greater', x => tf.greater(x, 0.1)],
    ['greaterEqual', x => tf.greaterEqual(x, 0.1)],
    ['less', x => tf.less(x, 0.1)],
    ['lessEqual', x => tf.lessEqual(x, 0.1)],
    ['equal', x => tf.equal(x, 0.75)],
    ['notEqual', x => tf.notEqual(x, 0.75)],
    ['and, or, not', x => tf.logicalOr(tf.logicalAnd(tf.greater(x, 0), tf.less(x, 1)), tf.logicalNot(tf.equal(x, 1.25)))],
    ['floor', tf.floor],
    ['sign', tf.sign],
    ['step', x => tf.step(x)],
    ['argMax', x => tf.argMax(x)],
    ['a cast to integers', x => tf.cast(x, 'int32')],
  ])('%s has gradient zero, as a factor too', async (_, plateau) => {
    const real = (x: tf.Tensor): tf.Tensor => tf.cast(plateau(x), 'float32')
    const values = eager(x => real(x), [reals(at)])[0]!.values
    await expectBoth(
      x => [gradient(y => tf.sum(real(y)), x), gradient(y => tf.sum(tf.mul(real(y), tf.square(y))), x)],
      [reals(at)],
      [at.map(() => 0), at.map((v, i) => 2 * v * values[i % values.length]!)],
    )
  })
  it('where passes the derivative to what it takes, and none to its condition', async () => {
    const f: F = x => tf.sum(tf.where(tf.greater(x, 0), tf.mul(x, tf.square(x)), tf.mul(x, 3)))
    const H = entries(4, (i, j) => (i === j && at[i]! > 0 ? 6 * at[i]! : 0))
    await expectBoth(x => gradient(f, x), [reals(at)], [at.map(v => (v > 0 ? 3 * v * v : 3))])
    await expectBoth(hessians(f, 4), [reals(at)], [H, H])
  })
  it('sqrt has gradient zero at zero, at orders 1 to 3, and 1/(2√x) elsewhere', async () => {
    const first: F = x => tf.sum(tf.sqrt(x))
    const second: F = x => tf.sum(gradient(first, x))
    const third: F = x => tf.sum(gradient(second, x))
    await expectBoth(
      x => [gradient(first, x), gradient(second, x), gradient(third, x)],
      [reals([0, 4, 0.25])],
      [
        [0, 1 / 4, 1],
        [0, -1 / 32, -2],
        [0, 3 / 256, 12],
      ],
    )
  })
  it('the norm at zero has gradient and Hessian zero', () =>
    expectBoth(
      x => [
        gradient(y => tf.sqrt(tf.sum(tf.square(y))), x),
        ...(hessians(y => tf.sqrt(tf.sum(tf.square(y))), 2)(x) as tf.Tensor[]),
      ],
      [reals([0, 0])],
      [
        [0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
    ))
  it('pow at zero has the derivatives of a polynomial', async () => {
    const square: F = x => tf.sum(tf.pow(x, 2))
    await expectBoth(x => gradient(square, x), [reals([0, 3, -2])], [[0, 6, -4]])
    const H = entries(3, (i, j) => 2 * equal(i, j))
    await expectBoth(hessians(square, 3), [reals([0, 3, -2])], [H, H])
  })
  it('a function that does not depend on x gives zeros of its shape', async () => {
    const inputs = [reals([1, 2, 3, 4], [2, 2]), reals([5, 6])]
    await expectBoth((x, y) => gradients(() => tf.sum(tf.square(y)), [x, y]).grads, inputs, [
      [0, 0, 0, 0],
      [10, 12],
    ])
    await expectBoth(
      (x, y) => gradient(u => tf.sum(gradient(w => tf.sum(tf.mul(w, u.reshape([-1]).slice(0, 2))), y)), x),
      inputs,
      [[1, 1, 0, 0]],
    )
    await expectBoth(x => gradient(u => tf.sum(gradient(w => tf.sum(tf.mul(w, 3)), u)), x), inputs.slice(0, 1), [[0, 0, 0, 0]])
  })
  it('stopGradient hides a factor at every order', async () => {
    const f: F = x => tf.sum(tf.mul(stopGradient(tf.square(x)), tf.square(x)))
    await expectBoth(x => gradient(f, x), [reals(at)], [at.map(v => 2 * v ** 3)])
    const H = entries(4, (i, j) => equal(i, j) * 2 * at[i]! ** 2)
    await expectBoth(hessians(f, 4), [reals(at)], [H, H])
  })
})

describe('vjp and jvp', () => {
  // y = (x₀x₁, sin x₁, x₀²), u = x₀ + 2x₁
  const f = (x: tf.Tensor): readonly [tf.Tensor, tf.Tensor] => {
    const [s, t] = tf.unstack(x) as [tf.Tensor, tf.Tensor]
    return [tf.stack([tf.mul(s, t), tf.sin(t), tf.square(s)]), tf.add(s, tf.mul(t, 2))]
  }
  const [s, t] = [0.75, -0.5]
  it('vjp is Jᵀv over all outputs, null being zero', async () => {
    await expectBoth(
      (x, v, w) => [
        ...vjp(() => f(x), [x], [v, w.reshape([])]),
        ...vjp(() => f(x), [x], [null, w.reshape([])]),
        ...vjp(() => f(x), [x], [null, null]),
      ],
      [reals([s, t]), reals([1, -2, 3]), reals([0.5])],
      [
        [t + 6 * s + 0.5, s - 2 * Math.cos(t) + 1],
        [0.5, 1],
        [0, 0],
      ],
    )
  })
  it('jvp is Jv, one an output', () =>
    expectBoth(
      (x, v) => jvp(([y]) => f(y!), [x], [v]),
      [reals([s, t]), reals([2, -3])],
      [[2 * t - 3 * s, -3 * Math.cos(t), 4 * s], [-4]],
    ))
  it('jvp adds up the tangents of several variables, and is zero where a variable is not read', () =>
    expectBoth(
      (x, y, v, w) => [
        ...jvp(([a, b]) => [tf.mul(a!, b!)], [x, y], [v, w]),
        ...jvp(([a]) => [tf.exp(a!)], [x, y], [tf.zerosLike(v), w]),
      ],
      [reals([2, 3]), reals([5, 7]), reals([1, -1]), reals([0.5, 4])],
      [
        [5 + 1, -7 + 12],
        [0, 0],
      ],
    ))
  it('refuse what does not fit', () => {
    const x = tf.tensor1d([1, 2])
    expect(() => gradients(() => x as unknown as tf.Scalar, [x])).toThrow(
      /gradients needs a function with a scalar value, got shape \[2\]/,
    )
    expect(() => vjp(() => [x], [x], [x, x])).toThrow(/vjp: cotangents: 1 needed, got 2/)
    expect(() => vjp(() => [tf.square(x)], [x], [tf.tensor1d([1, 2, 3])])).toThrow(
      /vjp: cotangent 0 must have shape \[2\], got \[3\]/,
    )
    expect(() => jvp(([y]) => [tf.square(y!)], [x], [tf.scalar(1)])).toThrow(/jvp: tangent 0 must have shape \[2\], got \[\]/)
  })
  it('leave no tensor behind', () => {
    const [x, v] = [tf.tensor1d([1, 2]), tf.tensor1d([3, 4])]
    const before = tf.memory().numTensors
    const results = [...jvp(([y]) => [tf.tanh(y!)], [x], [v])]
    expect(tf.memory().numTensors).toBe(before + 1)
    tf.dispose(results)
    tf.tidy(() => {
      gradient(y => tf.sum(gradient(u => tf.sum(tf.exp(u)), y)), x)
    })
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('subgradients at kinks', () => {
  it('entries that tie for the maximum share the derivative', () =>
    expectBoth(
      x => [gradient(y => tf.max(y), x), gradient(y => tf.min(y), x)],
      [reals([2, 1, 2, 1, 1.5])],
      [
        [0.5, 0, 0.5, 0, 0],
        [0, 0.5, 0, 0.5, 0],
      ],
    ))
  it('relu, |x| and maximum at their kinks', () =>
    expectBoth(
      x => [
        gradient(y => tf.sum(tf.relu(y)), x),
        gradient(y => tf.sum(tf.abs(y)), x),
        ...gradients(() => tf.sum(tf.maximum(x, tf.mul(x, 2))), [x]).grads,
      ],
      [reals([-1, 0, 1])],
      [
        [0, 0, 1],
        [-1, -1, 1],
        [1, 1, 2],
      ],
    ))
})

describe('install and differentiableOrder', () => {
  it('is done once, and again where another rule has taken a place', () => {
    const engine = tf.engine() as unknown as { addTapeNode: unknown }
    const repaired = engine.addTapeNode
    installSafeGradients()
    expect(engine.addTapeNode).toBe(repaired)
    const sqrt = rules.find(rule => rule.kernelName === 'Sqrt')!
    tf.unregisterGradient('Sqrt')
    tf.registerGradient({ kernelName: 'Sqrt', inputsToSave: ['x'], gradFunc: dy => ({ x: () => dy as tf.Tensor }) })
    installSafeGradients()
    expect(tf.getGradient('Sqrt')).toBe(sqrt)
    for (const rule of rules) expect(tf.getGradient(rule.kernelName)).toBe(rule)
    expect(new Set(rules.map(rule => rule.kernelName)).size).toBe(rules.length)
  })
  it.each([
    ['Tanh', Infinity],
    ['BatchMatMul', Infinity],
    ['Conv2D', Infinity],
    ['Greater', Infinity],
    ['Fill', Infinity],
    ['MaxPool', Infinity],
    ['DepthwiseConv2dNative', Infinity],
    ['Einsum', Infinity],
    ['Conv3D', 1],
    ['AvgPool3D', 0],
    ['TensorScatterUpdate', 0],
    ['NoSuchKernel', 0],
  ])('%s can be differentiated %s times', (kernel, order) => expect(differentiableOrder(kernel)).toBe(order))
})
