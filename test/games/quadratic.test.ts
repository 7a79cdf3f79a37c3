import { describe, expect, it } from 'vitest'
import { apart, differenceError, equilibriumOf, evaluator, fixture, gameOf, profiles, slopes, stationaryOf } from './field.ts'

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

  it('has the spectra that are given', async () => {
    // On the axes F = (αx + βy, −βx + γy), entry by entry.
    const spectra = { spectrumX: [0.3, -0.1, 2], spectrumY: [1, 0.5, 0], singular: [0.7, 1, 0.2] }
    const text = Object.entries(spectra).map(([k, v]) => `${k}=${JSON.stringify(v)}`)
    const { F } = evaluator(gameOf(`quadratic[${text.join(',')},bases=identity]`))
    const [x, y] = [
      [1, -2, 0.5],
      [0.3, 0.4, -1],
    ] as const
    const { spectrumX: α, spectrumY: γ, singular: β } = spectra
    const expected = [x.map((v, k) => α[k]! * v + β[k]! * y[k]!), x.map((v, k) => -β[k]! * v + γ[k]! * y[k]!)]
    expect(apart(await F([x, y]), expected)).toBeLessThan(1e-15)
    // In other bases the field at the basis' k-th vectors is that of the k-th block: ‖F‖² = (α + β)² + (γ − β)² for k = 1.
    const game = gameOf(`quadratic[${text.join(',')}]`)
    const sine = [1, 2, 3].map(j => Math.SQRT1_2 * Math.sin((Math.PI * j) / 4))
    const cosine = [1, 1, 1].map(v => v / Math.sqrt(3))
    const [f, g] = await evaluator(game).F([sine, cosine])
    expect(apart([f!, g!], [sine.map(v => (0.3 + 0.7) * v), cosine.map(v => (1 - 0.7) * v)])).toBeLessThan(1e-14)
  })

  it('is purely bilinear or decoupled where only one spectrum is given', () => {
    const bilinear = gameOf('quadratic[singular=[1,0.5]]').claims
    expect(bilinear).toMatchObject({ zeroSum: true, monotone: 'merely' })
    expect(bilinear.lipschitz).toBeCloseTo(1, 14)
    expect(bilinear.equilibrium).toBeDefined()
    expect(gameOf('quadratic[spectrumX=[1,2]]').claims).toMatchObject({ monotone: 'merely' })
  })

  it('is weak Minty with ρ = −2·min(α, γ)/(αγ + β²) where curvature is negative, and that is the least', async () => {
    const closed = (α: number, β: number, γ: number) => (-2 * Math.min(α, γ)) / (α * γ + β * β)
    expect(gameOf('quadratic[spectrumX=[-0.1],spectrumY=[-0.1],singular=[1]]').claims.weakMinty).toBeCloseTo(0.2 / 1.01, 14)
    const game = gameOf('quadratic[spectrumX=[-0.1,0.2],spectrumY=[0.3,-0.2],singular=[1,0.5],linear=[[1,2],[-1,0.5]]]')
    const ρ = Math.max(closed(-0.1, 1, 0.3), closed(0.2, 0.5, -0.2))
    expect(Math.abs(game.claims.weakMinty! - ρ)).toBeLessThan(1e-13)
    expect(game.claims.monotone).toBeUndefined()
    expect(equilibriumOf(game)).toBeNull()
    // No smaller ρ holds: among 180 directions one comes within a thousandth of it.
    const blocks = [
      [-0.1, 1, 0.3],
      [0.2, 0.5, -0.2],
    ] as const
    for (const [α, β, γ] of blocks) {
      const ρ = closed(α, β, γ)
      const block = gameOf(`quadratic[spectrumX=[${α}],singular=[${β}],spectrumY=[${γ}],bases=identity]`)
      const { F } = evaluator(block)
      let least = Infinity
      for (let k = 0; k < 180; k++) {
        const z = [[Math.cos((k * Math.PI) / 180)], [Math.sin((k * Math.PI) / 180)]]
        const [[f], [g]] = (await F(z)) as [[number], [number]]
        least = Math.min(least, (f * z[0]![0]! + g * z[1]![0]!) / (f * f + g * g))
      }
      expect(block.claims.weakMinty).toBeCloseTo(ρ, 13)
      expect(least).toBeGreaterThan(-ρ / 2 - 1e-13)
      expect(least).toBeLessThan((-ρ / 2) * 0.999)
    }
    expect(
      apart(await evaluator(game).F(stationaryOf(game)!), [
        [0, 0],
        [0, 0],
      ]),
    ).toBeLessThan(1e-14)
    expect(gameOf('quadratic').claims.weakMinty).toBeUndefined()
  })

  it.each([
    ['quadratic[spectrumX=[1,2],singular=[1]]', /singular.*spectrumX.*2, got 1/],
    ['quadratic[spectrumX=[1],mu=0.2]', /mu.*spectrumX.*not both/],
    ['quadratic[bases=identity,curvatureX=[[1]],interaction=[[1]],curvatureY=[[1]]]', /bases.*not both/],
    ['quadratic[mu=2,lipschitz=1]', /mu \(μ\).*at most.*1, got 2/],
    ['quadratic[coupling=0.05]', /couplingLow.*0.05.*0.1/],
    ['quadratic[curvatureX=[[1]]]', /curvatureX.*together/],
    ['quadratic[curvatureX=[[1,2],[3,1]],interaction=[[1],[1]],curvatureY=[[1]]]', /curvatureX.*symmetric.*2 in row 1.*3 across/],
    ['quadratic[curvatureX=[[1]],interaction=[[1,1]],curvatureY=[[1]]]', /interaction.*\[1, 1\].*\[1, 2\]/],
  ])('rejects %s', (selector, sentence) => {
    expect(() => gameOf(selector)).toThrow(sentence)
  })
})
