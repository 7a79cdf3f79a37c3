import { describe, expect, it } from 'vitest'
import { apart, differenceError, equilibriumOf, evaluator, fixture, gameOf, profiles, slopes } from './field.ts'

interface Case {
  readonly A: number[][]
  readonly B: number[][]
  readonly C: number[][]
  readonly D: number[][]
  readonly a: number[]
  readonly c: number[]
  readonly equilibrium: number[]
  readonly strongMonotonicity: number
  readonly lipschitz: number
  readonly fieldAtStart: number[]
  readonly lossesAtStart: number[]
  readonly payoffAtStart?: number
  readonly payoffAtEquilibrium?: number
}
const data = fixture('quadratic') as { start: number[]; zeroSum: Case; generalSum: Case }
const split = (z: readonly number[]): number[][] => [z.slice(0, 3), z.slice(3)]

const selectorOf = ({ A, B, C, D, a, c }: Case, reply: boolean): string => {
  const options = { curvatureX: A, interaction: B, curvatureY: C, linear: [a, c], ...(reply ? { reply: D } : {}) }
  return `quadratic[${Object.entries(options)
    .map(([k, v]) => `${k}=${JSON.stringify(v)}`)
    .join(',')}]`
}

describe('quadratic', () => {
  it.each([
    ['zero-sum', data.zeroSum, false],
    ['general-sum', data.generalSum, true],
  ] as const)('agrees with the independent script: %s', async (_, known, reply) => {
    const game = gameOf(selectorOf(known, reply))
    const { F, losses } = evaluator(game)
    expect(apart(await F(split(data.start)), split(known.fieldAtStart))).toBeLessThan(1e-12)
    expect(game.claims.zeroSum).toBe(reply ? undefined : true)
    expect(game.claims.monotone).toBe('strongly')
    expect(Math.abs(game.claims.lipschitz! - known.lipschitz)).toBeLessThan(1e-10)
    expect(apart(equilibriumOf(game)!, split(known.equilibrium))).toBeLessThan(1e-10)
    expect(apart(await F(equilibriumOf(game)!), split([0, 0, 0, 0, 0]))).toBeLessThan(1e-12)
    const [ℓx, ℓy] = await losses(split(data.start))
    const expected = reply ? known.lossesAtStart : [known.payoffAtStart!, -known.payoffAtStart!]
    expect(apart([[ℓx!, ℓy!]], [expected])).toBeLessThan(1e-12)
    const { modulus, lipschitz } = await slopes(game, 20)
    expect(modulus).toBeGreaterThan(known.strongMonotonicity)
    expect(lipschitz).toBeLessThan(known.lipschitz)
    expect(await differenceError(game, split(data.start))).toBeLessThan(1e-8)
  })

  it('has the payoff of the independent script at the equilibrium', async () => {
    const game = gameOf(selectorOf(data.zeroSum, false))
    const [f] = await evaluator(game).losses(equilibriumOf(game)!)
    expect(Math.abs(f! - data.zeroSum.payoffAtEquilibrium!)).toBeLessThan(1e-12)
  })

  it('has the spectra it is asked for', async () => {
    // The d blocks [[α, β], [−β, α]] have α from μ up to L and β from L_xy down to μ_xy; ‖M‖ is the largest modulus.
    const game = gameOf('quadratic[dimension=3,mu=0.2,lipschitz=1,coupling=2,couplingLow=0.5]')
    const moduli = [
      [0.2, 2],
      [0.6, 1.25],
      [1, 0.5],
    ].map(([α, β]) => Math.hypot(α!, β!))
    expect(Math.abs(game.claims.lipschitz! - Math.max(...moduli))).toBeLessThan(1e-12)
    const { modulus, lipschitz } = await slopes(game, 40)
    expect(modulus).toBeGreaterThan(0.2)
    expect(modulus).toBeLessThan(0.6)
    expect(lipschitz).toBeLessThan(Math.max(...moduli))
    const [z] = profiles(game, 1)
    const [f, g] = await evaluator(game).losses(z!)
    expect(f! + g!).toBe(0)
  })

  it('is merely monotone without curvature, and claims nothing where curvature is negative', () => {
    expect(gameOf('quadratic[mu=0,lipschitz=0]').claims.monotone).toBe('merely')
    const concave = gameOf('quadratic[curvatureX=[[-1]],interaction=[[1]],curvatureY=[[1]]]')
    expect(concave.claims.monotone).toBeUndefined()
    expect(equilibriumOf(concave)).toBeNull()
  })

  it.each([
    ['quadratic[mu=2,lipschitz=1]', /mu \(μ\).*at most.*1, got 2/],
    ['quadratic[coupling=0.05]', /couplingLow.*0.05.*0.1/],
    ['quadratic[curvatureX=[[1]]]', /curvatureX.*together/],
    ['quadratic[curvatureX=[[1,2],[3,1]],interaction=[[1],[1]],curvatureY=[[1]]]', /curvatureX.*symmetric.*2 in row 1.*3 across/],
    ['quadratic[curvatureX=[[1]],interaction=[[1,1]],curvatureY=[[1]]]', /interaction.*\[1, 1\].*\[1, 2\]/],
  ])('rejects %s', (selector, sentence) => {
    expect(() => gameOf(selector)).toThrow(sentence)
  })
})
