import { describe, expect, it } from 'vitest'
import { entering } from '../../optimizers/chekhov/spacing.ts'
import { answers, apart, fixture, norm, open, play, trajectoriesApart, type Setting } from './play.ts'

interface Run {
  iterates: number[][][]
  queues: number[][][]
}
const { A, K, m, C, steps, games, spectralRadii } = fixture('chekhov') as {
  A: number[][]
  K: number
  m: number
  C: number
  steps: number
  games: Record<string, { eta: number; start: number[][]; before: Run; after: Run }>
  spectralRadii: Record<string, [number, number]>
}
const selectors: Record<string, string> = {
  'bilinear': `bilinear[matrix=${JSON.stringify(A)},start=${JSON.stringify(games.bilinear!.start)}]`,
  'ns-gan': 'dirac-gan[loss=non-saturating]',
  'lq-wgan': 'lq-wgan',
}

describe.each(Object.keys(games).flatMap(name => (['before', 'after'] as const).map(insert => [name, insert] as const)))(
  'chekhov on %s, snapshots entering %s the step: queues of 3, every second step, C = 0.1',
  (name, insert) => {
    const { eta, [insert]: expected } = games[name]!
    const run = {
      game: selectors[name]!,
      optimizer: `chekhov[stepSize=${eta},queue=${K},spacing=${m},weight=${C},insert=${insert}]`,
    }
    it('has the trajectory of the independent script', async () => {
      expect(trajectoriesApart(await play(run, { steps }), expected.iterates)).toBeLessThan(1e-12)
    })
    it('has its trajectory eagerly too, to single precision', async () => {
      expect(trajectoriesApart(await play(run, { steps, execution: 'eager' }), expected.iterates)).toBeLessThan(1e-5)
    })
    it('answers with the queues of the script, uniformly weighted', async () => {
      const [, last] = await answers(run, { steps, every: steps })
      last!.forEach(({ atoms, weights }, i) => {
        expect(weights).toEqual(Array(K).fill(1 / K))
        expect(
          apart(
            atoms.map(a => Array.from(a.host)),
            expected.queues[i]!,
          ),
        ).toBeLessThan(1e-12)
      })
    })
  },
)

describe('chekhov with queues of one snapshot, spacing 1 and C = 0', () => {
  const reduced = 'chekhov[stepSize=0.2,queue=1,spacing=1,weight=0,insert=before]'
  const settings: [string, Setting][] = [
    ['eager', { execution: 'eager' }],
    ['compiled, float32', { precision: 'float32' }],
    ['compiled, float64', {}],
  ]
  const boards = [
    'bilinear[singular=[1,0.5,0.1],start=[[1,-0.5,0.25],[0.5,1,-1]]]',
    'dirac-gan[loss=non-saturating,penalty=r1[weight=0.3]]',
    'lq-wgan',
    'gan[batch=8,latent=4]',
  ]
  it.each(settings.flatMap(([name, setting]) => boards.map(game => [name, game, setting] as const)))(
    'is simultaneous descent-ascent bit for bit: %s, %s',
    async (_, game, setting) => {
      const players = game.startsWith('gan') ? { generator: 'mlp[hidden=[6]]', critic: 'mlp[hidden=[6]]' } : {}
      const [mine, gda] = await Promise.all(
        [reduced, 'gda[stepSize=0.2]'].map(optimizer => play({ game, players, optimizer }, { steps: 30, seed: 3, ...setting })),
      )
      expect(mine).toEqual(gda)
      expect(mine![30]).not.toEqual(mine![0])
    },
  )

  it('entering after the step, it waits one step and then meets opponents one step old', async () => {
    const optimizer = 'chekhov[stepSize=0.2,queue=1,spacing=1,weight=0,insert=after]'
    const found = await play({ game: 'bilinear[start=[[1],[-0.5]]]', optimizer }, { steps: 30 })
    expect(found[1]).toEqual(found[0])
    let [x, y, u, v] = [1, -0.5, 1, -0.5]
    for (let k = 1; k < 30; k++) {
      // The opponents (u, v) are those of step k − 1.
      const next = [x - 0.2 * v, y + 0.2 * u] as const
      ;[u, v] = [x, y]
      ;[x, y] = next
      expect(apart(found[k + 1]!, [[x], [y]])).toBeLessThan(1e-13)
    }
  })

  it.each(['before', 'after'])('C = 1 adds (2/√t)zᵢ at step t to each player, snapshots entering %s', async insert => {
    const optimizer = (weight: number): string => `chekhov[stepSize=0.2,queue=1,spacing=1,weight=${weight},insert=${insert}]`
    const game = 'dirac-gan[loss=non-saturating]'
    // Step t from the same state with C = 1 and C = 0 differs by −η(2/√t)z.
    const [one, none] = await Promise.all([1, 0].map(weight => open({ game, optimizer: optimizer(weight) })))
    let state = await one!.engine.init()
    for (let t = 1; t <= 20; t++) {
      const [a, b] = [await one!.engine.advance(state, t - 1, 1), await none!.engine.advance(state, t - 1, 1)]
      for (const i of [0, 1]) {
        const [z, withTerm, without] = [state, a.state, b.state].map(s => (s.leaves[i] as Float64Array)[0]!)
        expect(Math.abs(withTerm! - without! + 0.2 * (2 / Math.sqrt(t)) * z!)).toBeLessThan(1e-15)
      }
      state = a.state
    }
  })
})

describe('chekhov on the bilinear game, η = 0.1: growth a step of the last iterate', () => {
  it.each([
    [1, 1.00499, 1.0143],
    [5, 1.0213, 1.027],
    [10, 1.031, 1.0335],
    [25, 1.0344, 1.0346],
  ])('queues of %d', async (queue, delay0, delay1) => {
    const published = [delay0, delay1]
    for (const [i, insert] of ['before', 'after'].entries()) {
      const optimizer = `chekhov[stepSize=0.1,queue=${queue},weight=0,insert=${insert}]`
      const [a, b] = await play({ game: 'bilinear', optimizer }, { steps: 3000, after: 2000, every: 1000 })
      const rate = (norm(b!) / norm(a!)) ** (1 / 1000)
      expect(Math.abs(rate - published[i]!)).toBeLessThan(5.1e-5)
      expect(Math.abs(rate - spectralRadii[queue]![i]!)).toBeLessThan(1e-9)
    }
  })
})

describe('chekhov with growing gaps between snapshots', () => {
  const entries = (m: number, γ: number, until: number): number[] => {
    const enters = entering(m, γ)
    return Array.from({ length: until }, (_, k) => k).filter(enters)
  }
  it('the j-th gap is ⌊mγʲ⌋, by the number of the step alone, in whatever order it is asked', () => {
    expect(entries(2, 1.5, 40)).toEqual([0, 2, 5, 9, 15, 25])
    expect(entries(3, 1, 10)).toEqual([0, 3, 6, 9])
    expect(entries(1, 2, 70)).toEqual([0, 1, 3, 7, 15, 31, 63])
    const enters = entering(2, 1.5)
    expect([25, 24, 9, 10, 0].map(enters)).toEqual([true, false, true, false, true])
  })

  it('a queue of 2 holds the strategies of steps 15 and 25 after 30 steps, and its state is 2(K + 1) flat vectors', async () => {
    const run = { game: 'bilinear[start=[[1],[-0.5]]]', optimizer: 'chekhov[stepSize=0.2,queue=2,spacing=2,growth=1.5,weight=0]' }
    const [trajectory, found] = [await play(run, { steps: 30 }), await answers(run, { steps: 30, every: 30 })]
    found[1]!.forEach(({ atoms, weights }, i) => {
      expect(atoms.map(a => Array.from(a.host))).toEqual([15, 25].map(k => trajectory[k]![i]!))
      expect(weights).toEqual([0.5, 0.5])
    })
    const { engine } = await open(run)
    const { state } = await engine.advance(await engine.init(), 0, 30)
    expect(state.leaves.map(leaf => leaf.length)).toEqual([1, 1, 1, 1, 1, 1])
  })

  it.each([
    ['mixture', 'last'],
    ['newest', 'mixture'],
  ])('sample=%s: the other answer is %s', async (sample, other) => {
    const run = (of: string) => ({ game: 'lq-wgan', optimizer: `chekhov[queue=3,spacing=2,sample=${of}]` })
    const { engine } = await open(run(sample))
    const { state } = await engine.advance(await engine.init(), 0, 9)
    const z = (await play(run(sample), { steps: 9 }))[9]!
    const [last, mixture] = [await engine.answer(state), await engine.answer(state, other)]
    const [newest, queue] = sample === 'newest' ? [last, mixture] : [mixture, last]
    expect(newest.map(m => m.atoms.map(a => Array.from(a.host)))).toEqual(z.map(x => [x]))
    expect(queue.map(m => m.weights)).toEqual([0, 1].map(() => [1 / 3, 1 / 3, 1 / 3]))
    expect(engine.others).toEqual([other])
  })
})

describe('chekhov as printed', () => {
  it('waits one step; then u descends E M(u, v′) + (C/√t)‖u‖² and v descends E M(u′, v) − (C/√t)‖v‖², from empty queues', async () => {
    const [η, C] = [0.2, 0.3]
    const optimizer = `chekhov[stepSize=${η},queue=2,spacing=1,weight=${C},print=literal]`
    const found = await play({ game: 'bilinear[start=[[1],[-0.5]]]', optimizer }, { steps: 20 })
    // M(u, v) = uv.
    let [u, v] = [1, -0.5]
    let [past, foes]: [number[], number[]] = [[], []]
    const mean = (q: number[]): number => (q.length === 0 ? 0 : q.reduce((a, b) => a + b, 0) / q.length)
    for (let t = 1; t <= 20; t++) {
      const reg = (2 * C) / Math.sqrt(t)
      const next = [u - η * (mean(foes) + reg * u), v - η * (mean(past) - reg * v)] as const
      ;[past, foes] = [[...past, u].slice(-2), [...foes, v].slice(-2)]
      ;[u, v] = next
      expect(apart(found[t]!, [[u], [v]])).toBeLessThan(1e-13)
    }
    const corrected = await play({ game: 'bilinear[start=[[1],[-0.5]]]', optimizer: optimizer.replace('literal', 'corrected,insert=after') }, { steps: 20 }) // prettier-ignore
    expect(apart(corrected[20]!, found[20]!)).toBeGreaterThan(0.1)
  })
  it('is refused where there is no one payoff', async () => {
    const optimizer = 'chekhov[print=literal]'
    await expect(open({ game: 'dirac-gan[loss=non-saturating]', optimizer })).rejects.toThrow(
      /one payoff.*does not claim zeroSum; use print=corrected/,
    )
  })
})
