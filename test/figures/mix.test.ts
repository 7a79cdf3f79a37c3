import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import type { Game } from '../../core/contract.ts'
import type { Probe, Seen } from '../../core/define.ts'
import { engineOf } from '../../core/execute.ts'
import { key } from '../../core/key.ts'
import { hostPoint, vectorLayout } from '../../core/point.ts'
import { constant } from '../../core/scalar.ts'
import { free } from '../../core/set/free.ts'
import { withMixtures } from '../../games/mix.ts'
import { pairing } from '../../games/pairing.ts'
import { evaluator, profiles } from '../games/field.ts'
import { apart, fixture, iterateOf, lab, play } from './play.ts'

interface Fixed {
  readonly kl: number[]
  readonly last: number
  readonly after: number
  readonly average: number
  readonly early: number[][][]
  readonly weights: number[][]
}
const { free: drifting, entropy: drawn, dirac } = fixture('mix') as { free: Fixed; entropy: Fixed; dirac: number[][][] }
const payoff = [0, -1, 1, 1, 0, -1, -1, 1, 0]

/** xᵀAy of vectors that are cut to 0 and 1, so that they have no gradient: unit vectors stay where they are. */
const A = constant(payoff, [3, 3])
const cut = (x: tf.Tensor): tf.Tensor => tf.step(tf.sub(x, 0.5))
const fixed: Game = {
  id: 'fixed',
  players: ['x', 'y'].map(id => ({ id, set: free, start: () => hostPoint(vectorLayout(3), [[1, 0, 0]]) })),
  claims: { zeroSum: true },
  sample: () => ({}),
  loss: (i, z) => {
    const f = pairing(cut(z.at(0).tensor), A(), cut(z.at(1).tensor))
    return i === 0 ? f : tf.neg(f).asScalar()
  },
}
/** The game with components that start at these entries, logits as they are. */
const startingAt = (game: Game, components: readonly number[][]): Game => ({
  ...game,
  players: game.players.map((player, i) => {
    const x = player.start(key(0))
    return { ...player, start: () => x.with(x.host.map((v, k) => components[i]![k] ?? v)) }
  }),
})
const units = [1, 0, 0, 0, 1, 0, 0, 0, 1]
const softmax = (a: readonly number[]): number[] => {
  const e = a.map(x => Math.exp(x - Math.max(...a)))
  return e.map(x => x / e.reduce((s, y) => s + y, 0))
}
/** Iterates of gda with step 0.1 on a ready game. */
async function descent(game: Game, steps: number): Promise<number[][][]> {
  const assembled = lab.assemble({ game: 'bilinear', optimizer: 'gda[stepSize=0.1]', seed: 0, override: { game } })
  const { engine } = await engineOf(assembled, { execution: 'compiled', precision: 'float64' })
  let state = await engine.init()
  const found = [iterateOf(state)]
  for (let k = 0; k < steps; k++) {
    state = (await engine.advance(state, k, 1)).state
    found.push(iterateOf(state))
  }
  return found
}
const kl = (w: readonly (readonly number[])[]): number =>
  w.reduce((s, p) => s - p.reduce((t, x) => t + Math.log(3 * x), 0) / 3, 0)
/** max_j (Aᵀw)_j − min_i (Aq)_i. */
const gap = ([w, q]: readonly (readonly number[])[]): number => {
  const rows = [0, 1, 2].map(i => payoff.slice(3 * i, 3 * i + 3))
  const Aq = rows.map(row => row.reduce((s, a, j) => s + a * q![j]!, 0))
  const Atw = [0, 1, 2].map(j => rows.reduce((s, row, i) => s + row[j]! * w![i]!, 0))
  return Math.max(...Atw) - Math.min(...Aq)
}

describe('mix with fixed components: learned weights on rock–paper–scissors, step 0.1, 4,000 steps', () => {
  const weights = [[0.5, 0.3, 0.2], [0.2, 0.5, 0.3]] // prettier-ignore
  const run = async (entropy: number): Promise<{ weights: number[][][]; z: number[][][] }> => {
    const game = withMixtures(fixed, { generators: 3, critics: 3, entropy, weights, spread: 0 }, key(0))
    const z = await descent(startingAt(game, [units, units]), 4000)
    return { z, weights: z.map(at => at.map(x => softmax(x.slice(9)))) }
  }
  it.each([
    ['no entropy: they circle away, KL 0.1405 → 0.558, last gap 0.936, average 0.0149', 0, drifting],
    ['entropy 0.1: they converge', 0.1, drawn],
  ])('%s', async (_, entropy, expected) => {
    const { weights: w, z } = await run(entropy)
    z.at(-1)!.forEach(x => expect(x.slice(0, 9)).toEqual(units))
    expected.early.forEach((at, t) => expect(apart(w[t]!, at)).toBeLessThan(1e-13))
    expect(apart([expected.kl.map((_, k) => kl(w[500 * k]!))], [expected.kl])).toBeLessThan(1e-9)
    const mean = [0, 1].map(i => [0, 1, 2].map(j => w.slice(0, 4000).reduce((s, at) => s + at[i]![j]! / 4000, 0)))
    const found = [gap(w[3999]!), gap(w[4000]!), gap(mean)]
    expect(apart([found], [[expected.last, expected.after, expected.average]])).toBeLessThan(1e-9)
    if (entropy > 0) {
      expect(gap(w[4000]!)).toBeLessThan(1e-5)
      return
    }
    const published = [kl(w[0]!) - 0.1405, kl(w[4000]!) - 0.558, found[0]! - 0.936, found[2]! - 0.0149]
    published.forEach((e, k) => expect(Math.abs(e)).toBeLessThan(k % 3 === 0 ? 5.1e-5 : 5.1e-4))
  })
})

describe('mix of Dirac-GANs', () => {
  const text = 'mix[of=dirac-gan[loss=wasserstein],generators=2,critics=3,entropy=0.2,weights=[[0.7,0.3],[0.2,0.5,0.3]]]'
  const game = startingAt(
    lab.assemble({ game: text, optimizer: 'gda', seed: 0 }).game,
    dirac[0]!.map((z, i) => z.slice(0, 2 + i)),
  )
  it('has the trajectory of the independent script, components and logits', async () => {
    const found = await descent(game, dirac.length - 1)
    dirac.forEach((z, t) => expect(apart(found[t]!, z)).toBeLessThan(1e-12))
  })

  it('gives each component its share of generated rows, and the mean of the critics’ scores', async () => {
    const { evaluate } = evaluator(game)
    const [n, z] = [1000, dirac[7]!]
    const latents = game.gan!.drawLatent(key(3), n)
    const probe: Probe = {
      run: (_, at) => [
        game.gan!.generate(at.at(0), constant(latents)()),
        game.gan!.discriminate(at.at(1), constant([2], [1, 1])()),
      ],
    }
    const [rows, scores] = await evaluate(probe, z)
    const [w, q] = [softmax(z[0]!.slice(2)), softmax(z[1]!.slice(3))]
    for (const [i, θ] of z[0]!.slice(0, 2).entries())
      expect(Math.abs(rows!.filter(x => x === θ).length / n - w[i]!)).toBeLessThan(5 / n)
    const score = 2 * q.reduce((s, p, j) => s + p * z[1]![j]!, 0)
    expect(Math.abs(scores![0]! - score)).toBeLessThan(1e-12)
  })
})

describe('mix with one component a player', () => {
  it.each([
    ['dirac-gan[loss=non-saturating,penalty=r1[weight=0.3]]', 'extragradient[stepSize=0.1]', {}],
    ['bilinear[singular=[1,0.5]]', 'gda[stepSize=0.1,moves=alternating]', { x: 'vector[start=[1,-1]]', y: 'vector[start=[0.5,1],set=ball[radius=1.2]]' }], // prettier-ignore
    ['finite-sum-bilinear[terms=6,dimension=3]', 'svre[stepSize=0.1]', {}],
    ['gan[batch=8,latent=4]', 'gda[stepSize=0.05,direction=adam]', { generator: 'mlp[hidden=[6]]', critic: 'mlp[hidden=[6]]' }],
    ['gan[batch=4,latent=2,loss=wasserstein,penalty=gp[weight=1]]', 'optimistic[stepSize=0.05]', { generator: 'linear', critic: 'mlp[hidden=[5],activation=tanh]' }], // prettier-ignore
    ['gan[batch=8,latent=4]', 'gradient-regularized[stepSize=0.05]', { generator: 'linear', critic: 'mlp[hidden=[5]]' }],
  ] as const)('is the game itself, bit for bit: %s, %s', async (game, optimizer, players) => {
    const [one, base] = await Promise.all(
      [`mix[of=${game},generators=1,critics=1]`, game].map(g => play({ game: g, optimizer, players }, { steps: 12, seed: 4 })),
    )
    expect(one).toEqual(base)
    expect(one![12]).not.toEqual(one![0])
  })
})

describe('mix of networks', () => {
  const run = {
    game: 'mix[of=gan[data=ring,loss=minimax,batch=6,latent=2],generators=3,critics=2]',
    optimizer: 'extragradient[stepSize=0.1]',
    players: { generator: 'mlp[hidden=[4],activation=tanh]', critic: 'mlp[hidden=[4],activation=softplus]' },
  }
  it('is the same eagerly, in single precision, and leaves equal weights', async () => {
    const [compiled, eager] = [await play(run, { steps: 6 }), await play(run, { steps: 6, execution: 'eager' })]
    compiled.forEach((z, t) => expect(apart(eager[t]!, z)).toBeLessThan(1e-4))
    const [α, β] = [compiled[6]![0]!.slice(-3), compiled[6]![1]!.slice(-2)]
    for (const logits of [α, β]) expect(new Set(logits).size).toBe(logits.length)
  })

  it('is seen by metrics of samples and drawn as a picture, component by component', async () => {
    const assembled = lab.assemble({ ...run, seed: 1, metrics: ['sliced-wasserstein', 'samples', 'modes-veegan'] })
    const { engine } = await engineOf(assembled, { execution: 'compiled', precision: 'float64' })
    const answer = await engine.answer(await engine.init())
    const seen = { step: 0, answer, key: key(1), evaluate: engine.evaluate } satisfies Seen
    for (const { metric } of assembled.metrics) {
      const numbers = Object.values(await metric.measure(seen))
      expect(numbers.every(Number.isFinite)).toBe(true)
      const picture = await metric.picture?.(seen)
      expect(numbers.length > 0 || picture !== undefined).toBe(true)
    }
  })
})

describe('mix', () => {
  it('starts its first component where the game does, others at draws of their own or moved by spread, inside the set', () => {
    const start = (game: string, players = {}): number[][] =>
      lab.assemble({ game, optimizer: 'gda', players, seed: 2 }).game.players.map(p => Array.from(p.start(key(5)).host))
    const base = start('gan[batch=4,latent=2]', { generator: 'linear', critic: 'linear' })
    const mixed = start('mix[of=gan[batch=4,latent=2],generators=3,critics=1]', { generator: 'linear', critic: 'linear' })
    const P = base[0]!.length
    expect(mixed[0]!.slice(0, P)).toEqual(base[0])
    expect(mixed[0]!.slice(P, 2 * P)).not.toEqual(base[0])
    expect(mixed[0]!.slice(3 * P)).toEqual([0, 0, 0])
    expect(mixed[1]).toEqual(base[1])
    const [x] = start('mix[of=bilinear,spread=3]', { x: 'vector[start=[1],set=box[limit=1]]' })
    expect(x![0]).toBe(1)
    expect(Math.abs(x![1]!)).toBeLessThanOrEqual(1)
  })

  it('has the gradients of its losses, entropy included', async () => {
    const game = lab.assemble({ game: 'mix[of=dirac-gan,generators=3,critics=2,entropy=0.7]', optimizer: 'gda', seed: 0 }).game
    const { F, losses } = evaluator(game)
    for (const z of profiles(game, 2)) {
      const exact = await F(z)
      for (const [i, x] of z.entries()) {
        for (const k of x.keys()) {
          const at = async (h: number): Promise<number> =>
            (await losses(z.map((y, j) => y.map((v, m) => (j === i && m === k ? v + h : v)))))[i]!
          expect(Math.abs(exact[i]![k]! - ((await at(1e-5)) - (await at(-1e-5))) / 2e-5)).toBeLessThan(1e-8)
        }
      }
    }
    expect(game.claims).toEqual({})
  })

  it.each([
    ['mix[of=nothing]', /game 'nothing' is not known/],
    ['mix[of=gan[loss=nothing]]', /game\.of\.loss/],
    ['mix[of=dirac-gan,weights=[[1,2,3],[1,1]]]', /weights \(w₀\) of player 'generator' must be 2 numbers > 0, got \[1, 2, 3\]/],
    ['mix[of=dirac-gan,weights=[[1,2]]]', /one row a player, that is 2 rows, got 1/],
    ['mix[of=bilinear,generators=1,critics=1,weights=[[1,2,3]]]', /one row a player, that is 2 rows, got 1/],
    ['mix[of=bilinear,generators=1,critics=1,weights=[[1],[1,2,3]]]', /of player 'y' must be 1 numbers > 0, got \[1, 2, 3\]/],
    ['bilinear[of=gan]', /option 'of'/],
  ])('refuses %s', (game, sentence) => {
    expect(() => lab.assemble({ game, optimizer: 'gda', seed: 0 })).toThrow(sentence)
  })

  it('is written with the game inside, defaults filled in', () => {
    const { resolved } = lab.assemble({ game: 'mix[of=lq-wgan]', optimizer: 'gda', seed: 0 })
    expect(resolved.game).toMatch(/^mix\[.*of=lq-wgan\[start=\[/)
    expect(lab.assemble({ game: resolved.game, optimizer: 'gda', seed: 0 }).resolved.game).toBe(resolved.game)
  })
})
