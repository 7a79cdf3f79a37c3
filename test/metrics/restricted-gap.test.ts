import { expect, test } from 'vitest'
import { createLab } from '../../core/lab.ts'
import { dirac } from '../../core/mixture.ts'
import { box } from '../../core/set/box.ts'
import { hamiltonian } from '../../metrics/hamiltonian.ts'
import { projectedDescent } from '../../metrics/projected-descent.ts'
import { restrictedGap } from '../../metrics/restricted-gap.ts'
import { builtin } from '../../plugins/builtin.ts'
import { gameOf, player, seenOf, vector } from './seen.ts'

const lab = createLab(builtin)
/** The metric at (x, y), in float64. */
async function at(game: string, options: string, x: number[], y: number[], players: Record<string, string> = {}) {
  const made = lab.assemble({ game, optimizer: 'gda', players, metrics: [`restricted-gap${options}`], seed: 0 })
  const seen = seenOf(made.game, [dirac(vector(...x)), dirac(vector(...y))])
  const measured = await made.metrics[0]!.metric.measure(seen)
  return { gap: measured['restricted-gap']!, missing: measured['restricted-gap-missing']! }
}
const norm1 = (v: readonly number[]): number => v.reduce((s, x) => s + Math.abs(x), 0)
const A = [
  [1, -2, 0.5],
  [0, 3, -1],
]
const times = (y: readonly number[]): number[] => A.map(row => row.reduce((s, a, j) => s + a * y[j]!, 0))
const transposedTimes = (x: readonly number[]): number[] => [0, 1, 2].map(j => x.reduce((s, v, i) => s + v * A[i]![j]!, 0))
const sum = (u: readonly number[], v: readonly number[]): number => u.reduce((s, x, i) => s + x * v[i]!, 0)

test('bilinear: c_yᵀAᵀx + r‖Aᵀx‖₁ − c_xᵀAy + r‖Ay‖₁, exactly', async () => {
  const [x, y, r] = [[0.3, -0.7], [0.2, 0.9, -0.4], 1.5]
  const c = [0.5, -0.25, 0.125, -1, 2]
  const game = `bilinear[matrix=${JSON.stringify(A)}]`
  const centred = await at(game, `[radius=${r}]`, x, y)
  expect(centred.gap).toBeCloseTo(r * (norm1(transposedTimes(x)) + norm1(times(y))), 12)
  expect(centred.missing).toBeLessThan(1e-14)
  const moved = await at(game, `[radius=${r},centre=${JSON.stringify(c)}]`, x, y)
  const expected = sum(transposedTimes(x), c.slice(2)) - sum(times(y), c.slice(0, 2))
  expect(moved.gap).toBeCloseTo(expected + r * (norm1(transposedTimes(x)) + norm1(times(y))), 12)
})

test('f = xy: the naive gap f(x, y*) − f(x*, y) is 0 everywhere, this one r(|x| + |y|)', async () => {
  expect((await at('bilinear', '[radius=2]', [0.3], [-0.4])).gap).toBeCloseTo(1.4, 14)
  expect((await at('bilinear', '', [0], [0])).gap).toBe(0)
})

/** f = ½αx² + βxy − ½γy² on |x| ≤ r, |y| ≤ r. */
const quadraticGap = (α: number, β: number, γ: number, r: number, x: number, y: number): number => {
  const clip = (v: number): number => Math.min(r, Math.max(-r, v))
  const [best, worst] = [clip((β * x) / γ), clip((-β * y) / α)]
  const f = (x: number, y: number): number => (α * x * x) / 2 + β * x * y - (γ * y * y) / 2
  return f(x, best) - f(worst, y)
}
test.each([
  [0.5, 2, 0.25, 1, 0.3, -0.8],
  [0.5, 2, 4, 1, 0.1, 0.9],
  [3, 1, 2, 10, -0.5, 0.25],
])('quadratic α=%d β=%d γ=%d r=%d: replies inside and at the edge', async (α, β, γ, r, x, y) => {
  const game = `quadratic[curvatureX=[[${α}]],interaction=[[${β}]],curvatureY=[[${γ}]]]`
  const { gap, missing } = await at(game, `[radius=${r},tolerance=1e-12]`, [x], [y])
  expect(gap).toBeCloseTo(quadraticGap(α, β, γ, r, x, y), 11)
  expect(missing).toBeLessThan(1e-11)
})

test('what is found and what is missing enclose the gap, however soon the search ends', async () => {
  const game = 'quadratic[dimension=6,mu=0.05]'
  const [x, y] = [
    [1, -0.5, 0.25, 0.9, -1, 0.3],
    [0.2, 0.4, -0.8, 1, -0.1, 0.6],
  ]
  const exact = await at(game, '[tolerance=1e-13,evaluations=5000]', x, y)
  expect(exact.missing).toBeLessThan(1e-11)
  let before = Infinity
  for (const evaluations of [1, 3, 6, 12, 25]) {
    const { gap, missing } = await at(game, `[tolerance=1e-13,evaluations=${evaluations}]`, x, y)
    expect(gap).toBeLessThanOrEqual(exact.gap + 1e-12)
    expect(gap + missing).toBeGreaterThanOrEqual(exact.gap - 1e-12)
    expect(missing).toBeLessThanOrEqual(before)
    before = missing
  }
})

test("a player's set cuts the box", async () => {
  // ψ stays in [−0.5, 0.5]: max over y of xy is 0.5|x|.
  const players = { y: 'vector[start=[0.1],set=box[limit=0.5]]' }
  expect((await at('bilinear', '[radius=2]', [0.3], [-0.4], players)).gap).toBeCloseTo(0.5 * 0.3 + 2 * 0.4, 14)
  await expect(at('bilinear', '[radius=1,centre=[0,3]]', [0], [0], players)).rejects.toThrow(
    /does not meet the set box\[limit=0\.5\] of player 'y'/,
  )
  await expect(at('bilinear', '[centre=[0,3,1]]', [0], [0])).rejects.toThrow(/must have 1 \+ 1 entries/)
})

test('games that are not convex–concave give what was found, and no bound', async () => {
  const { missing } = await at('dirac-gan', '', [0.5], [0.5])
  expect(missing).toBeUndefined()
})

test('refused where there is no one payoff, or a set is no product of intervals', () => {
  expect(restrictedGap.refuses!(gameOf({}))).toMatch(/not claimed to be zero-sum/)
  expect(() => lab.assemble({ game: 'matrix', optimizer: 'gda', metrics: ['restricted-gap'], seed: 0 })).toThrow(
    /the set simplex of player 'x' is no product of intervals/,
  )
  const game = gameOf({ claims: { zeroSum: true }, players: [player('x', 1, box({ limit: 1 })), player('y', 1)] })
  expect(restrictedGap.refuses!(game)).toBeNull()
})

test('projected descent: a quadratic of condition 1,000 on a box, against its solution by coordinates', async () => {
  const d = Array.from({ length: 8 }, (_, i) => 10 ** ((3 * i) / 7))
  const target = d.map((_, i) => (i % 2 === 0 ? 0.3 : -1.7))
  const f = (x: Float64Array) =>
    Promise.resolve({
      value: x.reduce((s, v, i) => s + (d[i]! * (v - target[i]!) ** 2) / 2, 0),
      gradient: x.map((v, i) => d[i]! * (v - target[i]!)),
    })
  const ends = { low: new Float64Array(8).fill(-1), high: new Float64Array(8).fill(1) }
  const least = d.reduce((s, di, i) => s + (i % 2 === 0 ? 0 : (di * 0.7 ** 2) / 2), 0)
  const { value, missing } = await projectedDescent(f, ends, new Float64Array(8).fill(1), 1e-10, 500)
  expect(missing).toBeLessThan(1e-10 * (1 + least))
  expect(Math.abs(value - least)).toBeLessThanOrEqual(missing + 1e-12 * least)
})

test('hamiltonian: ½‖F‖², sets left out, over the atoms of a mixture', async () => {
  const made = lab.assemble({
    game: 'bilinear[singular=[2]]',
    players: { y: 'vector[start=[1],set=box[limit=1]]' },
    optimizer: 'gda',
    metrics: ['hamiltonian', 'field-norm'],
    seed: 0,
  })
  const seen = seenOf(made.game, [dirac(vector(3)), dirac(vector(1))])
  const [h, residual] = [await made.metrics[0]!.metric.measure(seen), await made.metrics[1]!.metric.measure(seen)]
  // F = (2y, −2x) = (2, −6); y is held at 1.
  expect(h).toEqual({ hamiltonian: 20 })
  expect(residual['field-norm']).toBeCloseTo(2, 10)
  const mixed = { atoms: [vector(1), vector(2)], weights: [0.5, 0.5] }
  const many = await hamiltonian.create({ draws: 4 }, made.game).measure(seenOf(made.game, [mixed, dirac(vector(1))]))
  // Both atoms of x meet 2·1, and y meets −2·1½.
  expect(many.hamiltonian).toBeCloseTo((4 + 9) / 2, 12)
})
