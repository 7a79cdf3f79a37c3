import { describe, expect, it } from 'vitest'
import { fixture, norm, play, squaredNorm, trajectoriesApart, type Selectors } from './play.ts'

type Pair = [number, number]
interface Trajectory {
  first: Pair[]
  every50: Pair[]
  finalNorm: number
  tailNorm: Pair
}
const { trajectories, wganClipTail } = fixture('dirac') as {
  trajectories: Record<string, Record<string, Trajectory>>
  wganClipTail: Record<string, Pair>
}

/** The script's games. A gp of weight λ is γ = 2λ there. */
const games: Record<string, Omit<Selectors, 'optimizer'>> = {
  'gan': { game: 'dirac-gan' },
  'ns-gan': { game: 'dirac-gan[loss=non-saturating]' },
  'wgan-clip-1': { game: 'dirac-gan[loss=wasserstein]', players: { critic: 'vector[start=[1],set=box[limit=1]]' } },
  'gan+r1-0.3': { game: 'dirac-gan[penalty=r1[weight=0.3]]' },
  'gan+r1-1': { game: 'dirac-gan[penalty=r1[weight=1]]' },
  'wgan-gp-0.7-1': { game: 'dirac-gan[loss=wasserstein,penalty=gp[weight=0.35,target=1]]' },
  'gan+noise-0.7': { game: 'dirac-gan[noise=0.7]' },
}
/** Alternating: θ first, then d steps of ψ. */
const orders: Record<string, string> = {
  'sim': 'simultaneous',
  'alt-1': '["generator","critic"]',
  'alt-5': '["generator","critic","critic","critic","critic","critic"]',
}
const optimizerOf = (order: string, h: number): string => `gda[stepSize=${h},moves=${orders[order]!}]`
const asProfile = ([θ, ψ]: Pair): number[][] => [[θ], [ψ]]
const cases = Object.keys(games).flatMap(name => Object.keys(orders).map(order => [name, order] as const))

describe('dirac-gan, 500 steps of 0.2 from (1, 1)', () => {
  it.each(cases)('%s, %s: the trajectory of the independent script', async (name, order) => {
    const expected = trajectories[name]![order]!
    const found = await play({ ...games[name]!, optimizer: optimizerOf(order, 0.2) }, { steps: 500 })
    expect(trajectoriesApart(found.slice(0, 11), expected.first.map(asProfile))).toBeLessThan(1e-12)
    expect(
      trajectoriesApart(
        found.filter((_, k) => k % 50 === 0),
        expected.every50.map(asProfile),
      ),
    ).toBeLessThan(1e-9)
    const tail = found.slice(-100).map(norm)
    // The expectation over the noise leaves a rounding error of its own where the field vanishes.
    const floor = name.includes('noise') ? 1e-15 : 0
    for (const [value, figure] of [
      [norm(found.at(-1)!), expected.finalNorm],
      [Math.min(...tail), expected.tailNorm[0]],
      [Math.max(...tail), expected.tailNorm[1]],
    ] as const) {
      expect(Math.abs(value - figure)).toBeLessThan(1e-8 * figure + floor)
    }
  })

  it('R1 with γ = 0.3 ends at ‖z₅₀₀‖ = 2.64265629e-6', async () => {
    const found = await play({ ...games['gan+r1-0.3']!, optimizer: 'gda[stepSize=0.2]' }, { steps: 500, every: 500 })
    expect(Math.abs(norm(found[1]!) / 2.64265629e-6 - 1)).toBeLessThan(1e-8)
  })

  it.each([
    ['gan', [3.097, 1.421, 1.845]],
    ['ns-gan', [0.6402, 0.2839, 0.1389]],
    ['wgan-clip-1', [1.002, 1.024, 0.9169]],
    ['gan+r1-0.3', [2.643e-6, 2.301e-7, 9.25e-34]],
    ['gan+r1-1', [9.53e-22, 7.48e-17, 5.14e-12]],
  ])(
    '%s: the published ‖z₅₀₀‖ to its printed digits, simultaneous and alternating with 1 and 5 critic steps',
    async (name, published) => {
      for (const [i, order] of Object.keys(orders).entries()) {
        const [, last] = await play({ ...games[name]!, optimizer: optimizerOf(order, 0.2) }, { steps: 500, every: 500 })
        const digits = String(published[i]).split('e')[0]!.replace('.', '').replace(/^0+/, '').length
        expect(Number(norm(last!).toPrecision(digits))).toBe(published[i])
      }
    },
  )

  it('the clipped Wasserstein variant stays in the published ring over its last 100 steps', async () => {
    const found = await play({ ...games['wgan-clip-1']!, optimizer: 'gda[stepSize=0.2]' }, { steps: 500 })
    const tail = found.slice(-100).map(norm)
    expect(
      [Math.min(...tail), Math.max(...tail)].map((r, i) => Math.abs(r - wganClipTail['100']![i]!)).every(e => e < 1e-9),
    ).toBe(true)
    expect(found.every(([, ψ]) => Math.abs(ψ![0]!) <= 1)).toBe(true)
  })
})

describe('dirac-gan, rates and cycles', () => {
  it.each([
    [0.02, 100_000, 20_000, 0.04],
    [0.05, 20_000, 5_000, 0.1],
  ])('non-saturating descent-ascent with h = %d circles at mean r² = 2h', async (h, steps, last, law) => {
    const tail = await play({ ...games['ns-gan']!, optimizer: `gda[stepSize=${h}]` }, { steps, after: steps - last + 1 })
    expect(tail).toHaveLength(last)
    const mean = tail.reduce((sum, z) => sum + squaredNorm(z), 0) / last
    expect(Math.abs(mean - law)).toBeLessThan(1e-4)
  })

  it('R1 with γ = 0.3 shrinks ‖z‖² by 0.95 a step in the long run, the saturating game grows by 1.01 near 0', async () => {
    const r1 = await play({ ...games['gan+r1-0.3']!, optimizer: 'gda[stepSize=0.2]' }, { steps: 5000, after: 500, every: 4500 })
    expect(Math.abs((squaredNorm(r1[1]!) / squaredNorm(r1[0]!)) ** (1 / 4500) - 0.95)).toBeLessThan(1e-4)
    const near = await play({ game: 'dirac-gan[start=[1e-5,1e-5]]', optimizer: 'gda[stepSize=0.2]' }, { steps: 1 })
    expect(Math.abs(squaredNorm(near[1]!) / squaredNorm(near[0]!) - 1.01)).toBeLessThan(1e-8)
  })

  it('alternating non-saturating steps of 0.1 lose r² as 1/t: 0.00799 after 10,000', async () => {
    const [, last] = await play(
      { ...games['ns-gan']!, optimizer: 'gda[stepSize=0.1,moves=alternating]' },
      { steps: 10_000, every: 10_000 },
    )
    expect(Number(squaredNorm(last!).toPrecision(3))).toBe(0.00799)
  })
})
