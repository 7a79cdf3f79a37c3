import { expect, test } from 'vitest'
import { hostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { dirac } from '../../core/mixture.ts'
import { slicedWasserstein as metric } from '../../metrics/sliced-wasserstein.ts'
import { planeDirections, slicedWasserstein, sphereDirections, wassersteinLine } from '../../metrics/wasserstein.ts'
import { fixture, gameOf, ganOf, rows, seenOf, vector } from './seen.ts'

interface Fixture {
  readonly cases: readonly {
    readonly name: string
    readonly P: readonly (readonly number[])[]
    readonly Q: readonly (readonly number[])[]
    readonly exact: number
    readonly atAngles: { readonly angles: readonly number[]; readonly W1: readonly number[] }
    readonly midpoint: Readonly<Record<string, number>>
  }[]
  readonly line: {
    readonly cases: readonly { readonly x: readonly number[]; readonly y: readonly number[]; readonly W1: number }[]
  }
}
const { cases, line } = fixture('sliced') as Fixture

test('W₁ on the line is that of SciPy, either way round', () => {
  for (const { x, y, W1 } of line.cases) {
    expect(Math.abs(wassersteinLine(Float64Array.from(x), Float64Array.from(y)) - W1)).toBeLessThan(1e-14)
    expect(Math.abs(wassersteinLine(Float64Array.from(y), Float64Array.from(x)) - W1)).toBeLessThan(1e-14)
  }
})

test('a value that is not a number gives NaN', () => {
  expect(wassersteinLine(Float64Array.of(1, NaN, 2), Float64Array.of(1, 2))).toBeNaN()
  expect(wassersteinLine(Float64Array.of(1, 2), Float64Array.of(NaN))).toBeNaN()
})

test.each(cases)('sliced W₁ in the plane: $name', ({ P, Q, exact, atAngles, midpoint }) => {
  const [p, q] = [rows(P), rows(Q)]
  for (const [n, value] of Object.entries(midpoint)) {
    expect(Math.abs(slicedWasserstein(p, q, planeDirections(Number(n))) - value)).toBeLessThan(1e-12)
    expect(Math.abs(slicedWasserstein(q, p, planeDirections(Number(n))) - value)).toBeLessThan(1e-12)
  }
  atAngles.angles.forEach((t, i) => {
    expect(Math.abs(slicedWasserstein(p, q, Float64Array.of(Math.cos(t), Math.sin(t))) - atAngles.W1[i]!)).toBeLessThan(1e-12)
  })
  // The midpoint rule comes to the exact value: a tenth of a per cent of it, or rounding, at 1,024 directions.
  expect(Math.abs(slicedWasserstein(p, q, planeDirections(1024)) - exact)).toBeLessThanOrEqual(1e-3 * exact + 1e-14)
})

test('two points in space: half of their distance, the mean of |cos| on the sphere', () => {
  const n = 20_000
  const [p, q] = [rows([[1, 2, 3]]), rows([[1, -1, 7]])]
  const value = slicedWasserstein(p, q, sphereDirections(key(3), n, 3))
  // |cos| is uniform on [0, 1]: standard error 5/√(12n).
  expect(Math.abs(value - 2.5)).toBeLessThan((4 * 5) / Math.sqrt(12 * n))
})

test('directions are of unit length and of mean zero', () => {
  const [n, d] = [4000, 5]
  const u = sphereDirections(key(4), n, d)
  for (let i = 0; i < n; i++) expect(u.subarray(i * d, i * d + d).reduce((s, v) => s + v * v, 0)).toBeCloseTo(1, 12)
  for (let j = 0; j < d; j++) {
    let sum = 0
    for (let i = 0; i < n; i++) sum += u[i * d + j]!
    expect(Math.abs(sum / n)).toBeLessThan(4 / Math.sqrt(n * d))
  }
})

test('the metric is the distance of generated to real samples, its floor that of real to real ones', async () => {
  const [P, Q] = [cases[3]!.P, cases[3]!.Q]
  const reference = key(7).fold('metrics').fold('real').fold('reference')
  const isReference = (words: readonly number[]): boolean => words.join() === reference.words.join()
  const game = ganOf(2, {
    drawLatent: () => rows(P),
    drawReal: (k, n) => (isReference(k.words) || n === 1 ? rows(Q) : rows(cases[2]!.P)),
  })
  const measured = await metric
    .create({ samples: 50, directions: 64 }, game)
    .measure(seenOf(game, [dirac(vector(0, 0)), dirac(vector(0))]))
  expect(Object.keys(measured)).toEqual(['sliced-wasserstein', 'sliced-wasserstein-floor'])
  expect(Math.abs(measured['sliced-wasserstein']! - cases[3]!.midpoint['64']!)).toBeLessThan(1e-12)
  const floor = slicedWasserstein(rows(cases[2]!.P), rows(Q), planeDirections(64))
  expect(measured['sliced-wasserstein-floor']).toBe(floor)
})

test('a shift of the generator is seen in full: W₁ of a distribution and itself moved by c is E|⟨u, c⟩| = 2‖c‖/π in the plane', async () => {
  const game = ganOf(2, {
    drawLatent: (_, n) => hostTensor(key(1).normal(2 * n), [n, 2]),
    drawReal: (_, n) => hostTensor(key(1).normal(2 * n), [n, 2]),
  })
  const measured = await metric
    .create({ samples: 100, directions: 512 }, game)
    .measure(seenOf(game, [dirac(vector(3, -4)), dirac(vector(0))]))
  expect(measured['sliced-wasserstein']).toBeCloseTo(10 / Math.PI, 4)
  expect(measured['sliced-wasserstein-floor']).toBe(0)
})

test('what is not a GAN is refused', () => {
  expect(metric.refuses!(gameOf({}))).toMatch(/'handmade' is not a GAN/)
  expect(metric.refuses!(ganOf(2, {}))).toBeNull()
})
