import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Network } from '../../core/contract.ts'
import type { Role } from '../../core/define.ts'
import { key } from '../../core/key.ts'
import { layoutSize } from '../../core/point.ts'
import { baseOf, halvings } from '../../players/image-role.ts'
import { critic, generator, player } from './image-player.ts'

const pictures = [32, 32, 3]

interface Count {
  readonly player: string
  readonly channels: number
  readonly generator: number
  readonly critic: number
}
const { counts } = JSON.parse(readFileSync(new URL('../fixtures/convolutional.json', import.meta.url), 'utf8')) as {
  readonly counts: readonly Count[]
}

describe('sizes', () => {
  it.each([
    [[8, 8, 1], 1, [4, 4]],
    [[28, 28, 1], 2, [7, 7]],
    [[32, 32, 3], 3, [4, 4]],
    [[64, 64, 3], 4, [4, 4]],
    [[6, 16, 1], 1, [3, 8]],
  ] as const)('%j is halved %i times', (image, n, base) => {
    expect(halvings(image)).toBe(n)
    expect(baseOf(image)).toEqual(base)
  })
  it.each(counts)('$player with $channels channels has the weights of the modules of Gidel et al.', count => {
    const of = (role: Role): number =>
      layoutSize(player(`${count.player}[channels=${count.channels}]`, role).start(key(0)).layout)
    expect([of(generator(pictures)), of(critic(pictures))]).toEqual([count.generator, count.critic])
  })
  it.each(['dcgan', 'resnet'])('%s serves 8, 28, 32 and 64', id => {
    for (const size of [8, 28, 32, 64]) {
      const image = [size, size, 1]
      expect(player(`${id}[channels=1]`, generator(image, 4)).output).toEqual(image)
      expect(player(`${id}[channels=1]`, critic(image)).output).toEqual([1])
    }
  })
})

describe('first weights', () => {
  const blocksOf = (net: Network, seed = 1): ReadonlyMap<string, Float64Array> => {
    const start = net.start(key(seed))
    return new Map(start.layout.map(({ name }, i) => [name, start.hostBlocks()[i]!]))
  }
  const sd = (x: Float64Array): number => Math.sqrt(x.reduce((s, v) => s + v * v, 0) / x.length)

  it.each(['dcgan', 'resnet'])('%s: matrices N(0, 0.02²), scales one, biases and shifts zero, names apart', id => {
    const net = player(`${id}[channels=16,norm=batch]`, generator(pictures))
    const blocks = blocksOf(net)
    expect(blocks.size).toBe(net.start(key(1)).layout.length)
    for (const [name, values] of blocks) {
      if (name.endsWith('scale')) expect(new Set(values)).toEqual(new Set([1]))
      else if (!name.endsWith('w')) expect(new Set(values)).toEqual(new Set([0]))
      // Five standard errors of the standard deviation of n normal draws.
      else expect(Math.abs(sd(values) / 0.02 - 1)).toBeLessThan(5 / Math.sqrt(2 * values.length))
    }
    expect(blocksOf(net)).toEqual(blocks)
    expect(blocksOf(net, 2)).not.toEqual(blocks)
  })
  it('he and glorot count the taps', () => {
    const at = (init: string): Float64Array =>
      blocksOf(player(`dcgan[channels=16,init=${init}]`, generator([16, 16, 1]))).get('up1.conv.w')!
    // [4, 4, 16, 32]: an output reads 16·32 entries, an input reaches 16·16.
    expect(Math.abs(sd(at('he')) / Math.sqrt(2 / 512) - 1)).toBeLessThan(5 / Math.sqrt(2 * 8192))
    const glorot = at('glorot')
    expect(Math.max(...glorot) / Math.sqrt(6 / (512 + 256))).toBeGreaterThan(0.999)
    expect(Math.max(...glorot) / Math.sqrt(6 / (512 + 256))).toBeLessThanOrEqual(1)
  })
  it('norm is by role: batch in a generator, none in a critic; batch normalization leaves no bias before it', () => {
    const names = (selector: string, role: Role): readonly string[] => [...blocksOf(player(selector, role)).keys()]
    expect(names('dcgan[channels=2]', generator([16, 16, 1], 2))).toEqual([
      'base.dense.w',
      'base.norm.scale',
      'base.norm.shift',
      'up1.conv.w',
      'up1.norm.scale',
      'up1.norm.shift',
      'last.conv.w',
      'last.conv.b',
    ])
    expect(names('dcgan[channels=2]', critic([16, 16, 1]))).toEqual([
      'first.conv.w',
      'first.conv.b',
      'down1.conv.w',
      'down1.conv.b',
      'score.dense.w',
      'score.dense.b',
    ])
    expect(names('dcgan[channels=2,norm=batch]', critic([16, 16, 1]))).toEqual([
      'first.conv.w',
      'first.conv.b',
      'down1.conv.w',
      'down1.norm.scale',
      'down1.norm.shift',
      'score.dense.w',
      'score.dense.b',
    ])
    expect(names('dcgan[channels=2,norm=none]', generator([8, 8, 1], 2))).toEqual([
      'base.dense.w',
      'base.dense.b',
      'last.conv.w',
      'last.conv.b',
    ])
  })
  it.each(['dcgan', 'resnet'])('%s says that spectral normalization stops gradients', id => {
    expect(player(`${id}[channels=2,norm=spectral]`, critic([8, 8, 1])).semiGradient).toBe(true)
    expect(player(`${id}[channels=2]`, critic([8, 8, 1])).semiGradient).toBeUndefined()
  })
  it.each(['dcgan', 'resnet'])('%s with a clip stays in the box of that limit, scales too', id => {
    const net = player(`${id}[channels=2,norm=batch,clip=0.01]`, critic([8, 8, 1]))
    expect(net.set.name).toBe('box[limit=0.01]')
    expect(Math.max(...net.start(key(1)).host.map(Math.abs))).toBe(0.01)
  })
})

describe('what cannot be is refused in a sentence', () => {
  const vector: Role = { id: 'x', input: null, output: [3], player: 'vector' }
  it.each([
    ['dcgan', vector, "dcgan: player 'x' must be a strategy of shape [3], not a map; take a player such as vector"],
    [
      'dcgan',
      { ...critic([64]), player: 'mlp[hidden=[64,64]]' },
      "dcgan: player 'critic' maps [64] → [1], which is neither a generator of pictures, [d] → [height, width, channels], nor a critic of pictures, [height, width, channels] → [1]; take a player such as mlp[hidden=[64,64]]",
    ],
    [
      'resnet',
      { ...critic([8, 8, 1]), output: [2] },
      "resnet: player 'critic' maps [8, 8, 1] → [2], which is neither a generator of pictures, [d] → [height, width, channels], nor a critic of pictures, [height, width, channels] → [1]; take a player such as mlp",
    ],
    [
      'dcgan',
      generator([9, 9, 1]),
      "dcgan: pictures of player 'generator' must have an even height and width above 4, such as 8, 28, 32 or 64, got 9 × 9",
    ],
    [
      'resnet',
      critic([4, 8, 1]),
      "resnet: pictures of player 'critic' must have an even height and width above 4, such as 8, 28, 32 or 64, got 4 × 8",
    ],
    [
      'dcgan[channels=2000]',
      critic(pictures),
      "dcgan: channels (nf) must make at most 32000000 weights for player 'critic' with pictures [32, 32, 3], got 2000, which makes 640238001",
    ],
    [
      'dcgan[norm=spectral,sd=0]',
      critic(pictures),
      "dcgan: sd (σ) of player 'critic' must be > 0 with norm=spectral, which divides weights by their largest singular value, got 0",
    ],
    ['resnet[kernel=4]', critic(pictures), "resnet: kernel (k) of player 'critic' must be odd, such as 3 or 5, got 4"],
    ['dcgan[kernel=1]', critic(pictures), 'p.kernel (k) must be an integer from 2 to 15, got 1'],
    ['dcgan[norm=layer]', critic(pictures), "p.norm must be batch, spectral or none, got 'layer'"],
    ['dcgan[iterations=0]', critic(pictures), 'p.iterations (n) must be an integer from 1 to 1000, got 0'],
  ] as const)('%s', (selector, role, sentence) => {
    expect(() => player(selector, role)).toThrow(sentence)
  })
})
