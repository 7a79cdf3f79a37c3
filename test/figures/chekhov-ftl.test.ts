import { describe, expect, it } from 'vitest'
import type { Game } from '../../core/contract.ts'
import type { Mixture } from '../../core/mixture.ts'
import { dirac } from '../../core/mixture.ts'
import { chekhovFtl } from '../../optimizers/chekhov-ftl.ts'
import { fixture, lab, open } from './play.ts'

interface Run {
  T: number
  eta0: number
  upper: number
  /** Over the grid, at `reply`, and over all generators. */
  lower: number
  reply: number[]
  lowest: number
  gap: number
  mean: number[]
  square: number[]
  first: number[][]
  lastCritic: number[]
}
const { runs, pure, practical } = fixture('chekhov_ftl') as {
  runs: Record<string, Run[]>
  pure: Record<string, number>
  practical: Record<string, { mixture: number; last: number }>
}
const games: Record<string, string> = {
  circle: 'semi-shallow-gan[loss=wasserstein,generator=circle,grid=3600,features=identity,radius=1,data=[[0,0]]]',
  moments: 'semi-shallow-gan',
  affine:
    'semi-shallow-gan[data=[[-1],[0.5],[2]],generator=affine[limit=1.5,latents=4],grid=21,features=hermite[degree=3],radius=1.5]',
}

/** The answer after T rounds of the horizon T, and the last decisions. */
interface Solved {
  readonly game: Game
  readonly mixture: readonly Mixture[]
  readonly last: readonly Mixture[]
}
const known = new Map<string, Promise<Solved>>()
function solved(game: string, T: number): Promise<Solved> {
  const name = `${game} ${T}`
  if (!known.has(name)) known.set(name, solve(game, T))
  return known.get(name)!
}
async function solve(game: string, T: number): Promise<Solved> {
  const { assembled, engine } = await open({ game, optimizer: `chekhov-ftl[horizon=${T}]` })
  const { state } = await engine.advance(await engine.init(), 0, T)
  return { game: assembled.game, mixture: await engine.answer(state), last: await engine.answer(state, 'last') }
}
const mean = ({ atoms, weights }: Mixture, f = (x: number): number => x): number =>
  atoms.reduce((s, x, i) => s + (weights[i] as number) * f(x.host[0]!), 0)

describe.each(Object.entries(runs).flatMap(([name, all]) => all.map(run => [name, run.T, run] as const)))(
  'chekhov-ftl on %s, T = %d',
  (name, T, run) => {
    it('plays as the independent script and has its gap, which falls as 1/√T; the last strategies have not', async () => {
      const { game, mixture, last } = await solved(games[name]!, T)
      const [generators, critics] = mixture as [Mixture, Mixture]
      expect([generators, critics].map(m => [m.atoms.length, m.weights[0]])).toEqual([[T, 1 / T], [T, 1 / T]]) // prettier-ignore
      run.first.forEach((u, t) => u.forEach((x, i) => expect(Math.abs(generators.atoms[t]!.host[i]! - x)).toBeLessThan(1e-12)))
      run.lastCritic.forEach((x, i) => expect(Math.abs(critics.atoms[T - 1]!.host[i]! - x)).toBeLessThan(1e-9))
      const { upper, lower } = game.oracles!.worst!(mixture)
      expect(Math.abs(upper - run.upper)).toBeLessThan(1e-9)
      expect(Math.abs(lower - run.lowest)).toBeLessThan(1e-9)
      const reply = game.views!.bestResponse!().respond(0, mixture).host
      run.reply.forEach((x, i) => expect(Math.abs(reply[i]! - x)).toBeLessThan(1e-12))
      expect(upper - lower).toBeGreaterThan(0)
      expect((upper - lower) * Math.sqrt(T)).toBeLessThan(2)
      const end = game.oracles!.worst!(last)
      if (T >= 100) expect(end.upper - end.lower).toBeGreaterThan(5 * (upper - lower))
    })
  },
)

describe('the figures of the reference', () => {
  it('circle: gap 0.245255 and 0.144343 at T = 25 and 100; the mixed value is 0, any pure generator is worth 1', async () => {
    for (const [T, gap] of [
      [25, 0.245255],
      [100, 0.144343],
    ] as const) {
      const { game, mixture, last } = await solved(games.circle!, T)
      const { upper, lower } = game.oracles!.worst!(mixture)
      expect(Math.abs(upper - lower - gap)).toBeLessThan(5.1e-7)
      expect(lower).toBeLessThan(0)
      expect(upper).toBeGreaterThan(0)
      expect(Math.abs(game.oracles!.worst!([last[0]!, mixture[1]!]).upper - 1)).toBeLessThan(1e-12)
    }
  })

  it('moments, T = 400: worst case −0.69288 (−log 2 at equilibrium), lower −0.69971, E u 0.032, E u² 1.044; the best pure generator −0.56234', async () => {
    const { game, mixture } = await solved(games.moments!, 400)
    const { upper, lower } = game.oracles!.worst!(mixture)
    expect(Math.abs(upper + 0.69288)).toBeLessThan(5.1e-6)
    expect(Math.abs(lower + 0.69971)).toBeLessThan(5.1e-6)
    expect(lower).toBeLessThan(-Math.LN2)
    expect(upper).toBeGreaterThan(-Math.LN2)
    expect(Math.abs(mean(mixture[0]!) - 0.032)).toBeLessThan(5.1e-4)
    expect(Math.abs(mean(mixture[0]!, u => u * u) - 1.044)).toBeLessThan(5.1e-4)
    const worst = (u: number): number =>
      game.oracles!.worst!([dirac(mixture[0]!.atoms[0]!.with(Float64Array.of(u))), dirac(mixture[1]!.atoms[0]!)]).upper
    for (const u of [-1, 1]) expect(Math.abs(worst(u) + 0.56234)).toBeLessThan(5.1e-6)
    for (const [u, value] of Object.entries(pure).filter(([name]) => name !== 'about'))
      expect(Math.abs(worst(Number(u)) - value)).toBeLessThan(1e-8)
    const far = mixture[0]!.atoms.filter(a => Math.abs(a.host[0]!) < 0.5 || Math.abs(a.host[0]!) > 1.5)
    expect(far.length / 400).toBeGreaterThan(0.9)
    for (let u = -2; u <= 2; u += 0.1) expect(worst(u)).toBeGreaterThan(upper + 0.13)
  })
})

describe('chekhov-ftl', () => {
  it('takes another scale of its regularizer: v₂ = Π((η₀/√T)∇g₁(v₁))', async () => {
    const { engine } = await open({ game: games.moments!, optimizer: 'chekhov-ftl[horizon=4,scale=0.3]' })
    const { state } = await engine.advance(await engine.init(), 0, 2)
    // ∇g₁(0) = ¼(E φ(x) − φ(−2)) = ¼((0, 0) − (−2, 3)).
    const [, v] = await engine.answer(state, 'last')
    expect(Array.from(v!.atoms[0]!.host)).toEqual([0.15 * 0.5, 0.15 * -0.75])
  })

  it('ends at its horizon, and says so', async () => {
    const { engine } = await open({ game: games.moments!, optimizer: 'chekhov-ftl[horizon=3]' })
    const { state } = await engine.advance(await engine.init(), 0, 3)
    expect(engine.done((await engine.advance(await engine.init(), 0, 2)).state)).toBe(false)
    expect(engine.done(state)).toBe('all rounds of the horizon are played (T = 3)')
    expect(await engine.advance(state, 3, 5)).toMatchObject({ state, steps: 0 })
  })

  it('refuses where there is no best response, and where it is local only', async () => {
    await expect(open({ game: 'bilinear', optimizer: 'chekhov-ftl' })).rejects.toThrow(/does not offer a best-response view/)
    const { game } = lab.assemble({ game: games.moments!, optimizer: 'chekhov-ftl', seed: 0 })
    const view = game.views!.bestResponse!()
    const locally = { ...game, views: { bestResponse: () => ({ ...view, local: [0] }) } }
    const sentence = /Alg\. 1 with a local minimiser voids the theorem/
    expect(chekhovFtl.refuses!({ horizon: 3 }, locally)).toMatch(sentence)
    // Rows of 1 + 2 numbers, 2²⁶ at most.
    expect(chekhovFtl.refuses!({ horizon: 22369621 }, game)).toBeNull()
    expect(chekhovFtl.refuses!({ horizon: 22369622 }, game)).toMatch(/valid on this game: at most 22369621$/)
    expect(() => lab.assemble({ game: games.moments!, optimizer: 'chekhov-ftl', seed: 0, override: { game: locally } })).toThrow(
      sentence,
    )
    expect(chekhovFtl.refuses!({ horizon: 3 }, { ...game, claims: {} })).toMatch(/does not claim \(zeroSum\)/)
  })
})

describe('the practical algorithm and descent-ascent on the circle, step 0.1, 1,000 steps from the independent script’s start', () => {
  const game = games.circle!.replace(/]$/, ',start=[[0],[0.1,0.1]]]')
  it.each([
    ['gda', 'gda[stepSize=0.1]'],
    ['queue=10,growth=2', 'chekhov[stepSize=0.1,queue=10,growth=2]'],
    ['queue=10,spacing=60', 'chekhov[stepSize=0.1,queue=10,spacing=60]'],
  ] as const)('%s, %s: the gaps of its answers', async (name, optimizer) => {
    const { assembled, engine } = await open({ game, optimizer })
    const { state } = await engine.advance(await engine.init(), 0, 1000)
    const answers = name === 'gda' ? { last: undefined } : { mixture: undefined, last: 'last' }
    for (const [which, other] of Object.entries(answers)) {
      const { upper, lower } = assembled.game.oracles!.worst!(await engine.answer(state, other))
      expect(Math.abs(upper - lower - practical[name]![which as 'last']), which).toBeLessThan(1e-9)
    }
  })
})
