import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { key } from '../../core/key.ts'
import { parseSelector } from '../../core/selector-parse.ts'
import type { HostTensor } from '../../core/host.ts'
import { ganLosses, lossNames, type LossName } from '../../games/losses.ts'
import { drawOf, evaluator, gameOf, games, profiles } from './field.ts'

const linear = { generator: 'linear', critic: 'linear' }
const σ = (t: number): number => 1 / (1 + Math.exp(-t))
const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length

/** [generator, critic] from scores, as the papers write them. */
const written: Record<LossName, (real: number[], fake: number[]) => [number, number]> = {
  'minimax': (real, fake) => {
    const value = mean(real.map(t => Math.log(σ(t)))) + mean(fake.map(t => Math.log(1 - σ(t))))
    return [value, -value]
  },
  'non-saturating': (real, fake) => [
    -mean(fake.map(t => Math.log(σ(t)))),
    -mean(real.map(t => Math.log(σ(t)))) - mean(fake.map(t => Math.log(1 - σ(t)))),
  ],
  'wasserstein': (real, fake) => [mean(real) - mean(fake), mean(fake) - mean(real)],
  'least-squares': (real, fake) => [
    mean(fake.map(t => (t - 1) ** 2)) / 2,
    mean(real.map(t => (t - 1) ** 2)) / 2 + mean(fake.map(t => t * t)) / 2,
  ],
  'hinge': (real, fake) => [-mean(fake), mean(real.map(t => Math.max(0, 1 - t))) + mean(fake.map(t => Math.max(0, 1 + t)))],
}
const real = [0.3, -1.7, 2.4, 0.9]
const fake = [-0.6, 1.1, -2.2, 0.4]

describe('losses', () => {
  it.each(lossNames)('%s is what its paper writes', name => {
    const [g, d] = written[name](real, fake)
    const { generator, critic, zeroSum } = ganLosses[name]
    expect(generator(tf.tensor1d(real), tf.tensor1d(fake)).dataSync()[0]).toBeCloseTo(g, 5)
    expect(critic(tf.tensor1d(real), tf.tensor1d(fake)).dataSync()[0]).toBeCloseTo(d, 5)
    expect(Math.abs(g + d) < 1e-12).toBe(zeroSum)
  })
})

describe('gan', () => {
  /** The linear players' matrices are read off by maps of unit rows: scores of a batch by hand. */
  it.each(lossNames)('with linear players has the losses and the gradients by hand: %s', async name => {
    const game = gameOf(`gan[loss=${name},batch=6,latent=3]`, linear)
    const { losses, F, evaluate } = evaluator(game)
    const [z] = profiles(game, 1)
    const scores = await evaluate(
      {
        run: (view, p) => {
          const { ξ } = view.sample() as { ξ: never }
          const gan = game.gan!
          return [gan.discriminate(p.at(1), gan.real(ξ)), gan.discriminate(p.at(1), gan.generate(p.at(0), gan.latent(ξ)))]
        },
      },
      z!,
    )
    const value = await losses(z!)
    written[name](scores[0]!, scores[1]!).forEach((w, i) => expect(Math.abs(value[i]! - w)).toBeLessThan(1e-12))
    const h = 1e-6
    const field = await F(z!)
    for (const i of [0, 1]) {
      const at = async (step: number): Promise<number> =>
        (await losses(z!.map((p, j) => (j === i ? p.map((x, k) => (k === 0 ? x + step : x)) : p))))[i]!
      expect(Math.abs(field[i]![0]! - ((await at(h)) - (await at(-h))) / (2 * h))).toBeLessThan(1e-7)
    }
    expect(game.claims.zeroSum).toBe(ganLosses[name].zeroSum || undefined)
    if (game.claims.zeroSum) expect(value[0]! + value[1]!).toBe(0)
  })

  it('draws a batch of fixed shapes, the same for the same key', () => {
    for (const [data, row] of [
      ['ring', [2]],
      ['grid', [2]],
      ['digits', [8, 8, 1]],
      ['mnist', [28, 28, 1]],
      ['mnist[size=32]', [32, 32, 1]],
    ] as const) {
      const game = gameOf(`gan[data=${data},batch=5,latent=3]`)
      const draw = drawOf(game) as { real: HostTensor; latent: HostTensor }
      expect([draw.real.shape, draw.latent.shape]).toEqual([
        [5, ...row],
        [5, 3],
      ])
      expect(drawOf(game)).toEqual(draw)
      expect(drawOf(game, 1)).not.toEqual(draw)
      expect(game.gan!.drawLatent(key(1), 7).shape).toEqual([7, 3])
      expect(game.gan!.drawReal(key(1), 7).shape).toEqual([7, ...row])
      expect(game.gan!.modes?.centres.shape[0]).toBe(data === 'ring' ? 8 : data === 'grid' ? 25 : undefined)
      expect(game.gan!.picture?.width).toBe(row[1])
    }
  })

  it.each([
    ['gan[data=circle]', /ring.*grid.*digits.*circle/],
    ['gan[loss=lsgan]', /least-squares.*lsgan/],
    ['gan[batch=0]', /batch.*0/],
    ['gan[latent=1.5]', /latent.*1\.5/],
    ['gan[data=ring[sd=-1]]', /sd.*-1/],
    ['gan[data=grid[modes=3]]', /modes/],
    ['gan[penalty=r1[weight=-1]]', /weight.*-1/],
  ])('rejects %s', (selector, sentence) => {
    expect(() => gameOf(selector)).toThrow(sentence)
  })
  it('rejects a strategy that is no map', () => {
    expect(() => gameOf('gan', { critic: 'vector' })).toThrow(/critic/)
  })
})

it.each(games.map(g => [g.id, g] as const))('the example of %s parses to a game of that id', (id, { example }) => {
  const words = example!.split(' ')
  expect(words.slice(0, 3)).toEqual(['saddle', 'run', '--game'])
  expect(gameOf(words[3]!).id).toBe(id)
  expect(parseSelector(words[words.indexOf('--optimizer') + 1]!).id).toMatch(/^[a-z-]+$/)
})
