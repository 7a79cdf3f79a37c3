import { describe, expect, it } from 'vitest'
import { key } from '../../core/key.ts'
import { dirac, uniform } from '../../core/mixture.ts'
import type { Game } from '../../core/contract.ts'
import { lab } from '../figures/play.ts'
import { apart, differenceError, evaluator, fixture } from './field.ts'

const games: Record<string, string> = {
  circle: 'semi-shallow-gan[loss=wasserstein,generator=circle,grid=3600,features=identity,radius=1,data=[[0,0]]]',
  moments: 'semi-shallow-gan',
  affine:
    'semi-shallow-gan[data=[[-1],[0.5],[2]],generator=affine[limit=1.5,latents=4],grid=21,features=hermite[degree=3],radius=1.5]',
}
const gameOf = (game: string): Game => lab.assemble({ game, optimizer: 'gda', seed: 0 }).game
interface Probe {
  readonly game: string
  readonly u: number[]
  readonly v: number[]
  readonly payoff: number
  readonly gradient: number[]
  readonly lipschitz: number
}
const { probes } = fixture('chekhov_ftl') as { probes: readonly Probe[] }

describe('semi-shallow-gan', () => {
  it.each(Object.keys(games))('%s: payoff, gradient and Lipschitz constant of the independent script', async name => {
    const game = gameOf(games[name]!)
    const { F, losses } = evaluator(game)
    const view = game.views!.bestResponse!()
    for (const { u, v, payoff, gradient, lipschitz } of probes.filter(p => p.game === name)) {
      expect(apart([await losses([u, v])], [[payoff, -payoff]])).toBeLessThan(1e-12)
      const ascent = gradient.map(g => -g)
      expect(apart([(await F([u, v]))[1]!], [ascent])).toBeLessThan(1e-12)
      const z = view.start().map((x, i) => x.with(Float64Array.from([u, v][i]!)))
      const side = view.smooth(1)!
      expect(apart([side.gradient(z).host], [ascent])).toBeLessThan(1e-12)
      expect(Math.abs(side.lipschitz - lipschitz)).toBeLessThan(1e-12)
      expect(await differenceError(game, [u, v])).toBeLessThan(1e-8)
    }
    expect(view.smooth(0)).toBeNull()
  })

  it.each(['semi-shallow-gan[data=[[0.3,-1],[1,2]],generator=point,grid=9,features=random[count=5]]', games.affine!])(
    '%s: best responses are the best of the grid, and of random critics; the worst cases are theirs',
    async text => {
      const game = gameOf(text)
      const { losses } = evaluator(game)
      const [view, { worst }] = [game.views!.bestResponse!(), game.oracles!]
      const start = view.start()
      const critics = [1, 2].map(k => game.players[1]!.set.prox(start.at(1).with(key(k).normal(start.at(1).size)), 1))
      const best = view.respond(0, [dirac(start.at(0)), uniform(critics)])
      const paid = async (u: ArrayLike<number>): Promise<number> =>
        (await Promise.all(critics.map(v => losses([u, v.host])))).reduce((s, [l]) => s + l! / 2, 0)
      const [least, { lower }] = [await paid(best.host), worst!([dirac(best), uniform(critics)])]
      expect(Math.abs(least - lower)).toBeLessThan(1e-12)
      const n = start.at(0).size
      for (let t = 0; t < 20; t++) {
        const cell = key(t).integers(n, 0, 9)
        const u = Array.from(cell, i => (text.includes('affine') ? -1.5 + (3 * 2 * i) / 20 : -2 + (4 * i) / 8))
        expect(await paid(u)).toBeGreaterThanOrEqual(least - 1e-12)
      }
      const reply = view.respond(1, [dirac(best), uniform(critics)])
      const { upper } = worst!([dirac(best), uniform(critics)])
      const [most] = await losses([best.host, reply.host])
      expect(Math.abs(most! - upper)).toBeLessThan(1e-11)
      for (const v of critics) expect((await losses([best.host, v.host]))[0]!).toBeLessThanOrEqual(upper)
    },
  )

  it('has no worst case for what is not there, and weighs equal atoms together', () => {
    const game = gameOf(games.moments!)
    const { worst } = game.oracles!
    const [u, v] = game.views!.bestResponse!().start().points as [ReturnType<typeof dirac>['atoms'][0], ReturnType<typeof dirac>['atoms'][0]] // prettier-ignore
    expect(worst!([])).toEqual({ upper: NaN, lower: NaN })
    expect(worst!([dirac(u.with(Float64Array.of(NaN))), dirac(v)])).toEqual({ upper: NaN, lower: NaN })
    const one = u.with(Float64Array.of(1))
    const twice = worst!([{ atoms: [u, one, one], weights: [0.5, 0.25, 0.25] }, dirac(v)])
    expect(Math.abs(twice.upper - worst!([{ atoms: [u, one], weights: [0.5, 0.5] }, dirac(v)]).upper)).toBeLessThan(1e-13)
  })

  it.each([
    [
      'semi-shallow-gan[data=[[0,0]],generator=affine]',
      /affine makes rows of 1 entries, and the data's have 2; valid here: point/,
    ],
    ['semi-shallow-gan[data=[[0,0]],grid=401]', /160801 generators; valid: at most 100000/],
    ['semi-shallow-gan[start=[[3],[0,0]]]', /one of 1 entries in box\[limit=2\]/],
    ['semi-shallow-gan[start=[[1]]]', /must have 2 rows/],
  ])('rejects %s', (text, sentence) => {
    expect(() => gameOf(text)).toThrow(sentence)
  })
})
