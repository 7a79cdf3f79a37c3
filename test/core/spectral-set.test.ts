import * as tf from '@tensorflow/tfjs'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { jvp } from '../../core/calculus/gradient.ts'
import { compile } from '../../core/compile/program.ts'
import { trace } from '../../core/compile/trace.ts'
import { Point, type Layout } from '../../core/point.ts'
import { scalar } from '../../core/scalar.ts'
import { onHost } from '../../core/set/on-host.ts'
import { nuclearNorm, productSet, psdCone } from '../../core/set/sets.ts'
import { useTestedBackend } from '../tested-backend.ts'

beforeAll(useTestedBackend)

interface Map {
  readonly prox: number[]
  readonly slope: number[]
}
/** Proximal maps by NumPy, proved by their optimality conditions; slopes by differences in 50 digits. */
const { maps } = JSON.parse(readFileSync(new URL('../fixtures/lifted_wgan.json', import.meta.url), 'utf8')) as {
  maps: { A: number[]; H: number[]; step: number; weight: number; psd: Map; nuclear: Map }
}
const layout: Layout = [{ name: 'A', shape: [4, 4] }]
const [A, H] = [maps.A, maps.H].map(x => new Point(layout, Float64Array.from(x))) as [Point, Point]
const apart = (x: ArrayLike<number>, y: ArrayLike<number>): number => Math.max(...Array.from(x, (a, i) => Math.abs(a - y[i]!)))
const sets = { psd: psdCone(4), nuclear: nuclearNorm(4, maps.weight) }
const device = { threads: 1, provider: 'cpu' } as const
const none = { draw: [], start: [] }
const spec = { shape: [16], dtype: 'float32' as const }
const η = maps.step

describe.each(['psd', 'nuclear'] as const)('%s', name => {
  const set = sets[name]
  const { prox, slope } = maps[name]

  it('is the proximal map, on the host, eagerly and in programs of both precisions', async () => {
    expect(apart(set.prox(A, η).host, prox)).toBeLessThan(1e-14)
    const eager = tf.tidy(() => set.prox(A.with(tf.tensor1d(Float32Array.from(A.host))), tf.scalar(η)).tensor.dataSync())
    expect(apart(eager, prox)).toBeLessThan(1e-6)
    const traced = trace(
      ([a]) => ({ result: null, outputs: [set.prox(A.with(a as tf.Tensor1D), scalar(η)).tensor] }),
      [spec],
      none,
    )
    for (const [precision, error] of [
      ['float64', 1e-14],
      ['float32', 1e-6],
    ] as const) {
      const { run, flops } = await compile(traced, precision, device)
      expect(apart((await run([A.host])).outputs[0] as Float64Array, prox)).toBeLessThan(error)
      expect(flops).toBe(9 * 4 ** 3)
    }
  })

  it('has the derivative of the map, which a program takes too', async () => {
    expect(apart(set.dprox!(A, η, H).host, slope)).toBeLessThan(1e-13)
    const traced = trace(
      ([a, h]) => ({ result: null, outputs: jvp(([x]) => [set.prox(A.with(x as tf.Tensor1D), scalar(η)).tensor], [a!], [h!]) }),
      [spec, spec],
      none,
    )
    const { run } = await compile(traced, 'float64', device)
    expect(apart((await run([A.host, H.host])).outputs[0] as Float64Array, slope)).toBeLessThan(1e-13)
  })

  it('leaves its fixed points, keeps large and small entries, and NaN', () => {
    const once = set.prox(A, 0)
    expect(apart(set.prox(once, 0).host, once.host)).toBeLessThan(1e-14)
    for (const c of [1e200, 1e-200]) {
      const far = set.prox(A.times(c), η * c)
      expect(apart(far.times(1 / c).host, prox)).toBeLessThan(1e-14)
    }
    const broken = Float64Array.from(A.host)
    broken[5] = NaN
    expect(Array.from(set.prox(A.with(broken), η).host).every(Number.isNaN)).toBe(true)
  })
})

it('knows two by two matrices by hand', () => {
  const at = (...entries: number[]): Point => new Point([{ name: 'A', shape: [2, 2] }], Float64Array.from(entries))
  // Eigenvalues 3 and −1 along (1, 1) and (1, −1).
  const B = at(1, 2, 2, 1)
  expect(apart(psdCone(2).prox(B, 1).host, [1.5, 1.5, 1.5, 1.5])).toBeLessThan(1e-15)
  expect(apart(nuclearNorm(2, 0.5).prox(B, 1).host, [1, 1.5, 1.5, 1])).toBeLessThan(1e-15)
  expect(psdCone(2).violation!(B.host)).toBeCloseTo(1, 14)
  expect(psdCone(2).violation!(at(2, 0.5, 0, 2).host)).toBe(0.25)
  expect(psdCone(2).violation!(at(2, 0.5, 0.5, 2).host)).toBe(0)
})

it('goes into products with sets of the graph', async () => {
  const blocks: Layout = [
    { name: 'A', shape: [2, 2] },
    { name: 'B', shape: [2, 2] },
  ]
  const set = productSet(blocks, [psdCone(2), nuclearNorm(2, 0.5)])
  const x = new Point(blocks, Float64Array.of(1, 2, 2, 1, 1, 2, 2, 1))
  const want = [1.5, 1.5, 1.5, 1.5, 1, 1.5, 1.5, 1]
  expect(apart(set.prox(x, 1).host, want)).toBeLessThan(1e-15)
  const traced = trace(
    ([a]) => ({ result: null, outputs: [set.prox(x.with(a as tf.Tensor1D), scalar(1)).tensor] }),
    [{ shape: [8], dtype: 'float32' }],
    none,
  )
  expect(apart((await (await compile(traced, 'float64', device)).run([x.host])).outputs[0] as Float64Array, want)).toBeLessThan(
    1e-15,
  )
})

it('says so where a map has no derivative, or a second one is asked for', async () => {
  const half = onHost({ name: 'halved', kind: 'function', flops: 1, prox: x => x.map(v => v / 2) })
  const through =
    (set: typeof half) =>
    (x: tf.Tensor): tf.Tensor =>
      set.prox(A.with(x as tf.Tensor1D), scalar(η)).tensor
  const slopeOf =
    (set: typeof half) =>
    (x: tf.Tensor): tf.Tensor =>
      jvp(([a]) => [through(set)(a!)], [x], [tf.ones([16])])[0]!
  const first = trace(([a]) => ({ result: null, outputs: [slopeOf(half)(a!)] }), [spec], none)
  const { run } = await compile(first, 'float64', device)
  await expect(run([A.host])).rejects.toThrow(/proximal map of halved has no derivative here \(dprox\)/)
  const twice = (): unknown =>
    trace(([a]) => ({ result: null, outputs: jvp(([x]) => [slopeOf(sets.psd)(x!)], [a!], [tf.ones([16])]) }), [spec], none)
  expect(twice).toThrow(/differentiated once/)
})

it.each([
  [() => psdCone(0), /psd: rows must be an integer > 0, got 0/],
  [() => nuclearNorm(2, -1), /nuclear: weight must be a finite number ≥ 0, got -1/],
])('refuses what is no set: %#', (make, sentence) => expect(make).toThrow(sentence))
