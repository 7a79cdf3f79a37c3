import { describe, expect, it } from 'vitest'
import { apart, differenceError, equilibriumOf, evaluator, fixture, gameOf, stationaryOf } from './field.ts'

interface Point {
  readonly z: [number, number]
  readonly F: [number, number]
  readonly f: number
}
const data = fixture('limit_cycles') as {
  forsaken: { points: Point[]; stationary: [number, number] }
  almostBilinear: { epsilon: number; points: Point[] }
}
const pairs = (z: readonly number[]): number[][] => z.map(v => [v])

describe.each([
  ['forsaken', data.forsaken.points],
  [`almost-bilinear[epsilon=${data.almostBilinear.epsilon}]`, data.almostBilinear.points],
])('%s', (selector, points) => {
  it('has the payoff and the field of the independent script', async () => {
    const game = gameOf(selector)
    const { F, losses } = evaluator(game)
    for (const { z, F: field, f } of points) {
      expect(apart(await F(pairs(z)), pairs(field))).toBeLessThan(1e-14)
      expect(apart([await losses(pairs(z))], [[f, -f]])).toBeLessThan(1e-14)
    }
    expect(await differenceError(game, [[0.7], [-0.4]])).toBeLessThan(1e-8)
  })

  it('claims its stationary point, which is no equilibrium, where the sets keep it', () => {
    expect(equilibriumOf(gameOf(selector))).toBeNull()
    expect(stationaryOf(gameOf(selector))).not.toBeNull()
    expect(stationaryOf(gameOf(selector, { y: 'vector[start=[0.7],set=box[low=0.5,high=1]]' }))).toBeNull()
  })
})

it('the stationary point of forsaken is that of the independent script', () => {
  expect(apart(stationaryOf(gameOf('forsaken'))!, pairs(data.forsaken.stationary))).toBeLessThan(1e-15)
})

it('almost-bilinear is weak Minty with ρ = 2ε, and no smaller one', async () => {
  const game = gameOf('almost-bilinear[epsilon=0.3]')
  expect(game.claims.weakMinty).toBe(0.6)
  // Along x = −ε(y − y³) the ratio ⟨F(z), z⟩/‖F(z)‖² is −ε(1 − y²).
  const y = 1e-3
  const [[f], [g]] = (await evaluator(game).F([[-0.3 * (y - y ** 3)], [y]])) as [[number], [number]]
  expect((f * -0.3 * (y - y ** 3) + g * y) / (f * f + g * g)).toBeCloseTo(-0.3 * (1 - y * y), 12)
})

it.each([
  ['forsaken[start=[1]]', /start.*2 numbers/],
  ['almost-bilinear[epsilon=0]', /epsilon \(ε\).*> 0/],
  ['almost-bilinear[start=[1,2,3]]', /start.*2 numbers/],
])('rejects %s', (selector, sentence) => {
  expect(() => gameOf(selector)).toThrow(sentence)
})
