import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import * as tf from '@tensorflow/tfjs'
import type { Precision } from '../../core/compile/onnx.ts'
import { compile } from '../../core/compile/program.ts'
import { trace } from '../../core/compile/trace.ts'
import type { StrategySet } from '../../core/contract.ts'
import { key, type Key } from '../../core/key.ts'
import { Point, vectorLayout, type Layout } from '../../core/point.ts'
import { scalar } from '../../core/scalar.ts'
import { ball, ballRows, box, free, l1, orthant, productSet, simplex, sphereRows } from '../../core/set/sets.ts'
import { useTestedBackend } from '../tested-backend.ts'

beforeAll(useTestedBackend)

interface Case {
  readonly set: string
  readonly x: number[] | number[][]
  readonly g: number[]
  readonly expected: number[] | number[][]
  readonly total?: number
  readonly low: number[]
  readonly high: number[]
  readonly radius: number
  readonly weight: number
  readonly eta?: number
}
/** Nearest points by SciPy's solvers and closed forms (test/fixtures/sets.py). */
const fixture = JSON.parse(readFileSync(new URL('../fixtures/sets.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[]
  readonly product: { readonly eta: number; readonly l1Weight: number; readonly x: unknown[]; readonly expected: unknown[] }
  readonly extreme: { readonly cases: readonly Case[] }
}
const flat = (x: unknown): number[] => (x as unknown[]).flat(5) as number[]

/** What a set does with one or two points of one layout. */
type Operation = (x: Point, g: Point) => Point
type Carrier = 'host' | 'eager' | Precision
const carriers: readonly Carrier[] = ['host', 'eager', 'float32', 'float64']

/** The entries of op(x, g) on one carrier. Without g, zeros. */
async function on(
  carrier: Carrier,
  op: Operation,
  x: ArrayLike<number>,
  g?: ArrayLike<number>,
  layout?: Layout,
): Promise<number[]> {
  const blocks = layout ?? vectorLayout(x.length)
  const given = [Float64Array.from(x), g ? Float64Array.from(g) : new Float64Array(x.length)] as const
  if (carrier === 'host') return [...op(new Point(blocks, given[0]), new Point(blocks, given[1])).host]
  const onTensors = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
    op(new Point(blocks, a as tf.Tensor1D), new Point(blocks, b as tf.Tensor1D)).tensor
  if (carrier === 'eager') {
    return tf.tidy(() => [
      ...onTensors(tf.tensor1d(Float32Array.from(given[0])), tf.tensor1d(Float32Array.from(given[1]))).dataSync(),
    ])
  }
  const spec = { shape: [x.length], dtype: 'float32' as const }
  const traced = trace(([a, b]) => ({ result: null, outputs: [onTensors(a!, b!)] }), [spec, spec], { draw: [], start: [] })
  const program = await compile(traced, carrier, { threads: 1, provider: 'cpu' })
  return Array.from((await program.run(given)).outputs[0]! as Float64Array)
}

const largest = (x: ArrayLike<number>): number => Array.from(x).reduce((m, v) => Math.max(m, Math.abs(v)), 0)
const tolerance = { host: 1e-13, float64: 1e-12, float32: 1e-6, eager: 1e-6 } as const
/** Equal to `want`, relative to the largest entry of what went in and came out. */
function expectNear(got: readonly number[], want: ArrayLike<number>, relative: number, input: ArrayLike<number> = []): void {
  expect(got.length).toBe(want.length)
  const scale = Math.max(largest(want), largest(input))
  const error = largest(got.map((v, i) => v - want[i]!))
  expect(got.every(Number.isFinite)).toBe(true)
  expect(error).toBeLessThanOrEqual(relative * scale)
}

const dot = (x: ArrayLike<number>, y: ArrayLike<number>): number => Array.from(x).reduce((s, v, i) => s + v * y[i]!, 0)
const minus = (x: ArrayLike<number>, y: ArrayLike<number>): number[] => Array.from(x, (v, i) => v - y[i]!)
const length = (x: ArrayLike<number>): number => Math.hypot(...Array.from(x))
const host = (x: ArrayLike<number>): Point => new Point(vectorLayout(x.length), Float64Array.from(x))
const project = (set: StrategySet, x: ArrayLike<number>, η = 1): Float64Array => set.prox(host(x), η).host

const setOf = (c: Case): StrategySet => {
  const rows = c.expected as number[][]
  if (c.set === 'box') return box({ low: c.low, high: c.high })
  if (c.set === 'ball') return ball(c.radius)
  if (c.set === 'l1') return l1(c.weight)
  if (c.set === 'sphere') return sphereRows(rows.length, rows[0]!.length)
  if (c.set === 'orthant') return orthant
  if (c.set === 'simplex' || c.set === 'mirror-simplex') return simplex(c.total)
  throw new Error(`the fixture has a set ${c.set} that this test does not know`)
}

describe.each(carriers)('on %s: the independent figures', carrier => {
  it.each(fixture.cases.map((c, i) => [`${c.set} ${i}`, c] as const))('%s', async (_, c) => {
    const set = setOf(c)
    const x = flat(c.x)
    const η = c.eta ?? 7 // a projection ignores it
    const op: Operation = c.set.startsWith('mirror') ? (p, g) => set.mirror!(p, g, η) : p => set.prox(p, η)
    expectNear(await on(carrier, op, x, c.g), flat(c.expected), tolerance[carrier], x)
  })
  it.each(fixture.extreme.cases.map((c, i) => [`${c.set} ${i}`, c] as const))('extreme %s', async (_, c) => {
    const set = setOf({ ...c, x: c.g })
    expectNear(await on(carrier, (_x, g) => set.extreme!(g), c.g, c.g), flat(c.expected), tolerance[carrier])
  })
  const { eta, l1Weight, x, expected } = fixture.product
  const layout: Layout = [
    { name: 'free', shape: [3] },
    { name: 'rows', shape: [2, 4] },
    { name: 'sparse', shape: [5] },
  ]
  const product = productSet(layout, [free, sphereRows(2, 4), l1(l1Weight)])
  it('product: prox block by block', async () => {
    const got = await on(carrier, p => product.prox(p, eta), flat(x), undefined, layout)
    expectNear(got, flat(expected), tolerance[carrier], flat(x))
  })
  it('product: the mirror step is the prox of x − ηg, where each block is Euclidean', async () => {
    const g = [...key(11).normal(16)]
    const before = flat(x).map((v, i) => v + eta * g[i]!)
    const got = await on(carrier, (p, q) => product.mirror!(p, q, eta), before, g, layout)
    expectNear(got, flat(expected), 2 * tolerance[carrier], flat(x))
  })
})

interface Subject {
  readonly set: StrategySet
  readonly n: number
  /** A random feasible point, made without the set's own operations. */
  feasible(k: Key): Float64Array
}
const bounds = { low: [-1, -0.5, 0, 2, -3], high: [1, 0.25, 0, 5, -0.5] }
const dirichlet = (k: Key, n: number, total: number): Float64Array => {
  const w = k.uniform(n).map(u => -Math.log(1 - u))
  return w.map(v => (total * v) / w.reduce((a, b) => a + b))
}
const inBall = (k: Key, n: number, radius: number): Float64Array => {
  const u = k.normal(n)
  const r = (radius * k.fold('radius').uniform(1)[0]! ** (1 / n)) / length(u)
  return u.map(v => v * r)
}
const convex: readonly Subject[] = [
  { set: free, n: 3, feasible: k => k.normal(3, 0, 5) },
  { set: box({ limit: 0.3 }), n: 4, feasible: k => k.uniform(4, -0.3, 0.3) },
  { set: box(bounds), n: 5, feasible: k => k.uniform(5).map((u, i) => bounds.low[i]! + u * (bounds.high[i]! - bounds.low[i]!)) },
  { set: box({ low: -1, high: [0, 1, 2] }), n: 3, feasible: k => k.uniform(3).map((u, i) => -1 + u * (i + 1)) },
  { set: ball(0.7), n: 6, feasible: k => inBall(k, 6, 0.7) },
  { set: ball(40), n: 2, feasible: k => inBall(k, 2, 40) },
  { set: orthant, n: 7, feasible: k => k.normal(7, 0, 3).map(Math.abs) },
  { set: simplex(), n: 1, feasible: () => Float64Array.of(1) },
  { set: simplex(), n: 6, feasible: k => dirichlet(k, 6, 1) },
  { set: simplex(2.5), n: 9, feasible: k => dirichlet(k, 9, 2.5) },
  {
    set: productSet(
      [
        { name: 'a', shape: [2, 2] },
        { name: 'b', shape: [3] },
      ],
      [ball(2), simplex()],
    ),
    n: 7,
    feasible: k => Float64Array.from([...inBall(k, 4, 2), ...dirichlet(k.fold('b'), 3, 1)]),
  },
]
const named = (subjects: readonly Subject[]): (readonly [string, Subject])[] =>
  subjects.map(s => [`${s.set.name} in ℝ^${s.n}`, s])
const layoutOf = ({ set, n }: Subject): Layout =>
  set.name.startsWith('product')
    ? [
        { name: 'a', shape: [2, 2] },
        { name: 'b', shape: [3] },
      ]
    : vectorLayout(n)
/** Points near and far: standard deviations from 0.01 to 100. */
const trials = 60
const anywhere = (k: Key, n: number, i: number): Float64Array => k.fold(i).normal(n, 0, 10 ** ((i % 5) - 2))

describe.each(named(convex))('%s', (name, s) => {
  const { set, n } = s
  const k = key(5).fold(name)
  const each = (f: (x: Float64Array, i: number) => void): void => {
    for (let i = 0; i < trials; i++) f(anywhere(k, n, i), i)
  }
  it('says what it is', () => {
    expect([set.kind, set.convex]).toEqual(['set', true])
    expect(set.separable).toBe(!/ball|simplex/.test(set.name))
  })
  it('the projection is the nearest point: ⟨x − Px, y − Px⟩ ≤ 0 for feasible y', () => {
    each((x, i) => {
      const p = project(set, x)
      for (let j = 0; j < 20; j++) {
        const y = s.feasible(k.fold('feasible').fold(i).fold(j))
        expect(dot(minus(x, p), minus(y, p))).toBeLessThanOrEqual(1e-12 * (1 + dot(x, x)))
      }
    })
  })
  it('projects onto itself, and leaves feasible points where they are', () => {
    each((x, i) => {
      const p = project(set, x)
      expect(set.violation!(p)).toBeLessThanOrEqual(1e-13 * (1 + largest(x)))
      expectNear([...project(set, p)], p, 1e-14)
      const y = s.feasible(k.fold('inside').fold(i))
      expect(set.violation!(y)).toBeLessThanOrEqual(1e-14)
      expectNear([...project(set, y)], y, 1e-14)
    })
  })
  it('is firmly nonexpansive, and no map onto a constant or a mirror image', () => {
    let moved = 0
    each((x, i) => {
      const y = anywhere(k.fold('other'), n, i)
      const d = minus(project(set, x), project(set, y))
      expect(dot(d, d)).toBeLessThanOrEqual(dot(d, minus(x, y)) + 1e-12 * (1 + dot(x, x) + dot(y, y)))
      moved += dot(d, d)
    })
    if (n > 1) expect(moved).toBeGreaterThan(1e-3)
  })
  it('ignores η', () => each(x => expect(project(set, x, 0.1)).toEqual(project(set, x, 100))))
  it('the violation is positive outside, 0 on the projection', () => {
    each(x => {
      const far = length(minus(x, project(set, x)))
      if (far > 1e-9) expect(set.violation!(x)).toBeGreaterThan((1e-3 * far) / n)
      else expect(set.violation!(x)).toBeLessThan(1e-8)
    })
  })
  it('the mirror step is feasible and minimises ⟨ηg, y⟩ + D(y, x)', () => {
    // D is the relative entropy on a simplex, and ½‖y − x‖² elsewhere; on the product it is the sum over the blocks.
    const entropy = (a: number, b: number, total: number): number => (a === 0 ? 0 : total * (a / total) * Math.log(a / b))
    const from = set.name.startsWith('simplex') ? 0 : set.name.startsWith('product') ? 4 : n
    const cost = (y: ArrayLike<number>, x: ArrayLike<number>, g: ArrayLike<number>, η: number): number =>
      Array.from(y).reduce((c, v, i) => c + η * g[i]! * v + (i < from ? 0.5 * (v - x[i]!) ** 2 : entropy(v, x[i]!, 1)), 0)
    for (let i = 0; i < trials; i++) {
      const x = s.feasible(k.fold('mirror').fold(i))
      const g = anywhere(k.fold('slope'), n, i)
      const η = 0.3
      const y = set.mirror!(new Point(layoutOf(s), x), new Point(layoutOf(s), g), η).host
      expect(set.violation!(y)).toBeLessThanOrEqual(1e-13 * (1 + largest(g)))
      const least = cost(y, x, g, η)
      const other = [x, ...Array.from({ length: 10 }, (_, j) => s.feasible(k.fold('rival').fold(i).fold(j)))]
      // Near rivals too: these see a step that is too long or too short.
      const near = other.map(v => v.map((w, j) => y[j]! + 0.01 * (w - y[j]!)))
      for (const rival of [...other, ...near])
        expect(cost(rival, x, g, η)).toBeGreaterThanOrEqual(least - 1e-11 * (1 + Math.abs(least)))
    }
  })
  if (set.extreme) {
    it('the extreme point is feasible and minimises ⟨g, y⟩', () => {
      each((g, i) => {
        const e = set.extreme!(new Point(layoutOf(s), g)).host
        expect(set.violation!(e)).toBeLessThanOrEqual(1e-13 * (1 + largest(e)))
        for (let j = 0; j < 20; j++) {
          const y = s.feasible(k.fold('rival').fold(i).fold(j))
          expect(dot(g, e)).toBeLessThanOrEqual(dot(g, y) + 1e-12 * length(g) * (1 + length(y)))
        }
      })
    })
  }
  it.each(['eager', 'float64', 'float32'] as const)('%s tensors give what the host gives', async carrier => {
    const layout = layoutOf(s)
    for (let i = 0; i < 10; i++) {
      const x = anywhere(k.fold('carrier'), n, i).map(Math.fround)
      const inside = s.feasible(k.fold('carried').fold(i)).map(Math.fround)
      const g = anywhere(k.fold('slope'), n, i % 3).map(Math.fround)
      const operations: [Operation, ArrayLike<number>][] = [
        [p => set.prox(p, 1), x],
        [(p, q) => set.mirror!(p, q, 0.3), inside],
      ]
      if (set.extreme) operations.push([(_p, q) => set.extreme!(q), inside])
      for (const [op, at] of operations) {
        const want = await on('host', op, at, g, layout)
        expectNear(await on(carrier, op, at, g, layout), want, tolerance[carrier], [...Array.from(at), ...g])
      }
    }
  })
})

describe('orthant and free have no extreme point, functions no violation', () => {
  it('so these are absent', () => {
    expect([free.extreme, orthant.extreme, l1(1).extreme, sphereRows(1, 2).extreme]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    expect(l1(1).violation).toBeUndefined()
    const mixed = productSet(vectorLayout(2), [l1(1)])
    expect([mixed.kind, mixed.extreme, mixed.violation]).toEqual(['function', undefined, undefined])
  })
})

describe('diameters', () => {
  const product = productSet(
    [
      { name: 'a', shape: [2] },
      { name: 'b', shape: [3] },
    ],
    [ball(1), simplex()],
  )
  const vertices = (n: number): Float64Array[] =>
    Array.from({ length: 2 ** n }, (_, b) => Float64Array.from({ length: n }, (_, i) => ((b >> i) & 1 ? 1 : -1)))
  it.each([
    ['box', box({ low: [0, -1], high: [1, 3] }), 2, Math.sqrt(17)],
    ['box, limit', box({ limit: 50 }), 4, 200],
    ['ball', ball(2), 3, 4],
    ['simplex', simplex(), 3, Math.SQRT2],
    ['simplex of one action', simplex(), 1, 0],
    ['simplex, total', simplex(3), 4, 3 * Math.SQRT2],
    ['balls of rows', ballRows(2, 2), 4, 2 * Math.SQRT2],
    ['product', product, 5, Math.sqrt(4 + 2)],
  ] as const)('%s: no two points are farther apart, and some are so far', (_, set, n, diameter) => {
    expect(set.diameter!(n)).toBeCloseTo(diameter, 14)
    // The largest distance is that of two extreme points; those of a ball are met at the ends of an axis, scaled up.
    const far = [...vertices(n), ...Array.from({ length: n }, (_, i) => [1, -1].map(s => Float64Array.from({ length: n }, (_, j) => (i === j ? s : 0)))).flat()] // prettier-ignore
    const met = far.map(v =>
      project(
        set,
        v.map(x => 1000 * x),
      ),
    )
    const distances = met.flatMap(a => met.map(b => length(minus(a, b))))
    expect(Math.max(...distances)).toBeCloseTo(diameter, 12)
  })
  it('are absent where a set is not bounded', () =>
    expect([free, orthant, l1(1), productSet(vectorLayout(1), [free])].map(s => s.diameter)).toEqual(Array(4).fill(undefined)))
})

describe('violations in numbers', () => {
  it.each([
    ['box', box({ low: [0, -1], high: [1, 1] }), [1.25, -3], 2],
    ['box above', box({ limit: 0.5 }), [2, -1], 1.5],
    ['ball', ball(2), [3, 4], 3],
    ['orthant', orthant, [1, -0.25, -4], 4],
    ['simplex, sum', simplex(), [0.5, 0.75], 0.25],
    ['simplex, sign', simplex(2), [3, -1], 1],
    ['sphere, long', sphereRows(2, 2), [3, 4, 1, 0], 4],
    ['sphere, short', sphereRows(2, 2), [0.6, 0.8, 0, 0.25], 0.75],
    ['free', free, [1e9], 0],
  ] as const)('%s', (_, set, x, most) => expect(set.violation!(Float64Array.from(x))).toBeCloseTo(most, 14))
  it('a product has the largest of its blocks', () => {
    const layout = [
      { name: 'a', shape: [2] },
      { name: 'b', shape: [1] },
      { name: 'c', shape: [2] },
    ]
    const set = productSet(layout, [ball(1), l1(3), orthant])
    expect(set.violation!(Float64Array.of(3, 4, 99, -1, -2))).toBe(4)
    expect(set.violation!(Float64Array.of(0, 1, 99, -1, -2))).toBe(2)
  })
})

describe('l1', () => {
  const [weight, η] = [0.8, 0.25]
  it('moves by a subgradient of ηw‖·‖₁ at the result, firmly nonexpansively', () => {
    for (let i = 0; i < trials; i++) {
      const [x, y] = [anywhere(key(8), 6, i), anywhere(key(9), 6, i)]
      const p = project(l1(weight), x, η)
      p.forEach((v, j) => {
        const u = (x[j]! - v) / (η * weight)
        if (v === 0) expect(Math.abs(u)).toBeLessThanOrEqual(1 + 1e-12)
        else expect(Math.abs(u - Math.sign(v))).toBeLessThanOrEqual((1e-13 * (1 + Math.abs(x[j]!))) / (η * weight))
      })
      const d = minus(p, project(l1(weight), y, η))
      expect(dot(d, d)).toBeLessThanOrEqual(dot(d, minus(x, y)) + 1e-12 * (1 + dot(x, x) + dot(y, y)))
    }
  })
  it.each(['eager', 'float32', 'float64'] as const)('takes η as a tensor of %s', async carrier => {
    const x = [1, -0.25, 0.1, -2, 0.25]
    const want = [0.75, 0, 0, -1.75, 0]
    expectNear(await on(carrier, p => l1(0.5).prox(p, scalar(0.5)), x), want, tolerance[carrier])
    const g = [2, -1, 0, 4, 1]
    const stepped = [0, 0, 0, -3.75, 0]
    expectNear(await on(carrier, (p, q) => l1(0.5).mirror!(p, q, scalar(0.5)), x, g), stepped, tolerance[carrier])
  })
})

describe('the mirror step on a simplex', () => {
  it.each(carriers)('on %s: entries that are 0 stay 0, large slopes neither overflow nor vanish', async carrier => {
    const step: Operation = (p, q) => simplex().mirror!(p, q, carrier === 'host' ? 1 : scalar(1))
    const x = [0, 0.5, 0.25, 0.25]
    const t = tolerance[carrier]
    expectNear(await on(carrier, step, x, [-1e6, 1e6, 1e6, 1e6]), x, t)
    expectNear(await on(carrier, step, x, [0, 0, 1000, 0]), [0, 2 / 3, 0, 1 / 3], t)
    expectNear(await on(carrier, step, x, [0, -1000, -1000 - Math.log(2), -1000]), [0, 0.4, 0.4, 0.2], 100 * t)
    expect((await on(carrier, step, x, [-5, 1, 2, 3]))[0]).toBe(0)
  })
})

describe('spheres of rows', () => {
  const [rows, columns] = [3, 4]
  const set = sphereRows(rows, columns)
  const rowsOf = (x: ArrayLike<number>): number[][] =>
    Array.from({ length: rows }, (_, r) => Array.from(x).slice(r * columns, (r + 1) * columns))
  it('says what it is', () => expect([set.kind, set.convex, set.separable]).toEqual(['set', false, false]))
  it('each row is the nearest of unit length', () => {
    for (let i = 0; i < trials; i++) {
      const x = anywhere(key(21), rows * columns, i)
      const p = project(set, x)
      expect(set.violation!(p)).toBeLessThanOrEqual(1e-15 * 4)
      expectNear([...project(set, p)], p, 1e-15)
      rowsOf(p).forEach((row, r) => {
        expect(length(row)).toBeCloseTo(1, 14)
        for (let j = 0; j < 20; j++) {
          const y = key(22).fold(i).fold(r).fold(j).normal(columns)
          const unit = y.map(v => v / length(y))
          expect(length(minus(rowsOf(x)[r]!, row))).toBeLessThanOrEqual(length(minus(rowsOf(x)[r]!, unit)) + 1e-12)
        }
      })
    }
  })
  const unit = [0, 1, 0, 0, 0.6, 0, -0.8, 0, 0, 0, 0, 1]
  describe.each(carriers)('on %s', carrier => {
    const t = tolerance[carrier]
    it('a row of zeros becomes the first basis vector; the others are not touched by it', async () => {
      const got = await on(carrier, p => set.prox(p, 1), [0, 0, 0, 0, 3, 0, -4, 0, 0, 0, 0, 0])
      expectNear(got, [1, 0, 0, 0, 0.6, 0, -0.8, 0, 1, 0, 0, 0], t)
    })
    it('the mirror step normalises x − ηg, and keeps a row that it would bring to 0', async () => {
      const g = [0, 2, 0, 0, 0, -1.6, 0, 0, 0, 0, -6, 2]
      // x − g/2: a row of zeros; (.6, .8, −.8, 0); (0, 0, 3, 0)
      const s = Math.sqrt(0.36 + 1.28)
      const want = [0, 1, 0, 0, 0.6 / s, 0.8 / s, -0.8 / s, 0, 0, 0, 1, 0]
      expectNear(await on(carrier, (p, q) => set.mirror!(p, q, 0.5), unit, g), want, t)
    })
    it.each([1e-30, 1e-20, 1e20, 1e30])('rows of length %s have unit length after it', async size => {
      const got = await on(
        carrier,
        p => set.prox(p, 1),
        unit.map(v => v * size),
      )
      expectNear(got, unit, t)
    })
  })
  it('names the size that it needs', () => {
    expect(() => set.prox(host([1, 2]), 1)).toThrow('sphere-rows: a point of 3 × 4 entries is needed, got 2')
  })
})

describe('balls', () => {
  it.each(carriers)('on %s: points of any length come to the sphere, those inside stay to the last bit', async carrier => {
    const op: Operation = p => ball(0.5).prox(p, 1)
    for (const size of [1, 1e10, 1e20, 1e30, 1e37])
      expectNear(await on(carrier, op, [3 * size, 0, -4 * size]), [0.3, 0, -0.4], tolerance[carrier])
    const inside = [0.25, -0.125, 0.375]
    for (const x of [inside, [0, 0, 0], inside.map(v => v * 2 ** -60)]) expect(await on(carrier, op, x)).toEqual(x)
  })
  it.each(carriers)('on %s: the extreme point of a slope of any length has the direction; of none it is 0', async carrier => {
    const op: Operation = (_x, g) => ball(2).extreme!(g)
    for (const size of [1e-30, 1, 1e30])
      expectNear(await on(carrier, op, [0, 0], [3 * size, -4 * size]), [-1.2, 1.6], tolerance[carrier])
    expect((await on(carrier, op, [0, 0], [0, 0])).map(Math.abs)).toEqual([0, 0])
  })
  it('the projection has derivative 1 inside, at 0 too, and I − uuᵀ over the length outside', () => {
    const pull = (x: number[], dy: number[]): number[] => {
      const f = (t: tf.Tensor): tf.Tensor => ball(1).prox(new Point(vectorLayout(2), t as tf.Tensor1D), 1).tensor
      return tf.tidy(() => [...tf.grad(f)(tf.tensor1d(x), tf.tensor1d(dy)).dataSync()])
    }
    expectNear(pull([0, 0], [2, -3]), [2, -3], 1e-6)
    expectNear(pull([0.3, -0.4], [2, -3]), [2, -3], 1e-6)
    // u = (.6, .8), length 5: (dy − u⟨u, dy⟩)/5 with ⟨u, dy⟩ = −1.2
    expectNear(pull([3, 4], [2, -3]), [0.544, -0.408], 1e-6)
  })
})

describe('the ends of a box', () => {
  it.each(carriers)('on %s: high where g < 0, low where g > 0 and where it is 0', async carrier => {
    const set = box({ low: [-1, -2, -3], high: 5 })
    expectNear(await on(carrier, (_x, g) => set.extreme!(g), [0, 0, 0], [-1e-20, 0, 1e-20]), [5, -2, -3], tolerance[carrier])
  })
  it('a simplex takes the first of equal slopes', () => {
    expect([...simplex(3).extreme!(host([2, 1, 1])).host]).toEqual([0, 3, 0])
  })
})

describe('NaN is not hidden', () => {
  const sets: readonly (readonly [string, StrategySet, number])[] = [
    ['free', free, 9],
    ['box', box({ limit: 1 }), 9],
    ['box, a bound an entry', box({ low: [-1, -1, -1], high: [1, 1, 1] }), 3],
    ['ball', ball(1), 9],
    ['orthant', orthant, 9],
    ['l1', l1(0.5), 9],
    ['simplex', simplex(), 9],
    ['sphere-rows', sphereRows(3, 3), 9],
    [
      'product',
      productSet(
        [
          { name: 'a', shape: [4] },
          { name: 'b', shape: [5] },
        ],
        [orthant, simplex()],
      ),
      9,
    ],
  ]
  describe.each(carriers)('on %s', carrier => {
    it.each(sets)('%s', async (name, set, n) => {
      const layout =
        name === 'product'
          ? [
              { name: 'a', shape: [4] },
              { name: 'b', shape: [5] },
            ]
          : undefined
      const fine = Array.from({ length: n }, (_, i) => (i + 1) / 20)
      for (const at of [0, 1, n - 1]) {
        const bad = fine.map((v, i) => (i === at ? NaN : v))
        expect((await on(carrier, p => set.prox(p, 0.5), bad, fine, layout))[at]).toBeNaN()
        expect((await on(carrier, (p, q) => set.mirror!(p, q, 0.5), bad, fine, layout))[at]).toBeNaN()
        expect((await on(carrier, (p, q) => set.mirror!(p, q, 0.5), fine, bad, layout))[at]).toBeNaN()
        if (set.extreme) expect((await on(carrier, (_p, q) => set.extreme!(q), fine, bad, layout))[at]).toBeNaN()
      }
    })
    it.each([
      ['box', box({ limit: 1 }), [Infinity, -Infinity, 0.5], [1, -1, 0.5]],
      ['orthant', orthant, [Infinity, -Infinity, 0.5], [Infinity, 0, 0.5]],
    ] as const)('%s: infinities are numbers', async (_, set, x, want) => {
      expect((await on(carrier, p => set.prox(p, 1), x)).map(v => v + 0)).toEqual([...want])
    })
  })
  it('by violations', () => {
    for (const [, set, n] of sets) {
      if (!set.violation || set === free) continue
      const x = new Float64Array(n).fill(0.1)
      x[1] = NaN
      expect(set.violation(x)).toBeNaN()
    }
  })
})

describe('sentences', () => {
  const three = box({ low: [0, 0, 0], high: 1 })
  it.each([
    [() => box({ limit: -1 }), 'box: limit must be a finite number ≥ 0, got -1'],
    [() => box({ limit: NaN }), 'box: limit must be a finite number ≥ 0, got NaN'],
    [() => box({ low: 1, high: 0 }), 'box: low must not exceed high, got low=1 high=0'],
    [() => box({ low: [0, 2], high: 1 }), 'box: low must not exceed high, got low=2 high=1 at entry 1'],
    [() => box({ low: [0, Infinity], high: 1 }), 'box: low and high must be finite numbers, got low=0,Infinity high=1'],
    [() => box({ low: [0, 0], high: [1, 1, 1] }), 'box: low and high must have the same number of entries, got 2 and 3'],
    [() => box({ low: [0], high: [1, 1] }), 'box: low and high must have the same number of entries, got 1 and 2'],
    [() => three.prox(host([1, 2]), 1), 'box: its bounds are for a point of 3 entries, got a point of 2'],
    [() => three.extreme!(host([1, 2, 3, 4])), 'box: its bounds are for a point of 3 entries, got a point of 4'],
    [() => three.violation!(Float64Array.of(1)), 'box: its bounds are for a point of 3 entries, got a point of 1'],
    [() => box({ low: 0, high: [1] }).prox(host([1, 2]), 1), 'box: its bounds are for a point of 1 entries, got a point of 2'],
    [() => ball(0), 'ball: radius must be a finite number > 0, got 0'],
    [() => ball(Infinity), 'ball: radius must be a finite number > 0, got Infinity'],
    [() => simplex(-2), 'simplex: total must be a finite number > 0, got -2'],
    [() => l1(-0.5), 'l1: weight must be a finite number ≥ 0, got -0.5'],
    [() => sphereRows(0, 3), 'sphere-rows: rows must be an integer > 0, got 0'],
    [() => sphereRows(2, 1.5), 'sphere-rows: columns must be an integer > 0, got 1.5'],
    [() => productSet(vectorLayout(2), [free, free]), 'product: one set a block is needed, got 2 sets for 1 blocks'],
  ] as const)('%#: %s', (f, sentence) => expect(f).toThrow(sentence))
  it('of tensors too', async () => {
    for (const carrier of ['eager', 'float64'] as const) {
      for (const n of [1, 2, 4]) {
        const x = new Float64Array(n)
        await expect(on(carrier, p => three.prox(p, 1), x)).rejects.toThrow(
          `box: its bounds are for a point of 3 entries, got a point of ${n}`,
        )
      }
    }
  })
})
