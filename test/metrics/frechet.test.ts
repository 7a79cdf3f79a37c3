import * as tf from '@tensorflow/tfjs'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { networkModel } from '../../core/compile/network/model.ts'
import type { Network } from '../../core/contract.ts'
import { hostTensor, sizeOf, type HostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { createLab } from '../../core/lab.ts'
import { dirac, type Mixture } from '../../core/mixture.ts'
import { Point, vectorLayout } from '../../core/point.ts'
import { randomFeatures } from '../../metrics/features/random.ts'
import { resized } from '../../metrics/features/prepared.ts'
import { frechet as metric } from '../../metrics/frechet-distance.ts'
import { frechetDistance, momentsOf, reduced, type Moments } from '../../metrics/frechet.ts'
import { builtin } from '../../plugins/builtin.ts'
import { fixture, free, gameOf, ganOf, seenOf, vector } from './seen.ts'

type Matrix = readonly (readonly number[])[]
const { cases } = fixture('frechet') as {
  readonly cases: readonly { readonly name: string; readonly X: Matrix; readonly Y: Matrix; readonly distance: number }[]
}
const moments = (x: Matrix): Moments => momentsOf(x.flat(), [x.length, x[0]!.length])

describe('the distance of samples', () => {
  test.each(cases)('is that of SciPy, either way round, reduced or not: $name', async ({ X, Y, distance }) => {
    const [a, b] = [moments(X), moments(Y)]
    const [c, d] = [await reduced(a), await reduced(b)]
    for (const [p, q] of [
      [a, b],
      [b, a],
      [c, b],
      [c, d],
      [d, a],
    ] as const)
      expect(Math.abs((await frechetDistance(p, q)) / distance - 1)).toBeLessThan(1e-10)
  })
  test('of a sample and itself is 0, to the root of rounding', async () => {
    for (const { X } of cases) {
      const a = moments(X)
      expect(Math.abs(await frechetDistance(await reduced(a), a))).toBeLessThan(1e-7 * a.trace)
    }
  })
  /** Points with mean μ and covariance RᵀDR exactly, R the turn by an angle in the plane. */
  const turned = ([μx, μy]: readonly [number, number], [p, q]: readonly [number, number], angle: number): Matrix =>
    [
      [Math.sqrt((3 * p) / 2), 0],
      [-Math.sqrt((3 * p) / 2), 0],
      [0, Math.sqrt((3 * q) / 2)],
      [0, -Math.sqrt((3 * q) / 2)],
    ].map(([x, y]) => [μx + x! * Math.cos(angle) - y! * Math.sin(angle), μy + x! * Math.sin(angle) + y! * Math.cos(angle)])
  test('in the plane, tr √(AB) = √(tr AB + 2√det AB)', async () => {
    const [p, q, angle] = [[4, 1] as const, [0.5, 9] as const, 0.7]
    const a = moments(turned([1, 2], p, 0))
    const b = moments(turned([-2, 6], q, angle))
    const [c, s] = [Math.cos(angle) ** 2, Math.sin(angle) ** 2]
    const product = p[0] * (q[0] * c + q[1] * s) + p[1] * (q[0] * s + q[1] * c)
    const root = Math.sqrt(product + 2 * Math.sqrt(p[0] * p[1] * q[0] * q[1]))
    expect(Math.abs((await frechetDistance(a, b)) - (25 + 5 + 9.5 - 2 * root))).toBeLessThan(1e-12)
  })
  test('features that are not finite give NaN', async () => {
    const good = moments(cases[0]!.X)
    const bad = moments(cases[0]!.X.map((x, i) => (i === 2 ? x.map(() => Infinity) : x)))
    expect(await frechetDistance(await reduced(bad), good)).toBeNaN()
    expect(await frechetDistance(good, bad)).toBeNaN()
  })
  test('between samples of one normal law it is (2m + m(m + 1)/2)/n in the mean, to first order', async () => {
    const [m, draws] = [4, 60]
    for (const n of [200, 800]) {
      let sum = 0
      for (let i = 0; i < draws; i++) {
        const sample = (side: string): Moments =>
          momentsOf(
            key(n)
              .fold(side)
              .fold(i)
              .normal(n * m),
            [n, m],
          )
        sum += await frechetDistance(sample('a'), sample('b'))
      }
      // A distance is about a weighted χ² of 4 + 10 degrees: its mean is known to √(2/14/60) = 5 %.
      expect(Math.abs(sum / draws / ((2 * m + (m * (m + 1)) / 2) / n) - 1)).toBeLessThan(0.2)
    }
  })
})

const at = (...mixtures: Mixture[]): readonly Mixture[] => mixtures

describe('the metric', () => {
  const still = dirac(vector(0))
  const pixels = { features: { kind: 'pixels' } as const, samples: 50 }
  test('a generator that is off by c is off by ‖c‖²; the floor is between two real samples', async () => {
    const game = ganOf(2, {
      drawLatent: (_, n) => hostTensor(key(1).normal(2 * n), [n, 2]),
      drawReal: (k, n) => hostTensor((isReference(k.words) ? key(1) : key(2)).normal(2 * n), [n, 2]),
    })
    const measured = await metric.create(pixels, game).measure(seenOf(game, at(dirac(vector(3, -4)), still)))
    expect(Object.keys(measured)).toEqual(['frechet-pixels', 'frechet-pixels-floor'])
    expect(measured['frechet-pixels']).toBeCloseTo(25, 6)
    const [a, b] = [1, 2].map(seed => momentsOf(key(seed).normal(100), [50, 2])) as [Moments, Moments]
    expect(measured['frechet-pixels-floor']).toBeCloseTo(await frechetDistance(a, b), 10)
  })
  const reference = key(7).fold('metrics').fold('real').fold('reference')
  const isReference = (words: readonly number[]): boolean => words.join() === reference.words.join()

  test('of a mixture, each atom has its share', async () => {
    const shares: Mixture = { atoms: [vector(3, 0), vector(-5, 0)], weights: [0.75, 0.25] }
    const game = ganOf(2, {
      drawReal: (_, n) =>
        hostTensor(
          Float64Array.from({ length: 2 * n }, (_, i) => (i % 4) - 1.5),
          [n, 2],
        ),
    })
    const measured = await metric.create({ ...pixels, samples: 40 }, game).measure(seenOf(game, at(shares, still)))
    // Generated: mean (1, 0), variance 12·40/39 along x. Real: (±1, 0.5 ± … ) lie on a line, mean (−0.5, 0.5), covariance 40/39 of ones.
    const scale = 40 / 39
    const wanted = 1.5 ** 2 + 0.5 ** 2 + 12 * scale + 2 * scale - 2 * Math.sqrt(12) * scale
    expect(measured['frechet-pixels']).toBeCloseTo(wanted, 10)
  })
  test('what is not a GAN is refused', () => {
    expect(metric.refuses!(gameOf({}))).toMatch(/'handmade' is not a GAN/)
    expect(metric.refuses!(ganOf(2, {}))).toBeNull()
  })
})

/** The shape and form of small pictures of entries in [−1, 1]. */
const pictured = (height: number, width: number, channels: 1 | 3) => {
  const d = height * width * channels
  return ganOf(d, {
    drawReal: (k, n) => hostTensor(k.uniform(n * d, -1, 1), [n, height, width, channels]),
    picture: { height, width, channels, level: x => (x + 1) / 2 },
  })
}
/** A game whose samples are the parameters alone. */
const stillOf = (game: ReturnType<typeof ganOf>) =>
  seenOf(game, at(dirac(vector(...Array<number>(game.players[0]!.start(key(0)).size).fill(0))), dirac(vector(0))))

describe('several metrics of one kind', () => {
  const assembled = (...metrics: string[]) =>
    createLab(builtin).assemble({ game: 'progressive-wgan', optimizer: 'convex-dual', metrics, seed: 0 })

  test('are measured together where their numbers have different names', () => {
    const { metrics, optimizer, resolved } = assembled('frechet-distance', 'frechet-distance[features=random]')
    expect(metrics.flatMap(m => m.metric.names!(optimizer))).toEqual(
      ['pixels', 'random'].flatMap(name => [`frechet-${name}`, `frechet-${name}-floor`]),
    )
    expect(resolved.metrics.map(m => m.slice(0, 32))).toEqual([
      'frechet-distance[features=pixels',
      'frechet-distance[features=random',
    ])
  })
  test.each([
    [
      ['frechet-distance', 'stages', 'frechet-distance[samples=5]'],
      "'frechet-distance' is given twice, and both measure 'frechet-pixels'",
    ],
    [['samples', 'samples[rows=2]'], "'samples' is given twice, and its pictures are named after it"],
  ])('are refused where one would be written over the other: %j', (metrics, sentence) => {
    expect(() => assembled(...metrics)).toThrow(sentence)
  })
})

describe('random features', () => {
  test('of pictures are the means of three convolutions, here by sums over pixels', async () => {
    const [h, w, c] = [9, 8, 3] as const
    const game = pictured(h, w, c)
    const drawn = game.gan!.drawReal(key(4), 2)
    const made = await randomFeatures(game).of(stillOf(game), drawn)
    expect([made.n, made.m]).toEqual([2, 224])
    const normal = key(0)
      .fold('frechet-distance')
      .fold('random')
      .fold('convolutions')
      .fold(c)
      .normal(9 * (3 * 32 + 32 * 64 + 64 * 128))
    let from = 0
    let x = {
      h: h as number,
      w: w as number,
      c: c as number,
      at: (i: number, y: number, z: number, k: number): number => drawn.values[((i * h + y) * w + z) * c + k]!,
    }
    let feature = 0
    for (const out of [32, 64, 128]) {
      const [H, W] = [Math.ceil(x.h / 2), Math.ceil(x.w / 2)]
      // `same`: what is missing is put around, the larger half below and right.
      const [top, left] = [Math.max(0, 2 * (H - 1) + 3 - x.h) >> 1, Math.max(0, 2 * (W - 1) + 3 - x.w) >> 1]
      const y = new Float64Array(2 * H * W * out)
      const [before, start] = [x, from]
      for (let i = 0; i < 2; i++)
        for (let k = 0; k < out; k++) {
          let mean = 0
          for (let p = 0; p < H * W; p++) {
            let sum = 0
            for (let a = 0; a < 3; a++)
              for (let b = 0; b < 3; b++) {
                const [r, s] = [2 * Math.floor(p / W) + a - top, 2 * (p % W) + b - left]
                if (r < 0 || s < 0 || r >= before.h || s >= before.w) continue
                for (let q = 0; q < before.c; q++)
                  sum += before.at(i, r, s, q) * normal[start + ((a * 3 + b) * before.c + q) * out + k]!
              }
            const value = Math.max(0, sum * Math.sqrt(2 / (9 * before.c)))
            y[(i * H * W + p) * out + k] = value
            mean += value / (H * W)
          }
          expect(Math.abs(made.values[i * 224 + feature + k]! - mean)).toBeLessThan(1e-12)
        }
      feature += out
      from += 9 * before.c * out
      x = { h: H, w: W, c: out, at: (i, r, s, k) => y[((i * H + r) * W + s) * out + k]! }
    }
  })
  test('of other samples are ReLU(⟨w, x⟩ + b); any number of rows', async () => {
    const game = ganOf(3, {})
    const n = 260
    const drawn = hostTensor(key(5).normal(3 * n), [n, 3])
    const made = await randomFeatures(game).of(seenOf(game, at(dirac(vector(0, 0, 0)), dirac(vector(0)))), drawn)
    expect([made.n, made.m]).toEqual([n, 256])
    const weights = key(0).fold('frechet-distance').fold('random').fold('units')
    const [W, b] = [weights.fold(3).normal(3 * 256), weights.fold('biases').normal(256)]
    for (const i of [0, 249, 250, 259])
      for (let k = 0; k < 256; k += 15) {
        const inner = [0, 1, 2].reduce((sum, j) => sum + (drawn.values[3 * i + j]! * W[j * 256 + k]!) / Math.sqrt(3), b[k]!)
        expect(Math.abs(made.values[i * 256 + k]! - Math.max(0, inner))).toBeLessThan(1e-12)
      }
  })
})

describe('features of a network of the user', () => {
  const folder = mkdtempSync(join(tmpdir(), 'frechet-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const m = 5
  /** A linear map of inputs of this shape, by fixed weights, as an ONNX file. */
  const written = (input: readonly number[], batch: number | null = null) => {
    const d = sizeOf(input)
    const W = new Point(vectorLayout(d * m), key(9).normal(d * m))
    const network: Network = {
      id: 'features',
      set: free,
      start: () => W,
      input,
      output: [m],
      apply: (θ, x) => tf.matMul(tf.reshape(x, [-1, d]), tf.reshape(θ.tensor, [d, m])),
    }
    const file = join(folder, `${input.join('x')}-${batch ?? 'any'}.onnx`)
    const model = networkModel({ network, strategy: dirac(W), precision: 'float64', batch })
    writeFileSync(file, model({ version: '0', doc: '', metadata: {} }))
    return { file, W: W.host }
  }
  const options = {
    kind: 'onnx',
    name: 'onnx',
    input: null,
    output: null,
    layout: 'nchw',
    range: [0, 1],
    mean: null,
    sd: null,
    resize: 'refuse',
  } as const
  /** The metric's number where the real samples' features are Fʳ and the generated ones' Fᵍ by `featuresOf` a row. */
  const expected = async (
    game: ReturnType<typeof ganOf>,
    n: number,
    featuresOf: (row: ArrayLike<number>) => number[],
  ): Promise<number> => {
    const of = ({ values, shape }: HostTensor): Matrix => {
      const d = sizeOf(shape.slice(1))
      return Array.from({ length: n }, (_, i) => featuresOf(values.slice(i * d, i * d + d)))
    }
    const real = game.gan!.drawReal(key(7).fold('metrics').fold('real').fold('reference'), n)
    const made = hostTensor(new Float64Array(sizeOf(real.shape)), real.shape)
    return frechetDistance(moments(of(real)), moments(of(made)))
  }
  const product = (x: readonly number[], W: Float64Array): number[] =>
    Array.from({ length: m }, (_, k) => x.reduce((sum, v, j) => sum + v * W[j * m + k]!, 0))

  test.each([null, 4])('pictures: axes, levels, mean and sd as told; rows a call: %s', async batch => {
    const [h, w] = [4, 3]
    const game = pictured(h, w, 3)
    const { file, W } = written([3, h, w], batch)
    const measured = await metric
      .create({ features: { ...options, file, range: [0, 255], mean: [10, 20, 30], sd: [2] }, samples: 30 }, game)
      .measure(stillOf(game))
    const prepared = (row: ArrayLike<number>): number[] =>
      [0, 1, 2].flatMap(c => Array.from({ length: h * w }, (_, p) => ((255 * (row[p * 3 + c]! + 1)) / 2 - [10, 20, 30][c]!) / 2))
    const wanted = await expected(game, 30, row => product(prepared(row), W))
    expect(measured['frechet-onnx']! / wanted).toBeCloseTo(1, 10)
    const nhwc = written([h, w, 3], batch)
    const other = await metric
      .create(
        { features: { ...options, file: nhwc.file, name: 'mine', layout: 'nhwc', input: 'x', output: 'y' }, samples: 30 },
        game,
      )
      .measure(stillOf(game))
    const plain = await expected(game, 30, row =>
      product(
        Array.from(row, x => (x + 1) / 2),
        nhwc.W,
      ),
    )
    expect(other['frechet-mine']! / plain).toBeCloseTo(1, 10)
  })
  test('grey pictures for three channels, resized; rows that are no pictures', async () => {
    const game = pictured(2, 2, 1)
    const { file, W } = written([3, 4, 4])
    const measured = await metric
      .create({ features: { ...options, file, resize: 'bilinear' }, samples: 20 }, game)
      .measure(stillOf(game))
    // Pixel centres at ½: a line of two becomes a, (3a + b)/4, (a + 3b)/4, b.
    const line = (a: number, b: number): number[] => [a, (3 * a + b) / 4, (a + 3 * b) / 4, b]
    const wide = ([a, b, c, d]: number[]): number[] => {
      const [upper, lower] = [line(a!, b!), line(c!, d!)]
      const columns = upper.map((u, i) => line(u, lower[i]!))
      return [0, 1, 2, 3].flatMap(y => columns.map(column => column[y]!))
    }
    const wanted = await expected(game, 20, row => {
      const plane = wide(Array.from(row, x => (x + 1) / 2))
      return product([...plane, ...plane, ...plane], W)
    })
    expect(measured['frechet-onnx']! / wanted).toBeCloseTo(1, 10)
    const flat = ganOf(3, { drawReal: (k, n) => hostTensor(k.normal(3 * n), [n, 3]) })
    const small = written([3])
    const seen = seenOf(flat, at(dirac(vector(0, 0, 0)), dirac(vector(0))))
    const rowsOnly = await metric
      .create({ features: { ...options, file: small.file, mean: [1] }, samples: 20 }, flat)
      .measure(seen)
    expect(
      rowsOnly['frechet-onnx']! /
        (await expected(flat, 20, row =>
          product(
            Array.from(row, x => x - 1),
            small.W,
          ),
        )),
    ).toBeCloseTo(1, 10)
  })
  test('halving by the bilinear rule takes the mean of four', () => {
    expect(Array.from(resized(Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), [1, 2, 4, 1], 1, 2))).toEqual([3.5, 5.5])
  })

  const game = pictured(8, 8, 3)
  test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['a file that is not there', { file: 'no-such.onnx' }, ['the file no-such.onnx does not exist: name an ONNX model']],
    ['a file that is none', { file: new URL(import.meta.url).pathname }, ['is no ONNX model']],
    ['an input that is not there', { input: 'pixels' }, ["has no input 'pixels'; its inputs are x"]],
    ['an output that is not there', { output: 'pool3' }, ["has no output 'pool3'; its outputs are y"]],
    ['another size', {}, ['takes samples of shape [N, 3, 4, 4]', 'pictures of 8×8, not 4×4; resize=bilinear']],
    ['another layout', { layout: 'nhwc' }, ['with layout=nhwc', "the game's have 3 channels, not 4"]],
    ['a mean of two channels', { resize: 'bilinear', mean: [0, 0] }, ['mean has 2 numbers']],
    ['a name with a space', { name: 'My net' }, ["got 'My net'"]],
  ])('refuses %s in a sentence', (_, told, sentences) => {
    const { file } = written([3, 4, 4])
    for (const sentence of sentences) expect(() => create({ ...options, file, ...told })).toThrow(sentence)
  })
  const create = (features: Readonly<Record<string, unknown>>) => metric.create({ features, samples: 10 }, game)
  test('refuses rows that are no pictures, and of another length', () => {
    const flat = ganOf(3, {})
    expect(() => metric.create({ features: { ...options, file: written([3, 4, 4]).file }, samples: 10 }, flat)).toThrow(
      'are no pictures',
    )
    expect(() => metric.create({ features: { ...options, file: written([4]).file }, samples: 10 }, flat)).toThrow(
      "the game's have 3 entries",
    )
  })
  test('is chosen by a selector, and its key is the name', () => {
    const { file } = written([2])
    const lab = createLab(builtin)
    const assembled = lab.assemble({
      game: 'gan',
      optimizer: 'gda',
      metrics: [`frechet-distance[features=onnx[file=${file},name=mine]]`],
      seed: 0,
    })
    expect(assembled.metrics[0]!.metric.names!(assembled.optimizer)).toEqual(['frechet-mine', 'frechet-mine-floor'])
    const missing = 'frechet-distance[features=onnx[file=none.onnx]]'
    expect(() => lab.assemble({ game: 'gan', optimizer: 'gda', metrics: [missing], seed: 0 })).toThrow('none.onnx does not exist')
  })
})
