import type * as tf from '@tensorflow/tfjs'
import { Matrix, QrDecomposition } from 'ml-matrix'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Network } from '../../core/contract.ts'
import type { Role } from '../../core/define.ts'
import { sizeOf } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { layoutSize, Point } from '../../core/point.ts'
import { activation, activationNames } from '../../players/layers/activations.ts'
import { initialWeights, type Init } from '../../players/layers/initializers.ts'
import { createLinear } from '../../players/linear.ts'
import { createMlp, type MlpConfig } from '../../players/mlp.ts'
import { createVector, type VectorConfig } from '../../players/vector.ts'
import { compiled, eager, reals } from '../compile/program-of.ts'
import { formulas, hostMap, rowsOf, type HostMap } from './host-map.ts'
import { useTestedBackend } from '../tested-backend.ts'

beforeAll(useTestedBackend)

const spread = [-30, -4, -1.5, -0.25, 0, 0.125, 1, 3.5, 30]
const floats = (seed: number, n: number): number[] => Array.from(key(seed).normal(n), Math.fround)

const far = (got: readonly number[], want: readonly number[]): number => {
  expect(got.length).toBe(want.length)
  return got.reduce((most, x, i) => Math.max(most, Math.abs(x - want[i]!)), 0)
}

describe('activations are their formulas', () => {
  it.each(activationNames)('%s', async name => {
    const want = spread.map(x => formulas[name](x, 0.2))
    expect(far((await compiled(x => activation(name)(x), [reals(spread)], 'float64'))[0]!.values, want)).toBeLessThan(1e-12)
    expect(far(eager(x => activation(name)(x), [reals(spread)])[0]!.values, want)).toBeLessThan(1e-5)
  })
  it('leaky-relu has the slope asked for', async () => {
    const op = activation('leaky-relu', 0.125)
    expect((await compiled(x => op(x), [reals([-8, 2])], 'float64'))[0]!.values).toEqual([-1, 2])
  })
})

/** Largest error of a network against the loop, compiled in float64 and eager in float32, at random weights and three rows. */
async function applyErrors(net: Network, map: HostMap): Promise<readonly [number, number]> {
  const { layout } = net.start(key(0))
  const rows = 3
  const [θ, x] = [floats(5, layoutSize(layout)), floats(6, rows * sizeOf(net.input))]
  const inputs = [reals(θ), reals(x, [rows, ...net.input])]
  const op = (t: tf.Tensor, y: tf.Tensor): tf.Tensor => net.apply(new Point(layout, t as tf.Tensor1D), y)
  const want = hostMap(map, θ, rowsOf(x, sizeOf(net.input))).y.flat()
  const [exact] = await compiled((t, y) => op(t, y), inputs, 'float64')
  const [single] = eager((t, y) => op(t, y), inputs)
  expect(exact!.shape).toEqual([rows, ...net.output])
  expect(single!.shape).toEqual([rows, ...net.output])
  return [far(exact!.values, want), far(single!.values, want)]
}
const expectApply = async (net: Network, map: HostMap): Promise<void> => {
  const [exact, single] = await applyErrors(net, map)
  expect(exact).toBeLessThan(1e-12)
  expect(single).toBeLessThan(1e-4)
}

const config: MlpConfig = {
  'hidden': [5, 3],
  'activation': 'tanh',
  'slope': 0.2,
  'bias': true,
  'init': 'he',
  'gain': 1,
  'sd': 1,
  'output-activation': 'none',
  'clip': 0,
}
const flat: Role = { id: 'net', input: [4], output: [2], player: 'mlp' }
const shaped: Role = { id: 'net', input: [2, 3], output: [2, 2, 1], player: 'mlp' }
const plain: HostMap = { widths: [4, 5, 3, 2], bias: true, activation: 'tanh', slope: 0.2, last: 'none' }

describe('maps are the same loop on the host', () => {
  it.each([true, false])('linear, bias %s', async bias => {
    const init = { bias, init: 'he', gain: 1, sd: 1, clip: 0 } as const
    await expectApply(createLinear(init, flat), { ...plain, widths: [4, 2], bias })
    await expectApply(createLinear(init, shaped), { ...plain, widths: [6, 4], bias })
  })
  it.each(activationNames.flatMap(name => [true, false].map(bias => [name, bias] as const)))('mlp of %s, bias %s', (name, bias) =>
    expectApply(createMlp({ ...config, activation: name, bias }, flat), { ...plain, activation: name, bias }),
  )
  it.each(['tanh', 'sigmoid'] as const)('mlp with output activation %s', last =>
    expectApply(createMlp({ ...config, 'output-activation': last }, flat), { ...plain, last }),
  )
  it('mlp of inputs and outputs with more than one axis, and without a hidden layer', async () => {
    await expectApply(createMlp(config, shaped), { ...plain, widths: [6, 5, 3, 4] })
    await expectApply(createMlp({ ...config, hidden: [] }, flat), { ...plain, widths: [4, 2] })
  })
  it('mlp with a slope', () =>
    expectApply(createMlp({ ...config, activation: 'leaky-relu', slope: 0.5 }, flat), {
      ...plain,
      activation: 'leaky-relu',
      slope: 0.5,
    }))
})

describe('first weights', () => {
  const [fanIn, fanOut] = [200, 300]
  const n = fanIn * fanOut
  const draw = (init: Init['init'], gain = 1, sd = 1): Float64Array => initialWeights({ init, gain, sd }, key(11), fanIn, fanOut)
  const moment = (x: Float64Array, k: number): number => x.reduce((s, v) => s + v ** k, 0) / x.length

  // Five standard errors: of the mean √(v/n), of the variance of normal draws v√(2/n), of their fourth moment v²√(96/n).
  it.each([
    ['he', 1, 1, 2 / fanIn],
    ['he', 3, 1, 18 / fanIn],
    ['normal', 1, 0.02, 0.0004],
    ['normal', 2, 0.5, 1],
  ] as const)('%s with gain %f and sd %f is normal with its variance', (init, gain, sd, variance) => {
    const w = draw(init, gain, sd)
    expect(w.length).toBe(n)
    expect(Math.abs(moment(w, 1))).toBeLessThan(5 * Math.sqrt(variance / n))
    expect(Math.abs(moment(w, 2) / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / n))
    expect(Math.abs(moment(w, 4) / variance ** 2 - 3)).toBeLessThan(5 * Math.sqrt(96 / n))
  })
  // Of a uniform variable with limit c: variance c²/3, E x⁴ = c⁴/5, with standard errors c²√(4/45n) and c⁴√(16/225n).
  it.each([1, 2.5])('glorot with gain %f is uniform up to its limit', gain => {
    const w = draw('glorot', gain)
    const c = gain * Math.sqrt(6 / (fanIn + fanOut))
    const most = w.reduce((m, v) => Math.max(m, Math.abs(v)), 0)
    expect(most).toBeLessThanOrEqual(c)
    expect(most).toBeGreaterThan(0.999 * c)
    expect(Math.abs(moment(w, 1))).toBeLessThan(5 * Math.sqrt(c ** 2 / 3 / n))
    expect(Math.abs(moment(w, 2) / c ** 2 - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / n))
    expect(Math.abs(moment(w, 4) / c ** 4 - 1 / 5)).toBeLessThan(5 * Math.sqrt(16 / 225 / n))
  })
  it('each matrix of a network has its own draw', () => {
    const [first, , second] = createMlp({ ...config, hidden: [4] }, { ...flat, output: [4] })
      .start(key(1))
      .hostBlocks()
    expect(first!.length).toBe(second!.length)
    expect([...first!]).not.toEqual([...second!])
  })
})

describe('orthogonal first weights are uniform on the orthogonal group', () => {
  const [size, draws] = [4, 4000]
  const traces = (matrix: (i: number) => (r: number, c: number) => number): number[] =>
    Array.from({ length: draws }, (_, i) => {
      const at = matrix(i)
      return [0, 1, 2, 3].reduce((s, d) => s + at(d, d), 0)
    })
  const mean = (x: readonly number[]): number => x.reduce((s, v) => s + v, 0) / x.length
  const root = key(23)

  // On O(n), n ≥ 3: E tr Q = 0, E (tr Q)² = 1, E (tr Q)⁴ = 3 (Diaconis and Shahshahani 1994); five standard errors, Var (tr Q)² = 2.
  it('by the moments of the trace', () => {
    const t = traces(i => {
      const q = initialWeights({ init: 'orthogonal', gain: 1, sd: 1 }, root.fold(i), size, size)
      return (r, c) => q[r * size + c]!
    })
    expect(Math.abs(mean(t))).toBeLessThan(5 / Math.sqrt(draws))
    expect(Math.abs(mean(t.map(v => v * v)) - 1)).toBeLessThan(5 * Math.sqrt(2 / draws))
  })
  it('the factor Q of a library is not, without the sign of R', () => {
    const t = traces(i => {
      const Q = new QrDecomposition(Matrix.from1DArray(size, size, Array.from(root.fold(i).normal(size * size)))).orthogonalMatrix
      return (r, c) => Q.get(r, c)
    })
    expect(Math.abs(mean(t))).toBeGreaterThan(20 / Math.sqrt(draws))
  })
  // A column of Q is uniform on the sphere: E q₁ = 0, E q₁² = 1/n, in a matrix that is wider than high too.
  it.each([
    [5, 3],
    [3, 5],
  ])('by the entries of a matrix of %i × %i', (rows, columns) => {
    const long = Math.max(rows, columns)
    const sums = new Float64Array(rows * columns)
    const squares = new Float64Array(rows * columns)
    for (let i = 0; i < draws; i++) {
      initialWeights({ init: 'orthogonal', gain: 1, sd: 1 }, root.fold(i), rows, columns).forEach((w, j) => {
        sums[j]! += w / draws
        squares[j]! += (w * w) / draws
      })
    }
    // Var q² = 2(n − 1)/(n²(n + 2)).
    for (const s of sums) expect(Math.abs(s)).toBeLessThan(5 / Math.sqrt(long * draws))
    for (const s of squares)
      expect(Math.abs(s - 1 / long)).toBeLessThan(5 * Math.sqrt((2 * (long - 1)) / (long ** 2 * (long + 2) * draws)))
  })
})

describe('sets of a vector', () => {
  const role: Role = { id: 'x', input: null, output: [4], player: 'vector' }
  const start = (set: VectorConfig['set'], scale: number): number[] => [
    ...createVector({ start: null, scale, set }, role).start(key(1)).host,
  ]
  const free = [...key(1).normal(4, 0, 3)]
  const given =
    (set: VectorConfig['set'], ...xs: number[]) =>
    () =>
      createVector({ start: xs, scale: 0, set }, role).start(key(1)).host

  it('a drawn start is N(0, scale²) where the set is free', () => {
    expect(start({ kind: 'free' }, 3)).toEqual(free)
    expect(Math.hypot(...free)).toBeGreaterThan(2)
    expect(free.some(v => v < 0) && free.some(v => v > 0)).toBe(true)
  })
  it('ball: on the ray to the draw, at the radius', () => {
    const length = Math.hypot(...free)
    expect(
      far(
        start({ kind: 'ball', radius: 2 }, 3),
        free.map(v => (2 * v) / length),
      ),
    ).toBeLessThan(1e-14)
    expect(start({ kind: 'ball', radius: 1000 }, 3)).toEqual(free)
    expect(given({ kind: 'ball', radius: 2 }, 0, 2, 0, 0)).not.toThrow()
    expect(given({ kind: 'ball', radius: 2 }, 0, 2, 0.1, 0)).toThrow(
      /player 'x' must lie in ball\[radius=2\], got \[0, 2, 0.1, 0\]/,
    )
    expect(given({ kind: 'ball', radius: 0 }, 0)).toThrow(/ball: radius must be a finite number > 0, got 0/)
  })
  it('orthant: negative entries become zero', () => {
    expect(start({ kind: 'orthant' }, 3)).toEqual(free.map(v => Math.max(v, 0)))
    expect(given({ kind: 'orthant' }, 0, 1, 2, 3)).not.toThrow()
    expect(given({ kind: 'orthant' }, 0, 1, -0.5, 3)).toThrow(
      /must lie in orthant, got \[0, 1, -0.5, 3\], which violates it by 0.5/,
    )
  })
  it('box: each entry stops at its limits', () => {
    const clipped = (low: number, high: number): number[] => free.map(v => Math.min(Math.max(v, low), high))
    expect(start({ kind: 'box', limit: 0.5, low: null, high: null }, 3)).toEqual(clipped(-0.5, 0.5))
    expect(start({ kind: 'box', limit: null, low: -1, high: 0.25 }, 3)).toEqual(clipped(-1, 0.25))
    expect(given({ kind: 'box', limit: null, low: 1, high: 0.5 }, 0)).toThrow(/low ≤ high, got box\[low=1,high=0.5\]/)
  })
  it('l1 is a term of the loss: it leaves the start, and its proximal map thresholds', () => {
    const set = { kind: 'l1', weight: 0.5 } as const
    expect(start(set, 3)).toEqual(free)
    const player = createVector({ start: [1, -2, 0.1, -0.1], scale: 0, set }, role)
    const x = player.start(key(3))
    expect([...x.host]).toEqual([1, -2, 0.1, -0.1])
    expect(player.set.kind).toBe('function')
    // Threshold η·weight = 0.25.
    expect([...player.set.prox(x, 0.5).host]).toEqual([0.75, -1.75, 0, 0])
    expect(given({ kind: 'l1', weight: -1 }, 0)).toThrow(/l1: weight must be a finite number ≥ 0, got -1/)
  })
})

it.each(['linear', 'mlp'])('%s with a clip stays in the box of that limit, from its start on', id => {
  const role = { id: 'critic', input: [3], output: [2], player: id }
  const init = { bias: true, init: 'normal', gain: 1, sd: 1, clip: 0.05 } as const
  const player =
    id === 'linear'
      ? createLinear(init, role)
      : createMlp({ ...init, 'hidden': [2], 'activation': 'relu', 'slope': 0.2, 'output-activation': 'none' }, role)
  expect(player.set.name).toBe('box[limit=0.05]')
  const start = Array.from(player.start(key(1)).host)
  expect(Math.max(...start.map(Math.abs))).toBe(0.05)
  expect(Array.from(player.set.prox(player.start(key(1)), 1).host)).toEqual(start)
})
