import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { hostTensor, type HostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { dirac, type Mixture } from '../../core/mixture.ts'
import { Point, vectorLayout } from '../../core/point.ts'
import type { Game } from '../../core/contract.ts'
import { digitsSet } from '../../games/data/digits.ts'
import { finiteSource, split, stackedSource, type Finite } from '../../games/data/finite.ts'
import { readMnist } from '../../games/data/mnist.ts'
import { padded, pictureSet } from '../../games/data/pictures.ts'
import type { Source } from '../../games/data/source.ts'
import { countClasses, divergence, noCounts, productOf } from '../../metrics/class-counts.ts'
import { classes } from '../../metrics/classes.ts'
import { classifierOf } from '../../metrics/classifiers/classifier.ts'
import { greyPictures } from '../../metrics/classifiers/grey.ts'
import { sampler } from '../../metrics/draw.ts'
import { frechet } from '../../metrics/frechet-distance.ts'
import { classifierFeatures } from '../../metrics/features/classifier.ts'
import { fixture, gameOf, ganOf, seenOf, vector } from './seen.ts'

interface Told {
  /** The class of every row, as NumPy tells it: a figure each. */
  readonly told: string
  readonly rows: readonly { readonly row: number; readonly features: readonly number[]; readonly logits: readonly number[] }[]
}
const figures = fixture('classifiers') as Readonly<Record<'digits' | 'mnist', Told>>

const digits = digitsSet()
const mnist: Finite = { ...pictureSet(readMnist()), classifier: 'mnist' }

/** Rows of a set, [n, …shape]. */
function rowsOf(set: Finite, rows: ArrayLike<number>): HostTensor {
  const d = set.shape.reduce((a, b) => a * b, 1)
  const out = set.room(rows.length * d)
  Array.from(rows).forEach((row, i) => set.write(row, out, i * d, 1))
  return hostTensor(Float64Array.from(out), [rows.length, ...set.shape])
}
/** The first row of each digit. */
const firsts = Array.from({ length: 10 }, (_, k) => digits.labels!.indexOf(k))
/** Three digits as the channels of one picture. */
function stacked(red: number, green: number, blue: number): Float64Array {
  const out = new Float64Array(192)
  for (const [c, k] of [red, green, blue].entries()) digits.write(firsts[k]!, out, c, 3)
  return out
}
/** A GAN on these data whose generator gives its parameters, whatever the latent. */
const gameOn = (source: Source): Game =>
  ganOf(
    source.shape.reduce((a, b) => a * b, 1),
    {
      drawReal: (k, n) => source.draw(k, n),
      picture: source.picture!,
      ...(source.classes ? { classes: source.classes } : {}),
    },
  )
const giving = (...rows: readonly ArrayLike<number>[]): Mixture => ({
  atoms: rows.map(row => new Point(vectorLayout(row.length), Float64Array.from(row))),
  weights: rows.map(() => 1 / rows.length),
})
const seenBy = (game: Game, generator: Mixture) => seenOf(game, [generator, dirac(vector(0))])
const measured = (game: Game, generator: Mixture, options: Readonly<Record<string, unknown>> = {}) =>
  classes
    .create({ samples: null, against: 'data', confidence: 0.9, ...options } as never, game)
    .measure(seenBy(game, generator)) as Promise<Record<string, number>>

describe('counts by classes', () => {
  const of = (...logs: readonly (readonly number[])[]): number[] =>
    logs.flatMap(row => Array.from({ length: 10 }, (_, k) => row[k] ?? 0))

  it('a mode is the class of each channel, the first the leading digit; the first of equal logits', () => {
    const logits = of([0, 0, 5], [9], [1, 1, 1, 1, 1, 1, 1, 3], [0, 1, 1], [2], [0, 0, 0, 4])
    const { counts, unknown } = countClasses(noCounts(3), logits, 3, 0.9)
    expect(counts.length).toBe(1000)
    expect([...counts.keys()].filter(k => counts[k]! > 0)).toEqual([103, 207])
    expect(unknown).toBe(0)
    const twice = countClasses(countClasses(noCounts(1), of([1]), 1, 0.9), of([2], [0, 1]), 1, 0.9)
    expect([...twice.counts]).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 0, 0])
  })

  it('with confidence is told what has the probability in all channels', () => {
    // One logit x and nine zeros: the probability is eˣ/(eˣ + 9), 0.9 for x = log 81.
    const [x, more] = [Math.log(81), Math.log(81) + 1e-9]
    const confident = (logits: number[], channels: number): number =>
      countClasses(noCounts(channels), logits, channels, 0.9).confident
    expect(confident(of([more], [x - 1e-9], [0, more]), 1)).toBe(2)
    expect(confident(of([more], [0, more], [more], [x - 1e-9]), 2)).toBe(1)
  })

  it('what is not a number belongs to no mode', () => {
    const { counts, confident, unknown } = countClasses(noCounts(1), of([NaN, 3], [0, 9]), 1, 0)
    expect([counts.reduce((a, b) => a + b), counts[1], confident, unknown]).toEqual([1, 1, 1, 1])
  })

  it('the divergence is of the samples from the data, in nats', () => {
    const p = [3, 1]
    const q = [0.5, 0.5]
    const reverse = 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5)
    const forward = 0.5 * Math.log(0.5 / 0.75) + 0.5 * Math.log(0.5 / 0.25)
    expect(divergence(p, q)).toBeCloseTo(reverse, 14)
    expect(Math.abs(forward - reverse)).toBeGreaterThan(0.01)
    expect(divergence([2, 6], [0.25, 0.75])).toBe(0)
    // Seven of K modes evenly: log(K/7). All in one: −log q.
    expect(divergence([...Array<number>(7).fill(3), ...Array<number>(993).fill(0)], Array<number>(1000).fill(1e-3))).toBeCloseTo(
      Math.log(1000 / 7),
      12,
    )
    expect(divergence([0, 5, 0], [0.2, 0.3, 0.5])).toBeCloseTo(-Math.log(0.3), 14)
    expect(divergence([1, 1], [1, 0])).toBe(Infinity)
    expect(divergence([0, 0], q)).toBeNaN()
  })

  it('independent channels have the product of their shares', () => {
    const shares = [0.1, 0.2, 0.7]
    const product = productOf(shares, 3)
    expect(product.length).toBe(27)
    expect(product[1 * 9 + 2 * 3 + 0]).toBeCloseTo(0.2 * 0.7 * 0.1, 15)
    expect(productOf(shares, 1)).toEqual(shares)
  })
})

describe('what the data say of their classes', () => {
  it('the shares are those of the labels among the rows that are drawn', () => {
    const { kept } = split(1797, 0.2)
    for (const source of [finiteSource(digits, 0.2), stackedSource(digits, 0.2)]) {
      expect(source.classes!.classifier).toBe('digits')
      source.classes!.shares.forEach((share, k) =>
        expect(share).toBe(kept.filter(row => digits.labels![row] === k).length / kept.length),
      )
    }
    const all = stackedSource(digits).classes!.shares
    expect(all.map(share => Math.round(1797 * share))).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    expect(finiteSource(pictureSet(readMnist())).classes).toBeUndefined()
  })

  it('the channels of a picture become grey pictures of levels; of larger ones the middle', () => {
    const picture = stackedSource(digits).picture!
    const { shape, values } = greyPictures(
      hostTensor(Float64Array.of(...stacked(3, 1, 4), ...stacked(1, 5, 9)), [2, 8, 8, 3]),
      picture,
      8,
    )
    expect(shape).toEqual([6, 8, 8, 1])
    const levels = rowsOf(
      digits,
      [3, 1, 4, 1, 5, 9].map(k => firsts[k]!),
    ).values.map(x => (x + 1) / 2)
    expect(Array.from(values)).toEqual(Array.from(levels))
    const some = { ...readMnist(), bytes: readMnist().bytes.subarray(0, 2 * 784), labels: null }
    const wide = pictureSet(padded(some, 32))
    const middle = greyPictures(rowsOf(wide, [0, 1]), wide.picture, 28)
    expect(middle.values).toEqual(greyPictures(rowsOf(mnist, [0, 1]), mnist.picture, 28).values)
  })
})

describe('the classifiers', () => {
  const sets = { digits, mnist } as const
  it.each([
    ['digits', 359, 0.97],
    ['mnist', 2000, 0.985],
  ] as const)('%s tells rows right that its training has not seen', async (id, n, least) => {
    const set = sets[id]
    const { held } = split(set.n, 0.2)
    expect(held.length).toBe(n)
    const game = gameOn(finiteSource(set))
    const seen = seenBy(game, giving([0]))
    const { values } = await classifierOf(id).logits(seen, greyPictures(rowsOf(set, held), set.picture, set.shape[0]!))
    const told = Array.from(held, (_, i) => {
      const row = Array.from(values).slice(10 * i, 10 * i + 10)
      return row.indexOf(Math.max(...row))
    })
    expect(told.join('')).toBe(Array.from(held, row => figures[id].told[row]).join(''))
    const right = told.filter((k, i) => k === set.labels![held[i]!]).length
    expect(right / n).toBeGreaterThan(least)
    expect(right).toBe(id === 'digits' ? 358 : 1985)
  })

  it.each(['digits', 'mnist'] as const)('%s has the features and logits that NumPy has', async id => {
    const set = sets[id]
    const { rows } = figures[id]
    const seen = seenBy(gameOn(finiteSource(set)), giving([0]))
    const pictures = greyPictures(
      rowsOf(
        set,
        rows.map(r => r.row),
      ),
      set.picture,
      set.shape[0]!,
    )
    const [features, logits] = [await classifierOf(id).features(seen, pictures), await classifierOf(id).logits(seen, pictures)]
    for (const [made, wanted] of [
      [features, rows.flatMap(r => r.features)],
      [logits, rows.flatMap(r => r.logits)],
    ] as const) {
      expect(made.values.length).toBe(wanted.length)
      wanted.forEach((x, k) => expect(Math.abs(made.values[k]! - x)).toBeLessThan(1e-10))
    }
  })
})

describe('the metric', () => {
  it('a generator of one digit has one class, and −log of its share', async () => {
    const source = finiteSource(digits)
    const { values } = rowsOf(digits, [firsts[8]!])
    const made = await measured(gameOn(source), giving(values), { samples: 40 })
    expect(made).toMatchObject({ classes: 1, confident: 1 })
    expect(made['reverse-kl']).toBeCloseTo(-Math.log(174 / 1797), 12)
  })

  it('of stacked digits each triple is a mode; a mixture has the shares of its weights', async () => {
    const source = stackedSource(digits)
    const game = gameOn(source)
    const mixture = giving(stacked(0, 1, 2), stacked(0, 1, 3), stacked(7, 7, 7))
    const made = await measured(game, { ...mixture, weights: [0.5, 0.375, 0.125] }, { samples: 80 })
    expect(made.classes).toBe(3)
    const share = ([a, b, c]: readonly [number, number, number]): number =>
      [a, b, c].reduce((p, k) => p * source.classes!.shares[k]!, 1)
    const wanted = (
      [
        [0.5, [0, 1, 2]],
        [0.375, [0, 1, 3]],
        [0.125, [7, 7, 7]],
      ] as const
    ).reduce((sum, [p, mode]) => sum + p * Math.log(p / share(mode)), 0)
    expect(made['reverse-kl']).toBeCloseTo(wanted, 12)
    const uniform = await measured(game, { ...mixture, weights: [0.5, 0.375, 0.125] }, { samples: 80, against: 'uniform' })
    const entropy = [0.5, 0.375, 0.125].reduce((sum, p) => sum - p * Math.log(p), 0)
    expect(uniform['reverse-kl']).toBeCloseTo(Math.log(1000) - entropy, 12)
  })

  it('real rows are what a perfect generator gets: as many modes as so many draws hit, and a divergence of χ²/(2n)', async () => {
    const source = stackedSource(digits)
    const n = 5000
    const made = await measured(gameOn(source), giving(stacked(1, 2, 3)), { samples: n })
    const missed = productOf(source.classes!.shares, 3).reduce((sum, q) => sum + (1 - q) ** n, 0)
    expect(Math.abs(made['real-classes']! - (1000 - missed))).toBeLessThan(5 * Math.sqrt(missed))
    expect(made['real-confident']).toBeGreaterThan(0.98)
    // Of ten modes 2n·KL is nearly χ² with 9 degrees of freedom: mean 9, variance 18.
    const single = await measured(gameOn(finiteSource(digits)), giving(rowsOf(digits, [0]).values))
    expect(single['real-classes']).toBe(10)
    expect(2 * 2500 * single['real-reverse-kl']!).toBeLessThan(9 + 5 * Math.sqrt(18))
  })

  it('samples that are no numbers have no divergence, and count for nothing', async () => {
    const made = await measured(gameOn(finiteSource(digits)), giving(new Float64Array(64).fill(NaN)), { samples: 20 })
    expect(made).toMatchObject({
      'classes': 0,
      'reverse-kl': NaN,
      'confident': 0,
      'real-confident': expect.any(Number) as number,
    })
  })

  it('samples drawn in parts have the shares that samples drawn at once have', async () => {
    const game = ganOf(1, {
      drawLatent: (k, n) => hostTensor(k.uniform(n, -0.1, 0.1), [n, 1]),
      generate: (θ, z) => tf.add(z, θ.tensor),
    })
    const seen = seenBy(game, { atoms: [vector(0), vector(5), vector(9)], weights: [0.5, 0.2, 0.3] })
    const sizes: number[] = []
    const values: number[] = []
    for await (const { shape, values: some } of sampler(game.gan!).generatedParts(seen, 100, 16)) {
      sizes.push(shape[0]!)
      values.push(...some)
    }
    expect(sizes).toEqual([16, 16, 16, 2, 16, 4, 16, 14])
    expect([0, 5, 9].map(x => values.filter(v => Math.round(v) === x).length)).toEqual([50, 20, 30])
    expect(new Set(values).size).toBe(100)
    const real = [...sampler(game.gan!).realParts(key(1), 10, 'x', 4)]
    expect(real.map(rows => rows.shape[0])).toEqual([4, 4, 2])
    expect(new Set(real.flatMap(rows => Array.from(rows.values))).size).toBe(10)
  })

  it('refuses what has no classifier', () => {
    expect(classes.refuses!(gameOf({}))).toMatch(/'handmade' is not a GAN, which classes needs/)
    expect(classes.refuses!(ganOf(2, {}))).toMatch(
      /no classifier of the data of game 'handmade'.*data=digits, mnist, stacked-digits/,
    )
    expect(classes.refuses!(gameOn(finiteSource(digits)))).toBeNull()
    expect(() => classifierFeatures(ganOf(2, {}))).toThrow(/no classifier .* which features=classifier needs/)
  })
})

it('features of stacked digits are those of their channels, red first', async () => {
  const game = gameOn(stackedSource(digits))
  const seen = seenBy(game, giving([0]))
  const both = await classifierFeatures(game).of(
    seen,
    hostTensor(Float64Array.of(...stacked(3, 1, 4), ...stacked(1, 5, 9)), [2, 8, 8, 3]),
  )
  expect([both.n, both.m]).toEqual([2, 192])
  const single = gameOn(finiteSource(digits))
  const each = await classifierFeatures(single).of(
    seenBy(single, giving([0])),
    rowsOf(
      digits,
      [3, 1, 4, 1, 5, 9].map(k => firsts[k]!),
    ),
  )
  expect([each.n, each.m]).toEqual([6, 64])
  expect(Array.from(both.values)).toEqual(Array.from(each.values))
})

it('the Fréchet distance by these features: of a generator of one digit, ‖μ − f‖² + tr C of the real features', async () => {
  const game = gameOn(finiteSource(digits))
  const n = 60
  const one = rowsOf(digits, [firsts[2]!])
  const seen = seenBy(game, giving(one.values))
  const made = await frechet.create({ features: { kind: 'classifier' }, samples: n } as never, game).measure(seen)
  expect(Object.keys(made)).toEqual(['frechet-classifier', 'frechet-classifier-floor'])
  const features = classifierFeatures(game)
  const f = (await features.of(seen, one)).values
  const real = (await features.of(seen, sampler(game.gan!).real(seen.key, n, 'reference'))).values
  let wanted = 0
  for (let j = 0; j < 64; j++) {
    const column = Array.from({ length: n }, (_, i) => real[64 * i + j]!)
    const mean = column.reduce((a, b) => a + b) / n
    wanted += (mean - f[j]!) ** 2 + column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1)
  }
  expect(made['frechet-classifier']! / wanted).toBeCloseTo(1, 8)
})
