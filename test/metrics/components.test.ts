import { describe, expect, it, test } from 'vitest'
import type { Components } from '../../core/figure.ts'
import type { Game } from '../../core/contract.ts'
import { hostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { createLab } from '../../core/lab.ts'
import { dirac, type Mixture } from '../../core/mixture.ts'
import { Profile } from '../../core/profile.ts'
import { components } from '../../metrics/components.ts'
import { panelGrid } from '../../metrics/panels.ts'
import { builtin } from '../../plugins/builtin.ts'
import { componentsFigure } from '../../studies/run-page/components.ts'
import { gameOf, ganOf, seenOf, vector } from './seen.ts'

const config = { most: 12, columns: 2, side: 4 }
const drawn = async (game: Game, answer: readonly Mixture[], options = config): Promise<Components> =>
  (await components.create(options, game).figure!(seenOf(game, answer))) as Components
const bytes = ({ bytes }: Components['panels'][number]): number[] => [...Buffer.from(bytes, 'base64')]

describe('components of a mixture of generators', () => {
  const form = { height: 1, width: 1, channels: 1 as const, level: (x: number) => x }
  const pictures = ganOf(1, { picture: form, drawLatent: (_, n) => hostTensor(Float64Array.from({ length: n }, (_, i) => i / 10), [n, 1]) }) // prettier-ignore
  const answer = [{ atoms: [vector(0.2), vector(0.9), vector(0.6)], weights: [0.25, 0, 0.75] }, dirac(vector(0))]

  it('are strips of the same latents with the weights, an atom of weight 0 left out', async () => {
    const { kind, all, strips, panels } = await drawn(pictures, answer)
    expect({ kind, all, strips }).toEqual({ kind: 'components', all: 2, strips: true })
    expect(panels.map(({ index, weight }) => [index, weight])).toEqual([
      [0, 0.25],
      [1, 0.75],
    ])
    // Levels θ and θ + 0.1, a black pixel between.
    expect(panels.map(bytes)).toEqual([
      [51, 0, 77],
      [153, 0, 179],
    ])
  })
  it('are a picture of strips, each above a bar of the length of its weight', async () => {
    const { width, height, levels } = await components.create({ ...config, columns: 4 }, pictures).picture!(seenOf(pictures, answer)) // prettier-ignore
    expect([width, height]).toEqual([7, 2 * (1 + 1 + 2) + 3])
    const row = (y: number): number[] => Array.from(levels.subarray(y * width, (y + 1) * width))
    expect(row(0).map(x => Math.round(100 * x))).toEqual([20, 0, 30, 0, 40, 0, 50])
    expect([row(2), row(3)]).toEqual([0, 1].map(() => [1, 1, 0.2, 0.2, 0.2, 0.2, 0.2]))
    expect(row(9)).toEqual([1, 1, 1, 1, 1, 0.2, 0.2])
  })
  it('are densities in one frame with the real data where rows lie in the plane', async () => {
    const game = ganOf(2, { drawReal: (k, n) => hostTensor(k.uniform(2 * n, -1, 1), [n, 2]) })
    const { strips, panels } = await drawn(game, [
      { atoms: [vector(0.9, 0.9), vector(-0.9, -0.9)], weights: [0.5, 0.5] },
      dirac(vector(0)),
    ])
    expect(strips).toBe(false)
    const cells = panels.map(p => bytes(p).findIndex(x => x > 0))
    expect(cells).toEqual([3, 12])
    expect(panels.map(p => p.inside)).toEqual([1, 1])
    const [far] = (await drawn(game, [dirac(vector(30, 0)), dirac(vector(0))])).panels
    expect(far!.inside).toBe(0)
    const [near] = (await drawn(game, [dirac(vector(2, 0)), dirac(vector(0))])).panels
    expect(near!.inside).toBe(1)
    expect(panels.map(p => bytes(p).filter(x => x > 0))).toEqual([[255], [255]])
  })
  it('of more than are shown, those by weight', async () => {
    const atoms = Array.from({ length: 40 }, (_, i) => vector(i / 40))
    const weights = atoms.map((_, i) => (i === 7 ? 0.649 : 0.009))
    const { all, panels } = await drawn(pictures, [{ atoms, weights }, dirac(vector(0))], { ...config, most: 5 })
    expect(all).toBe(40)
    // Points 0.1, 0.3, 0.5, 0.7, 0.9: the seventh has [0.063, 0.712], the 28th ends at 0.901.
    expect(panels.map(p => p.index)).toEqual([7, 28])
    expect(panels.reduce((sum, p) => sum + p.weight, 0)).toBeCloseTo(0.658, 12)
  })
  it('are refused where there is nothing to be seen', () => {
    expect(components.refuses!(gameOf({}))).toMatch(/'handmade' is not a GAN/)
    expect(components.refuses!(ganOf(3, {}))).toMatch(/neither pictures nor points in the plane/)
  })
})

test('components of the game mix are the generators inside, each with its softmax weight', async () => {
  const options = { players: { generator: 'mlp[hidden=[3]]', critic: 'mlp[hidden=[3]]' }, optimizer: 'gda', seed: 4 }
  const mixed = createLab(builtin).assemble({ ...options, game: 'mix[of=gan[latent=2],generators=3,weights=[[1,2,5],[1,1]]]' }).game // prettier-ignore
  const inside = createLab(builtin).assemble({ ...options, game: 'gan[latent=2]' }).game
  const start = mixed.players[0]!.start(key(4))
  const parts = mixed.gan!.components!(start)
  parts.forEach(({ weight }, j) => expect(weight).toBeCloseTo([0.125, 0.25, 0.625][j]!, 14))
  const latent = mixed.gan!.drawLatent(key(9), 5)
  const ψ = mixed.players[1]!.start(key(4))
  const [own, ownψ] = inside.players.map(p => p.start(key(1))) as [typeof start, typeof start]
  const pure = hostTensor(
    Float64Array.from({ length: 10 }, (_, k) => latent.values[3 * (k >> 1) + (k % 2)]!),
    [5, 2],
  )
  for (const [j, { pure: θ }] of parts.entries()) {
    const run = (game: Game, z: Profile, x: typeof latent) => seenOf(game, []).evaluate({ run: (_, z, [t]) => [game.gan!.generate(z.at(0), t!)] }, z, [x]) // prettier-ignore
    const [made] = await run(mixed, new Profile([θ, ψ]), latent)
    const at = own.with(start.host.slice(j * own.size, (j + 1) * own.size))
    const [expected] = await run(inside, new Profile([at, ownψ]), pure)
    made!.values.forEach((x, i) => expect(x).toBeCloseTo(expected!.values[i]!, 12))
  }
})

test('a component of weight 1e-8 has a panel of its own, not its neighbour’s', async () => {
  const game = createLab(builtin).assemble({ game: 'mix[of=dirac-gan,generators=4,weights=[[1,1,2e-8,1],[1,1]],spread=1]', optimizer: 'gda', seed: 4 }).game // prettier-ignore
  const start = game.players[0]!.start(key(4))
  const latent = hostTensor([0, 0, 0, 1 - 2 ** -24], [2, 2])
  for (const [j, { pure }] of game.gan!.components!(start).entries()) {
    const [rows] = await seenOf(game, [], 'eager').evaluate({ run: (_, z, [t]) => [game.gan!.generate(z.at(0), t!)] }, new Profile([pure, game.players[1]!.start(key(4))]), [latent]) // prettier-ignore
    for (const x of rows!.values) expect(x).toBe(Math.fround(start.host[j]!))
  }
})

test('a grid of panels: side by side, three channels alike', () => {
  const picture = { width: 2, height: 1, channels: 3 as const, levels: new Float64Array(6).fill(0.75) }
  const made = panelGrid([0.5, 1, 0].map((weight, index) => ({ index, weight, picture })), null) // prettier-ignore
  expect([made.width, made.height]).toEqual([2 + 3 + 2, 2 * 4 + 3])
  const pixel = (x: number, y: number): number => made.levels[(y * made.width + x) * 3]!
  expect([pixel(0, 0), pixel(5, 0), pixel(2, 0), pixel(0, 7), pixel(5, 7)]).toEqual([0.75, 0.75, 0.5, 0.75, 0.5])
  expect([pixel(0, 2), pixel(1, 2), pixel(5, 3), pixel(6, 3), pixel(0, 9)]).toEqual([1, 0.2, 1, 1, 0.2])
})

test('the page writes every weight beside its panel', () => {
  const panel = { width: 1, height: 1, channels: 1 as const, bytes: Buffer.from([9]).toString('base64') }
  const html = componentsFigure({ kind: 'components', all: 3, strips: false, panels: [{ ...panel, index: 0, weight: 2 / 3, inside: 1 }, { ...panel, index: 2, weight: 0.015, inside: 0.25 }] }) // prettier-ignore
  expect(html).toContain('67 %')
  expect(html).toContain('1.5 %')
  expect(html.match(/in the frame<|25 % of its samples/g)).toEqual(['25 % of its samples', 'in the frame<'])
  expect(html).toContain('2 of the 3 components')
  expect(html).toContain('they have 68 % of it')
})
