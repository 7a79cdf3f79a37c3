import { describe, expect, it } from 'vitest'
import { differenceError, evaluator, fixture, gameOf, profiles, startsOf } from './field.ts'

const dirac = fixture('dirac') as {
  points: [number, number][]
  fields: Record<string, [number, number][]>
}

/** Selector of each fixture's field. A gp of weight λ is γ = 2λ there. */
const variants: Record<string, string> = {
  'gan': 'dirac-gan',
  'ns-gan': 'dirac-gan[loss=non-saturating]',
  'wgan': 'dirac-gan[loss=wasserstein]',
  'wgan-gp-0.7-1': 'dirac-gan[loss=wasserstein,penalty=gp[weight=0.35,target=1]]',
  'gan+r1-0.3': 'dirac-gan[penalty=r1[weight=0.3]]',
  'gan+r1-1': 'dirac-gan[penalty=r1[weight=1]]',
  'gan+r2-0.3': 'dirac-gan[penalty=r2[weight=0.3]]',
  'gan+r2-1': 'dirac-gan[penalty=r2[weight=1]]',
  'ns-gan+r1-0.3': 'dirac-gan[loss=non-saturating,penalty=r1[weight=0.3]]',
  'gan+noise-0.7': 'dirac-gan[noise=0.7]',
}

describe('dirac-gan', () => {
  it.each(Object.entries(variants))('has the field of the independent script: %s', async (name, selector) => {
    const { F } = evaluator(gameOf(selector))
    for (const [k, [θ, ψ]] of dirac.points.entries()) {
      const [generator, critic] = await F([[θ], [ψ]])
      const [θdot, ψdot] = dirac.fields[name]![k]!
      expect(Math.abs(-generator![0]! - θdot)).toBeLessThan(1e-10)
      expect(Math.abs(-critic![0]! - ψdot)).toBeLessThan(1e-10)
    }
  })

  it.each(Object.values(variants))('F is the gradient of the losses: %s', async selector => {
    expect(await differenceError(gameOf(selector), [[0.8], [-1.3]])).toBeLessThan(1e-8)
  })

  it('is zero-sum exactly where it says so', async () => {
    for (const selector of ['dirac-gan', 'dirac-gan[loss=wasserstein]', 'dirac-gan[noise=0.7]']) {
      const game = gameOf(selector)
      expect(game.claims.zeroSum).toBe(true)
      for (const z of profiles(game, 5)) {
        const [a, b] = await evaluator(game).losses(z)
        expect(a! + b!).toBe(0)
      }
    }
    for (const selector of ['dirac-gan[loss=non-saturating]', 'dirac-gan[penalty=r1]']) {
      const game = gameOf(selector)
      expect(game.claims.zeroSum).toBeUndefined()
      const [a, b] = await evaluator(game).losses([[1], [1]])
      expect(Math.abs(a! + b!)).toBeGreaterThan(0.1)
    }
  })

  it('has its claimed equilibrium at 0, where F vanishes, and claims none under a gradient penalty with a target', async () => {
    for (const selector of Object.values(variants)) {
      const game = gameOf(selector)
      const equilibrium = game.claims.equilibrium?.()
      expect(equilibrium === undefined).toBe(selector.includes('gp['))
      if (!equilibrium) continue
      const F = await evaluator(game).F(equilibrium.map(m => m.atoms[0]!.host))
      expect(Math.hypot(F[0]![0]!, F[1]![0]!)).toBeLessThan(1e-15)
    }
  })

  it('starts where it is told and rejects options that are not valid', () => {
    expect(startsOf(gameOf('dirac-gan[start=[0.5,-2]]'))).toEqual([[0.5], [-2]])
    expect(() => gameOf('dirac-gan[start=[1,2,3]]')).toThrow(/start/)
    expect(() => gameOf('dirac-gan[noise=-1]')).toThrow(/noise.*-1/)
    expect(() => gameOf('dirac-gan[penalty=r3]')).toThrow(/r1.*r2.*gp.*r3/)
    expect(() => gameOf('dirac-gan[penalty=gp[weigth=1]]')).toThrow(/weigth/)
  })
})
