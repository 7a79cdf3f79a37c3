import { decode } from 'fast-png'
import { expect, test } from 'vitest'
import { hostTensor } from '../../core/host.ts'
import { dirac, type Mixture } from '../../core/mixture.ts'
import { enlarged } from '../../core/picture.ts'
import { sampler, systematicCounts } from '../../metrics/draw.ts'
import { density, densityPicture, frameOf, gridPicture } from '../../metrics/picture.ts'
import { samples } from '../../metrics/samples.ts'
import { png } from '../../studies/report/picture.ts'
import { gameOf, ganOf, rows, seenOf, vector } from './seen.ts'

test('systematic counts: within one of n·w, and n·w in the mean', () => {
  const weights = [0.5, 0.3, 0.15, 0.05]
  const m = 1000
  const sum = weights.map(() => 0)
  for (let k = 0; k < m; k++) {
    const counts = systematicCounts(weights, 37, (k + 0.5) / m)
    expect(counts.reduce((a, b) => a + b)).toBe(37)
    counts.forEach((c, i) => {
      expect(Math.abs(c - 37 * weights[i]!)).toBeLessThan(1)
      sum[i]! += c
    })
  }
  sum.forEach((s, i) => expect(s / m).toBeCloseTo(37 * weights[i]!, 2))
  expect(systematicCounts([1, 1, 1, 1], 8, 0.9)).toEqual([2, 2, 2, 2])
  expect(systematicCounts([3], 5, 0.2)).toEqual([5])
})

test('a mixture of generators is sampled by its weights', async () => {
  const game = ganOf(2, { drawLatent: (k, n) => hostTensor(k.normal(2 * n), [n, 2]) })
  const generator: Mixture = {
    atoms: [vector(0, 100), vector(1000, 1100), vector(5000, 0), vector(2000, 2100)],
    weights: [0.6, 0.3, 0, 0.1],
  }
  const seen = seenOf(game, [generator, dirac(vector(0))])
  const drawn = await sampler(game.gan!).generated(seen, 1000)
  expect(drawn.shape).toEqual([1000, 2])
  const of = Array.from({ length: 1000 }, (_, i) => Math.round(drawn.values[2 * i]! / 1000))
  expect([0, 1, 2, 5].map(a => of.filter(v => v === a).length)).toEqual([600, 300, 100, 0])
  // Latents are fresh for every row of every atom; the second entry is moved by 100 more.
  const latents = Array.from(drawn.values, (v, i) => (v - 1000 * of[i >> 1]! - 100 * (i % 2)).toFixed(9))
  expect(new Set(latents).size).toBe(2000)
  const mean = Array.from(drawn.values).reduce((s, v, i) => s + (i % 2 === 0 ? -v : v), 0) / 1000
  expect(Math.abs(mean - 100)).toBeLessThan(4 * Math.sqrt(2 / 1000))
  const again = await sampler(game.gan!).generated(seen, 1000)
  expect(again.values).toEqual(drawn.values)
})

test('real draws of another name are others, of the same name the same', () => {
  const { gan } = ganOf(2, {})
  const { key } = seenOf(ganOf(2, {}), [])
  const draw = sampler(gan!)
  expect(draw.real(key, 5, 'a').values).toEqual(draw.real(key, 5, 'a').values)
  expect(draw.real(key, 5, 'a').values).not.toEqual(draw.real(key, 5, 'b').values)
})

test('a grid of pictures: row by row with a black pixel between, cut at 0 and 1', () => {
  const form = { height: 1, width: 2, channels: 1 as const, level: (x: number, pixel: number) => x + pixel }
  const made = gridPicture(
    rows([
      [0.25, -0.5],
      [0.5, 0.5],
      [-1, 0],
    ]),
    form,
    2,
    2,
  )
  expect(made).toMatchObject({ width: 5, height: 3 })
  expect(Array.from(made.levels)).toEqual([0.25, 0.5, 0, 0.5, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0])
})

test('a grid of colour pictures: three channels side by side, the gap black in all of them', () => {
  const form = { height: 2, width: 1, channels: 3 as const, level: (x: number, entry: number) => x + entry / 10 }
  const made = gridPicture(hostTensor(new Float64Array(12).fill(0.25), [2, 2, 1, 3]), form, 1, 2)
  expect(made).toMatchObject({ width: 3, height: 2, channels: 3 })
  const pixel = (from: number): number[] => [0, 1, 2].map(c => 0.25 + (from + c) / 10)
  const black = [0, 0, 0]
  expect(Array.from(made.levels)).toEqual([...pixel(0), ...black, ...pixel(0), ...pixel(3), ...black, ...pixel(3)])
})

test('enlarged: every pixel becomes a square, its channels together', () => {
  const grey = { width: 2, height: 1, channels: 1, levels: Float64Array.of(0.1, 0.2) } as const
  expect(Array.from(enlarged(grey, 2).levels)).toEqual([0.1, 0.1, 0.2, 0.2, 0.1, 0.1, 0.2, 0.2])
  const colour = { width: 1, height: 1, channels: 3, levels: Float64Array.of(0, 0.5, 1) } as const
  expect(enlarged(colour, 2)).toEqual({
    width: 2,
    height: 2,
    channels: 3,
    levels: Float64Array.of(0, 0.5, 1, 0, 0.5, 1, 0, 0.5, 1, 0, 0.5, 1),
  })
  expect(enlarged(grey, 1)).toEqual(grey)
})

test('a PNG file holds a picture in grey and in colour', () => {
  const grey = { width: 3, height: 1, channels: 1, levels: Float64Array.of(-1, 0.5, 1.2) } as const
  expect(decode(png(grey))).toMatchObject({ width: 3, height: 1, channels: 1, depth: 8, data: Uint8Array.of(0, 128, 255) })
  const colour = { width: 1, height: 2, channels: 3, levels: Float64Array.of(1, 0, 0, 0, 0.2, 1) } as const
  expect(decode(png(colour))).toMatchObject({ width: 1, height: 2, channels: 3, data: Uint8Array.of(255, 0, 0, 0, 51, 255) })
})

test('a density has its largest y on top, and nothing outside its frame', () => {
  const frame = { centre: [0, 0] as const, half: 1 }
  const counts = density(
    rows([
      [-0.9, 0.9],
      [-0.9, 0.8],
      [0.9, -0.9],
      [1.1, 0],
      [0, -1.1],
      [NaN, 0],
    ]),
    frame,
    4,
  )
  expect(Array.from(counts)).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
  expect(densityPicture(counts, 4, 4).levels[0]).toBeCloseTo(Math.SQRT1_2, 15)
  expect(densityPicture(counts, 4, 1).levels[0]).toBe(1)
  expect(
    frameOf(
      rows([
        [0, 0],
        [4, 2],
      ]),
    ),
  ).toEqual({ centre: [2, 1], half: 2.5 })
})

test('the picture of samples: of generated ones, or of real ones', async () => {
  const pictures = ganOf(2, {
    drawLatent: (_, n) => hostTensor(new Float64Array(2 * n).fill(0.25), [n, 2]),
    drawReal: (_, n) => hostTensor(new Float64Array(2 * n).fill(1), [n, 2]),
    picture: { height: 2, width: 1, channels: 1, level: x => x },
  })
  const seen = seenOf(pictures, [dirac(vector(0, 0.5)), dirac(vector(0))])
  const config = { of: 'generated', rows: 1, columns: 2, side: 4 }
  const metric = samples.create(config, pictures)
  expect(await metric.measure(seen)).toEqual({})
  const drawn = await metric.picture!(seen)
  expect(drawn).toMatchObject({ width: 3, height: 2 })
  expect(Array.from(drawn.levels)).toEqual([0.25, 0, 0.25, 0.75, 0, 0.75])
  expect(Array.from((await samples.create({ ...config, of: 'real' }, pictures).picture!(seen)).levels)).toEqual([
    1, 0, 1, 1, 0, 1,
  ])
})

test('in the plane the picture is a density in the frame of the real data', async () => {
  const game = ganOf(2, { drawReal: (k, n) => hostTensor(k.uniform(2 * n, -1, 1), [n, 2]) })
  const metric = samples.create({ of: 'generated', rows: 1, columns: 1, side: 5 }, game)
  // All mass on the right above: the frame is [−1.25, 1.25]², cells are half a unit wide.
  const { levels, width, height } = await metric.picture!(seenOf(game, [dirac(vector(0.5, 1)), dirac(vector(0))]))
  expect([width, height]).toEqual([5, 5])
  expect(
    Array.from(levels)
      .map((g, i) => (g > 0 ? i : -1))
      .filter(i => i >= 0),
  ).toEqual([3])
  expect(levels[3]).toBe(1)
})

test('samples are refused where they cannot be seen', () => {
  expect(samples.refuses!(gameOf({}))).toMatch(/'handmade' is not a GAN/)
  expect(samples.refuses!(ganOf(3, {}))).toMatch(/neither pictures nor points in the plane/)
  expect(samples.refuses!(ganOf(2, {}))).toBeNull()
})
