import { expect, test } from 'vitest'
import type { Mixture } from '../../core/mixture.ts'
import { dirac } from '../../core/mixture.ts'
import { certifiedGap } from '../../metrics/certified-gap.ts'
import { distance } from '../../metrics/distance.ts'
import { dualityGap, matrixGap } from '../../metrics/duality-gap.ts'
import { fixture, gameOf, rows, still, vector } from './seen.ts'

interface Mixed {
  readonly atoms: readonly (readonly number[])[]
  readonly weights: readonly number[]
}
interface Fixture {
  readonly cases: readonly {
    readonly name: string
    readonly A: readonly (readonly number[])[]
    readonly value: number
    readonly points: readonly {
      readonly name: string
      readonly x: readonly number[]
      readonly y: readonly number[]
      readonly gap: number
    }[]
    readonly mixture: { readonly x: Mixed; readonly y: Mixed; readonly gap: number }
  }[]
}
const { cases } = fixture('matrix_games') as Fixture
const mixed = ({ atoms, weights }: Mixed): Mixture => ({ atoms: atoms.map(a => vector(...a)), weights })
const gapOf = (A: readonly (readonly number[])[], answer: readonly Mixture[]): number => {
  const game = gameOf({ oracles: { payoff: rows(A) } })
  return (dualityGap.create({}, game).measure(still(answer)) as Record<string, number>)['duality-gap']!
}

test.each(cases)('duality gap of $name', ({ A, points, mixture }) => {
  for (const { name, x, y, gap } of points) {
    const ours = gapOf(A, [dirac(vector(...x)), dirac(vector(...y))])
    expect(Math.abs(ours - gap)).toBeLessThan(1e-14)
    if (name === 'equilibrium') expect(Math.abs(ours)).toBeLessThan(1e-9)
  }
  expect(Math.abs(gapOf(A, [mixed(mixture.x), mixed(mixture.y)]) - mixture.gap)).toBeLessThan(1e-14)
})

test('the linear program of the portable game leaves no gap, its uniform strategies do', () => {
  const { points, value } = cases[2]!
  expect(value).toBeCloseTo(-0.0091991, 7)
  expect(Math.abs(points[0]!.gap)).toBeLessThan(1e-9)
  expect(points[1]!.gap).toBeGreaterThan(0.3)
})

test('rock against paper: each could gain one, both ways round', () => {
  const A = rows([
    [0, -1, 1],
    [1, 0, -1],
    [-1, 1, 0],
  ])
  // x pays: against rock y gains 1 with paper; against paper x gains 1 with scissors.
  expect(matrixGap(A, [1, 0, 0], [0, 1, 0])).toBe(2)
  expect(() => matrixGap(A, [1, 0], [0, 1, 0])).toThrow(/2 and 3 entries/)
})

test('certified gap: relative to the optimum, with violation and value beside it', () => {
  const answer = [dirac(vector(1)), dirac(vector(2))]
  const game = (optimum: number): ReturnType<typeof gameOf> =>
    gameOf({ oracles: { certify: seen => ({ gap: 6, violation: 0.25, value: seen === answer ? 2.5 : NaN, optimum }) } })
  expect(certifiedGap.create({}, game(4)).measure(still(answer))).toEqual({
    'certified-gap': 1.5,
    'violation': 0.25,
    'value': 2.5,
  })
  expect(certifiedGap.create({}, game(-4)).measure(still(answer))).toMatchObject({ 'certified-gap': 1.5 })
  expect(certifiedGap.create({}, game(0)).measure(still(answer))).toMatchObject({ 'certified-gap': 6 })
})

test('distance to the equilibrium, over all players', () => {
  const game = gameOf({ claims: { equilibrium: () => [dirac(vector(1, -1)), dirac(vector(2))] } })
  const measure = (...answer: Mixture[]): unknown => distance.create({}, game).measure(still(answer))
  expect(measure(dirac(vector(4, 3)), dirac(vector(-10)))).toEqual({ distance: 13 })
  expect(measure(dirac(vector(1, -1)), dirac(vector(2)))).toEqual({ distance: 0 })
  expect(measure({ atoms: [vector(4, 3), vector(0, 0)], weights: [1, 0] }, dirac(vector(2)))).toEqual({ distance: 5 })
  expect(measure({ atoms: [vector(4, 3), vector(0, 0)], weights: [0.75, 0.25] }, dirac(vector(5)))).toEqual({
    // E‖x − x*‖² = ¾·25 + ¼·2, and 3² of y.
    distance: Math.sqrt(19.25 + 9),
  })
})

test('on simplices a mixture of vertices is its mean', () => {
  const third = vector(1 / 3, 1 / 3, 1 / 3)
  const game = gameOf({ oracles: { payoff: rows(cases[0]!.A) }, claims: { equilibrium: () => [dirac(third), dirac(third)] } })
  const vertices = (...weights: number[]): Mixture => ({ atoms: [vector(1, 0, 0), vector(0, 1, 0), vector(0, 0, 1)], weights })
  const measure = (x: Mixture): number =>
    (distance.create({}, game).measure(still([x, dirac(third)])) as Record<string, number>).distance!
  expect(measure(vertices(1, 1, 1))).toBeCloseTo(0, 15)
  expect(measure(vertices(0.5, 0.5, 0))).toBeCloseTo(Math.sqrt(1 / 6), 15)
  // Of one vertex: √((2/3)² + 2/9).
  expect(measure(vertices(0, 0, 1))).toBeCloseTo(Math.sqrt(2 / 3), 15)
})

test('games without the oracle or the claim are refused', () => {
  const game = gameOf({})
  expect(dualityGap.refuses!(game)).toMatch(/'handmade' has no payoff matrix/)
  expect(certifiedGap.refuses!(game)).toMatch(/'handmade' certifies no gap/)
  expect(distance.refuses!(game)).toMatch(/'handmade' claims no equilibrium/)
  expect(dualityGap.refuses!(gameOf({ oracles: { payoff: rows([[1]]) } }))).toBeNull()
})
