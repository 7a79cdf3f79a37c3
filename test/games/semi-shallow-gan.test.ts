import { describe, expect, it } from 'vitest'
import { key } from '../../core/key.ts'
import { dirac, uniform } from '../../core/mixture.ts'
import type { Game } from '../../core/contract.ts'
import type { Seen } from '../../core/define.ts'
import { defaultExecution, engineOf } from '../../core/execute.ts'
import { Profile } from '../../core/profile.ts'
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
    expect([view.smooth(0), view.searched!(1)]).toEqual([null, null])
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
      expect(lower).toBeLessThanOrEqual(least + 1e-12)
      const { respond, over } = view.searched!(0)!
      expect(over).toMatch(/^a grid of 4\d\d generators, and by descent from the best of them$/)
      expect(Math.abs((await paid(respond([dirac(start.at(0)), uniform(critics)]).host)) - lower)).toBeLessThan(1e-12)
      const n = start.at(0).size
      for (let t = 0; t < 20; t++) {
        const cell = key(t).integers(n, 0, 9)
        const u = Array.from(cell, i => (text.includes('affine') ? -1.5 + (3 * 2 * i) / 20 : -2 + (4 * i) / 8))
        expect(await paid(u)).toBeGreaterThanOrEqual(least - 1e-12)
        const anywhere = key(t).fold('off the grid').uniform(n, -1, 1)
        const c = text.includes('affine') ? 1.5 : 2
        expect(await paid(anywhere.map(x => c * x))).toBeGreaterThanOrEqual(lower - 1e-12)
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

  it.each(['semi-shallow-gan[grid=2]', games.affine!, 'semi-shallow-gan[data=[[0,1]],generator=point,grid=3]'])(
    '%s: the gap of answers off the grid is never negative, and the wider search meets the box',
    text => {
      const game = gameOf(text)
      const start = game.views!.bestResponse!().start()
      for (let t = 0; t < 30; t++) {
        const [u, v] = start.points.map((x, i) => {
          const atoms = [0, 1].map(a => game.players[i]!.set.prox(x.with(key(t).fold(i).fold(a).normal(x.size, 0, 1.5)), 1))
          return uniform(atoms)
        })
        const { upper, lower } = game.oracles!.worst!([u!, v!])
        expect(upper - lower).toBeGreaterThanOrEqual(-1e-14)
      }
    },
  )

  it('grid=2: against v = (0, −1) the best generator is u = 0, off the grid', () => {
    const game = gameOf('semi-shallow-gan[grid=2]')
    const view = game.views!.bestResponse!()
    const v = dirac(view.start().at(1).with(Float64Array.of(0, -1)))
    const u = dirac(view.start().at(0))
    // M(u, v) = ½log σ(0) + ½log σ(u² − 1): the least is at u = 0, ½(−log 2 − log(1 + e)); the grid is ±2.
    const { lower } = game.oracles!.worst!([u, v])
    expect(Math.abs(lower + (Math.LN2 + Math.log(1 + Math.E)) / 2)).toBeLessThan(1e-14)
    expect(Math.abs(view.searched!(0)!.respond([u, v]).host[0]!)).toBeLessThan(1e-7)
    expect(view.respond(0, [u, v]).host[0]).toBe(-2)
  })

  it.each([
    ['semi-shallow-gan[data=[[1e200],[1]]]', /data \(x\), row 1, has a feature φ\(x\) of 1e\+200; valid: at most 1e\+50/],
    ['semi-shallow-gan[generator=point[limit=1e200]]', /the generator \[-1e\+200\] has a feature/],
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

describe('semi-shallow-gan[generator=network]', () => {
  const text = (options: string): string =>
    `semi-shallow-gan[data=[[1,2],[-3,0.5]],generator=network[latents=5],features=identity,radius=1.5${options}]`
  const seated = (game: string) =>
    lab.assemble({ game, players: { generator: 'linear' }, optimizer: 'gda', metrics: ['duality-gap'], seed: 4 })
  /** worst-generator of a mixture of linear maps by the metric, and the mean row of each map. */
  async function measured(game: string, weights: readonly number[]) {
    const made = seated(game)
    const { players, gan } = made.game
    const atoms = weights.map((_, k) => players[0]!.start(key(k)))
    const { engine } = await engineOf(made, { ...defaultExecution, execution: 'compiled', precision: 'float64' })
    const rows = async (u: (typeof atoms)[0]): Promise<Float64Array> => {
      const probe = { run: (_: unknown, z: Profile) => [gan!.generate(z.at(0), gan!.latent({} as never))] }
      const [found] = await engine.evaluate(probe, new Profile([u, players[1]!.start(key(0))]), [])
      return Float64Array.from(found!.values)
    }
    const means: number[][] = []
    for (const u of atoms) {
      const made = await rows(u)
      means.push([0, 1].map(i => made.reduce((s, x, k) => s + (k % 2 === i ? x / 5 : 0), 0)))
    }
    const answer = [{ atoms, weights }, dirac(players[1]!.start(key(0)))]
    const evaluate: Seen['evaluate'] = (probe, z, inputs = []) => engine.evaluate(probe, z, inputs)
    const found = await made.metrics[0]!.metric.measure({ step: 0, answer, key: key(0), evaluate })
    engine.dispose()
    return { means, found }
  }

  it('wasserstein: the best critic of a mixture gains R‖E x − E G‖', async () => {
    const weights = [0.3, 0.7]
    const { means, found } = await measured(text(',loss=wasserstein'), weights)
    const apart = [-1, 1.25].map((x, i) => x - weights.reduce((s, w, k) => s + w * means[k]![i]!, 0))
    expect(Object.keys(found)).toEqual(['worst-generator'])
    expect(Math.abs(found['worst-generator']! - 1.5 * Math.hypot(...apart))).toBeLessThan(1e-12)
  })

  it('gan: no critic has less than v = 0 has, −log 2, and no bound is below a critic', async () => {
    const { found } = await measured(text(''), [1])
    const made = seated(text(''))
    const { losses } = evaluator(made.game)
    const u = made.game.players[0]!.start(key(0)).host
    for (let t = 0; t < 20; t++) {
      const v = made.game.players[1]!.set.prox(made.game.players[1]!.start(key(0)).with(key(t).normal(2)), 1).host
      expect((await losses([u, v]))[0]!).toBeLessThanOrEqual(found['worst-generator']! + 1e-12)
    }
    expect(found['worst-generator']!).toBeGreaterThan(-Math.LN2)
  })

  it('is played by any optimizer of the field; what needs the best generator is refused', () => {
    const request = { game: text(''), players: { generator: 'mlp[hidden=[3]]' }, seed: 0 }
    expect(lab.assemble({ ...request, optimizer: 'chekhov' }).needs).toBe('field')
    expect(() => lab.assemble({ ...request, optimizer: 'chekhov-ftl' })).toThrow(/does not offer a best-response view/)
    expect(() => lab.assemble({ ...request, game: 'semi-shallow-gan', optimizer: 'gda' })).toThrow(/makes its own players/)
    expect(() => seated(text(',start=[[1],[0,0]]'))).toThrow(/of a network v₁ alone\) must have 1 row/)
  })
})
