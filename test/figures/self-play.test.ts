import { describe, expect, it } from 'vitest'
import { hostTensor } from '../../core/host.ts'
import { matrixGap } from '../../metrics/duality-gap.ts'
import { apart, atomsOf, fixture, open, type Setting } from './play.ts'

interface Run {
  learner: string
  alternating: boolean
  averaging: string
  gaps: number[]
  last: number[][]
  average: number[][]
}
const { rounds, runs, mixed, kl } = fixture('self_play') as {
  rounds: number[]
  runs: Run[]
  mixed: { x: string; y: string; average: number[][] }
  kl: { start: number[][]; rounds: number[] } & Record<string, number[]>
}
const tenth = rounds.indexOf(10)
const rows = Array.from({ length: 8 }, (_, i) => Array.from({ length: 6 }, (_, j) => Math.sin(1.3 * i + 2.1 * j + 0.5 * i * j)))
const A = hostTensor(rows.flat(), [8, 6])
const selfPlay = (learner: string, alternating = false, averaging = 'uniform'): string =>
  `self-play[learner=${learner},alternating=${alternating},averaging=${averaging}]`

interface Seen {
  average: number[][]
  last: number[][]
}
/** The averages and what is played next after some rounds. */
async function after(game: string, optimizer: string, rounds: readonly number[], setting: Setting = {}): Promise<Seen[]> {
  const { engine } = await open({ game, optimizer }, setting)
  const seen: Seen[] = []
  let [state, k] = [await engine.init(), 0]
  for (const t of rounds) {
    if (t > k) ({ state } = await engine.advance(state, k, t - k))
    k = t
    seen.push({ average: atomsOf(await engine.answer(state)), last: atomsOf(await engine.answer(state, 'last')) })
  }
  engine.dispose()
  return seen
}
const gapOf = ([x, y]: number[][]): number => matrixGap(A, x!, y!)

describe('self-play on the portable game', () => {
  it.each(runs.map(r => [`${r.learner}, ${r.alternating ? 'alternating' : 'simultaneous'}, ${r.averaging}`, r] as const))(
    '%s: gaps, averages and strategies of the independent script',
    async (_, { learner, alternating, averaging, gaps, last, average }) => {
      const optimizer = selfPlay(learner, alternating, averaging)
      const seen = await after('matrix[payoff=portable]', optimizer, rounds)
      expect(apart(seen[tenth]!.average, average)).toBeLessThan(1e-12)
      expect(apart(seen[tenth]!.last, last)).toBeLessThan(1e-11)
      // Where few regrets are positive, play ∝ [R]₊ magnifies rounding: A changed by 1e-15 moves the averages of predictive regret matching by 1e-9.
      seen.forEach((s, i) =>
        expect(Math.abs(gapOf(s.average) - gaps[i]!), `after ${rounds[i]!}`).toBeLessThan(i <= tenth ? 1e-12 : 1e-9),
      )
      if (alternating || !/=true|entropic|first/.test(learner)) return
      const [eager] = await after('matrix[payoff=portable]', optimizer, [10], { execution: 'eager' })
      expect(apart(eager!.average, average)).toBeLessThan(1e-5)
    },
  )

  it('has the published gaps, to nine digits', () => {
    const gap = (learner: string, averaging = ''): number[] =>
      runs.find(r => r.learner === learner && (r.alternating ? r.averaging : '') === averaging)!.gaps
    const published = [
      [gap('hedge[stepSize=0.1]')[3], 0.1656450914],
      [gap('regret-matching')[3], 0.1425409102],
      [gap('regret-matching[plus=true]')[3], 0.094742468],
      [gap('regret-matching[plus=true]', 'linear')[3], 0.0121329333],
      [gap('fictitious-play')[tenth], 0.5596734634],
      [gap('fictitious-play')[3], 0.1889577892],
    ] as const
    for (const [found, figure] of published) expect(Math.abs(found! - figure)).toBeLessThan(5e-10)
  })

  it('takes a learner a player', async () => {
    const [seen] = await after('matrix[payoff=portable]', selfPlay(`by-player[x=${mixed.x},y=${mixed.y}]`), [100])
    expect(apart(seen!.average, mixed.average)).toBeLessThan(1e-12)
  })

  it('fictitious play is following the leader from the first action, to the last bit', async () => {
    const start = 'start=[[1,0,0,0,0,0,0,0],[1,0,0,0,0,0]]'
    const [a, b] = await Promise.all([
      after('matrix[payoff=portable]', selfPlay('fictitious-play'), [50]),
      after(`matrix[payoff=portable,${start}]`, selfPlay('follow-the-leader'), [50]),
    ])
    expect(a).toEqual(b)
  })
})

describe('rock–paper–scissors from (.5, .3, .2) and (.2, .5, .3)', () => {
  const game = `matrix[start=${JSON.stringify(kl.start)}]`
  const divergence = ({ last }: Seen): number =>
    last.reduce((s, p) => s - p.reduce((q, v) => q + Math.log(3 * v), 0) / p.length, 0)
  it('hedge moves away from the equilibrium in every round, as its KL divergence shows', async () => {
    const every = Array.from({ length: 501 }, (_, t) => t)
    const seen = (await after(game, selfPlay('hedge'), every)).map(divergence)
    expect(Math.abs(seen[0]! - 0.1404806876)).toBeLessThan(1e-10)
    for (let t = 1; t <= 500; t++) expect(seen[t]! - seen[t - 1]!, `round ${t}`).toBeGreaterThan(0)
    kl.rounds.forEach((t, i) => expect(Math.abs(seen[t]! - kl['hedge[stepSize=0.1]']![i]!)).toBeLessThan(1e-12))
  })
  it('optimistic hedge comes nearer: 0.103241 and 0.028637 after 100 and 500 rounds', async () => {
    const learner = 'optimistic-hedge[stepSize=0.1,first=current]'
    const seen = (await after(game, selfPlay(learner), kl.rounds)).map(divergence)
    seen.forEach((d, i) => expect(Math.abs(d - kl[learner]![i]!)).toBeLessThan(1e-12))
    expect(Math.abs(seen[0]! - 0.103241)).toBeLessThan(1e-6)
    expect(Math.abs(seen[2]! - 0.028637)).toBeLessThan(1e-6)
  })
  it('optimistic hedge with η = 0.25 is there after 3,000 rounds, last iterate and all', async () => {
    const [seen] = await after(game, selfPlay('optimistic-hedge[stepSize=0.25,first=current]'), [3000])
    const R = hostTensor([0, -1, 1, 1, 0, -1, -1, 1, 0], [3, 3])
    expect(matrixGap(R, seen!.last[0]!, seen!.last[1]!)).toBeLessThan(1e-14)
  })
})

describe('refusals', () => {
  const refused = async (game: string, optimizer: string, players: Record<string, string>, why: RegExp): Promise<void> =>
    expect(open({ game, optimizer, players })).rejects.toThrow(why)
  it.each([
    [
      'hedge',
      'vector[start=[1],set=box[limit=1]]',
      /self-play.*learner 'hedge' cannot play on the set box\[limit=1\] of player 'x': it plays probabilities/,
    ],
    ['regret-matching', 'vector[start=[1]]', /'regret-matching' cannot play on the set free/],
    ['follow-the-regularized-leader[regularizer=entropic]', 'vector[start=[1]]', /needs the simplex/],
    ['follow-the-leader', 'vector[start=[1]]', /a linear loss need not have a least point there/],
    ['fictitious-play', 'vector[start=[1],set=orthant]', /a linear loss need not have a least point there/],
    ['online-gradient-descent', 'vector[start=[1],set=l1[weight=1]]', /a term of the loss; give the player a set/],
    ['adaptive-gradient-descent', 'vector[start=[1],set=l1[weight=1]]', /a term of the loss; give the player a set/],
    ['adaptive-gradient-descent', 'vector[start=[1]]', /the diameter of the set, which is not bounded; give diameter \(D\)/],
  ])('%s on %s', (learner, x, why) => refused('bilinear', selfPlay(learner), { x }, why))
  it('fictitious play where the loss is curved, and not where it is bilinear', async () => {
    const box = 'vector[start=[1],set=box[limit=1]]'
    const players = { x: box, y: box }
    const curved = 'quadratic[curvatureX=[[1]],interaction=[[1]],curvatureY=[[1]]]'
    await refused(curved, selfPlay('fictitious-play'), players, /in bilinear games only, and game 'quadratic' does not claim bilinear; valid here: follow-the-leader/) // prettier-ignore
    await open({ game: curved, optimizer: selfPlay('follow-the-leader'), players })
    await open({ game: curved.replaceAll('curvatureX=[[1]]', 'curvatureX=[[0]]').replace('curvatureY=[[1]]', 'curvatureY=[[0]]'), optimizer: selfPlay('fictitious-play'), players }) // prettier-ignore
    await open({ game: 'bilinear', optimizer: selfPlay('fictitious-play'), players })
  })
  it('an unbounded set with a diameter given is played', () =>
    expect(open({ game: 'bilinear', optimizer: selfPlay('adaptive-gradient-descent[diameter=3]') })).resolves.toBeDefined())
  it('games whose averages are no equilibria', () =>
    refused('dirac-gan', selfPlay('online-gradient-descent'), {}, /game 'dirac-gan' does not claim \(zeroSum, monotone\)/))
  it('unknown learners and options', async () => {
    await refused('matrix', selfPlay('hegde'), {}, /learner 'hegde' is not known; did you mean 'hedge'/)
    await refused('matrix', selfPlay('adam'), {}, /'adam' is a transform/)
    await refused('matrix', selfPlay('hedge[stepsize=1]'), {}, /learner 'hedge'.*stepSize/)
    await refused('matrix', selfPlay('by-player[x=hedge]'), {}, /leaves out the player 'y'/)
  })
})
