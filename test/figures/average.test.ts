import { describe, expect, it } from 'vitest'
import { answers, apart, atomsOf, fixture, open, play, trajectoriesApart } from './play.ts'

type Pair = [number, number]
interface Rows {
  iterates: Pair[]
  t100: Pair
  t200: Pair
}
const { averages } = fixture('bilinear') as { averages: Record<string, Record<string, Rows>> }
const game = 'bilinear[start=[[1],[1]]]'
const asProfile = ([x, y]: Pair): number[][] => [[x], [y]]
const mean = (points: readonly number[][][], weights: readonly number[] = points.map(() => 1)): number[][] => {
  const total = weights.reduce((s, w) => s + w, 0)
  return points[0]!.map((x, i) => x.map((_, j) => points.reduce((s, z, k) => s + weights[k]! * z[i]![j]!, 0) / total))
}

const inner: Record<string, string> = {
  'sim-0.3': 'gda[stepSize=0.3]',
  'alt-0.3': 'gda[stepSize=0.3,moves=alternating]',
  'sim-inverse-sqrt-0.3': 'gda[stepSize=inverse-sqrt[of=0.3]]',
  'alt-inverse-sqrt-0.3': 'gda[stepSize=inverse-sqrt[of=0.3],moves=alternating]',
}
const kinds: Record<string, string> = {
  uniformWithStart: 'kind=uniform,includeStart=true',
  uniformWithoutStart: 'kind=uniform',
  ema: 'kind=ema[decay=0.99]',
  weightedByNextStep: 'kind=uniform,weights=step-size',
}
const averaged = (of: string, options: string): string => `average[of=${of},${options}]`

describe('average on the bilinear game: figures of the independent script', () => {
  it.each(Object.keys(inner).flatMap(of => Object.keys(kinds).map(kind => [of, kind] as const)))('%s, %s', async (of, kind) => {
    const expected = averages[of]![kind]!
    const optimizer = averaged(inner[of]!, kinds[kind]!)
    const found = (await answers({ game, optimizer }, { steps: 20 })).slice(1).map(atomsOf)
    expect(trajectoriesApart(found, expected.iterates.map(asProfile))).toBeLessThan(1e-12)
    const [, t100, t200] = await answers({ game, optimizer }, { steps: 200, every: 100 })
    expect(apart(atomsOf(t100!), asProfile(expected.t100))).toBeLessThan(1e-9)
    expect(apart(atomsOf(t200!), asProfile(expected.t200))).toBeLessThan(1e-9)
  })
})

describe('average on the bilinear game: identities', () => {
  /** Mean of z₀, …, z_{t−1} for t = 1, …, 100 and z_t. */
  const both = async (of: string): Promise<[number[][][], number[][][]]> => {
    const means = await answers({ game, optimizer: averaged(of, 'kind=uniform,includeStart=true') }, { steps: 99 })
    return [means.map(atomsOf), await play({ game, optimizer: of }, { steps: 100 })]
  }
  it('simultaneous: z̄_t = (1/(ηt))J⁻¹(z₀ − z_t), J = [[0, 1], [−1, 0]], which diverges', async () => {
    const [means, z] = await both('gda[stepSize=0.3]')
    for (let t = 1; t <= 100; t++) {
      const [x, y] = z[t]!.flat() as Pair
      expect(apart(means[t - 1]!, [[(y - 1) / (0.3 * t)], [(1 - x) / (0.3 * t)]])).toBeLessThan(1e-12)
    }
    expect(Math.abs(means[99]![0]![0]!)).toBeGreaterThan(3)
  })
  it('alternating, x first: ȳ_t = (x₀ − x_t)/(ηt), which vanishes as 1/t', async () => {
    const [means, z] = await both('gda[stepSize=0.3,moves=alternating]')
    for (let t = 1; t <= 100; t++) {
      const ȳ = means[t - 1]![1]![0]!
      expect(Math.abs(ȳ - (1 - z[t]![0]![0]!) / (0.3 * t))).toBeLessThan(1e-13)
      expect(Math.abs(ȳ) * t).toBeLessThan(10)
    }
  })
})

describe('a moving average of alternating descent-ascent on f = xy', () => {
  it.each([
    [0.9, 0.3],
    [0.99, 0.1],
  ])('δ = %d, η = %d: shrinks the cycle by (1 − δ)/|1 − δe^{iφ}| and no further', async (δ, η) => {
    // The step turns by φ, cos φ = 1 − η²/2, in the metric x² + y² − ηxy, which it keeps: what the average does is scale and turn.
    const φ = Math.acos(1 - (η * η) / 2)
    const ratio = (1 - δ) / Math.hypot(1 - δ * Math.cos(φ), δ * Math.sin(φ))
    const size = (z: number[][]): number => Math.sqrt(z[0]![0]! ** 2 + z[1]![0]! ** 2 - η * z[0]![0]! * z[1]![0]!)
    const inner = `gda[stepSize=${η},moves=alternating]`
    const steps = Math.ceil(-32 / Math.log(δ))
    const [z, means] = [
      await play({ game, optimizer: inner }, { steps: steps + 40, after: steps }),
      await answers({ game, optimizer: averaged(inner, `kind=ema[decay=${δ}]`) }, { steps: steps + 40, after: steps }),
    ]
    for (const [k, mean] of means.entries()) expect(size(atomsOf(mean)) / size(z[k]!)).toBeCloseTo(ratio, 10)
  })
})

describe('average against a recomputation from the inner trajectory', () => {
  const η = 0.3
  const of = `extragradient[stepSize=${η},direction=momentum[momentum=0.2]]`
  const board = 'dirac-gan[loss=non-saturating,start=[1,-0.7]]'

  it('does not change the inner optimizer', async () => {
    const [plain, wrapped] = await Promise.all(
      [of, averaged(of, 'kind=uniform'), averaged(of, 'kind=mixture[atoms=4]')].map(optimizer =>
        play({ game: board, optimizer }, { steps: 40 }),
      ),
    )
    expect(wrapped).toEqual(plain)
  })

  it('point=extrapolated averages the points that were looked ahead to', async () => {
    const plain = `extragradient[stepSize=${η}]`
    const found = await answers({ game, optimizer: averaged(plain, 'kind=uniform,point=extrapolated') }, { steps: 30 })
    const z = await play({ game, optimizer: plain }, { steps: 30 })
    const ahead = z.map(([x, y]) => [[x![0]! - η * y![0]!], [y![0]! + η * x![0]!]])
    for (let t = 1; t <= 30; t++) expect(apart(atomsOf(found[t]!), mean(ahead.slice(0, t)))).toBeLessThan(1e-13)
    expect(apart(atomsOf(found[30]!), mean(z.slice(1)))).toBeGreaterThan(1e-3)
  })

  it('weights=step-size with a schedule a player count the first player’s step', async () => {
    const gda = 'gda[stepSize=by-player[x=inverse-sqrt[of=0.2],y=cosine[of=0.3,steps=20]]]'
    const [, last] = await answers({ game, optimizer: averaged(gda, 'kind=uniform,weights=step-size') }, { steps: 30, every: 30 })
    const z = (await play({ game, optimizer: gda }, { steps: 30 })).slice(0, 30)
    const weights = z.map((_, k) => 0.2 / Math.sqrt(k + 1))
    expect(apart(atomsOf(last!), mean(z, weights))).toBeLessThan(1e-13)
  })

  it('point=extrapolated with weights=step-size gives the point of step s the weight η_s', async () => {
    const plain = 'extragradient[stepSize=inverse-sqrt[of=0.3]]'
    const optimizer = averaged(plain, 'kind=uniform,point=extrapolated,weights=step-size')
    const [, last] = await answers({ game, optimizer }, { steps: 30, every: 30 })
    const z = (await play({ game, optimizer: plain }, { steps: 30 })).slice(0, 30)
    const η = z.map((_, k) => 0.3 / Math.sqrt(k + 1))
    const ahead = z.map(([x, y], k) => [[x![0]! - η[k]! * y![0]!], [y![0]! + η[k]! * x![0]!]])
    expect(apart(atomsOf(last!), mean(ahead, η))).toBeLessThan(1e-13)
  })

  it('kind=ema starts at z₀', async () => {
    const found = await answers({ game: board, optimizer: averaged(of, 'kind=ema[decay=0.9]') }, { steps: 40 })
    const z = await play({ game: board, optimizer: of }, { steps: 40 })
    let e = z[0]!
    z.forEach((zt, t) => {
      if (t > 0) e = e.map((x, i) => x.map((v, j) => 0.9 * v + 0.1 * zt[i]![j]!))
      expect(apart(atomsOf(found[t]!), e)).toBeLessThan(1e-13)
    })
  })
})

describe('average with kind=mixture', () => {
  const of = 'gda[stepSize=0.1]'
  const steps = 70

  /** The steps of the inner trajectory whose iterates are the atoms, in their order. */
  const timesOf = (atoms: readonly number[][][], z: readonly number[][][]): number[] =>
    atoms.map(atom => z.findIndex(zt => JSON.stringify(zt) === JSON.stringify(atom)))

  it.each([
    [2, false],
    [4, false],
    [4, true],
    [10, false],
    [16, true],
  ])(
    '%d atoms, includeStart=%s: snapshots evenly spaced over any number of steps, with equal weights',
    async (N, includeStart) => {
      const optimizer = averaged(of, `kind=mixture[atoms=${N}],includeStart=${includeStart}`)
      const z = await play({ game, optimizer: of }, { steps })
      const stepwise = await answers({ game, optimizer }, { steps })
      const { engine } = await open({ game, optimizer })
      for (let t = 1; t <= steps; t++) {
        // The same in one block of t steps.
        const block = await engine.answer((await engine.advance(await engine.init(), 0, t)).state)
        for (const answer of [stepwise[t]!, block]) {
          const n = answer[0]!.atoms.length
          answer.forEach(({ weights }) => expect(weights).toEqual(Array(n).fill(1 / n)))
          const atoms = answer[0]!.atoms.map((_, a) => answer.map(m => Array.from(m.atoms[a]!.host)))
          // Counted from 1 over the points that are offered, the starting point being the first where it counts.
          const places = timesOf(atoms, z).map(time => time + (includeStart ? 1 : 0))
          const offered = t + (includeStart ? 1 : 0)
          const spacing = places[0]!
          expect(places).toEqual(Array.from({ length: n }, (_, a) => (a + 1) * spacing))
          expect(offered - places.at(-1)!).toBeLessThan(spacing)
          expect(n).toBeLessThanOrEqual(N)
          expect(n).toBeGreaterThanOrEqual(Math.min(offered, N / 2))
        }
      }
    },
  )

  it('weights=step-size: each snapshot has the weight of the step that sets out from it', async () => {
    const gda = 'gda[stepSize=inverse-sqrt[of=0.1]]'
    const optimizer = averaged(gda, 'kind=mixture[atoms=4],weights=step-size')
    const z = await play({ game, optimizer: gda }, { steps: 40 })
    const found = await answers({ game, optimizer }, { steps: 40 })
    for (let t = 1; t <= 40; t++) {
      for (const { atoms, weights } of found[t]!) {
        const times = timesOf(
          atoms.map((_, a) => found[t]!.map(m => Array.from(m.atoms[a]!.host))),
          z,
        )
        const η = times.map(k => 1 / Math.sqrt(k + 1))
        const total = η.reduce((a, b) => a + b, 0)
        weights.forEach((w, a) => expect(w).toBeCloseTo(η[a]! / total, 14))
      }
    }
  })

  it.each([
    ['kind=ema,weights=step-size', 'weights of its own'],
    ['kind=ema,includeStart=true', 'begins at the start'],
    ['kind=uniform,weights=step-size,includeStart=true', 'goes with weights=equal'],
    ['kind=mixture[atoms=3]', 'an even number of atoms'],
  ])('%s is refused, not ignored', async (options, says) => {
    await expect(open({ game, optimizer: averaged(of, options) })).rejects.toThrow(says)
  })

  it('holds before the first step what it can: the starting point', async () => {
    for (const includeStart of [false, true]) {
      const optimizer = averaged(of, `kind=mixture[atoms=4],includeStart=${includeStart}`)
      const [start] = await answers({ game, optimizer }, { steps: 1 })
      expect(atomsOf(start!)).toEqual([[1], [1]])
    }
  })
})
