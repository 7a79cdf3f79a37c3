import { describe, expect, it } from 'vitest'
import { apart, differenceError, equilibriumOf, evaluator, fixture, gameOf } from './field.ts'

/** There a point is [w, a] and a field value [ẇ, ȧ]. */
const { points, payoffs, fields } = fixture('lq_wgan') as {
  points: number[][]
  payoffs: number[]
  fields: Record<string, number[][]>
}

describe('lq-wgan', () => {
  it('has the payoff and the flow of the independent script', async () => {
    const { F, losses } = evaluator(gameOf('lq-wgan'))
    for (const [k, [w, a]] of points.entries()) {
      const [ẇ, ȧ] = fields['0.0']![k]!
      expect(apart(await F([[a!], [w!]]), [[-ȧ!], [-ẇ!]])).toBeLessThan(1e-14)
      expect(apart([await losses([[a!], [w!]])], [[payoffs[k]!, -payoffs[k]!]])).toBeLessThan(1e-14)
    }
  })

  it('is zero-sum with F = 0 at (1, 0), and F is the gradient of the losses', async () => {
    const game = gameOf('lq-wgan')
    expect(game.claims).toMatchObject({ zeroSum: true })
    expect(game.claims.monotone).toBeUndefined()
    expect(equilibriumOf(game)).toEqual([[1], [0]])
    expect(apart(await evaluator(game).F([[1], [0]]), [[0], [0]])).toBe(0)
    expect(await differenceError(game, [[0.7], [-0.4]])).toBeLessThan(1e-8)
  })
})
