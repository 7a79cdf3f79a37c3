import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Directions, Spectra } from '../../core/figure.ts'
import { key } from '../../core/key.ts'
import { createLab } from '../../core/lab.ts'
import { pure } from '../../core/mixture.ts'
import type { Profile } from '../../core/profile.ts'
import { builtin } from '../../plugins/builtin.ts'
import { fixture, seenOf } from './seen.ts'

const lab = createLab(builtin)
const assembled = lab.assemble({
  game: 'progressive-wgan[sizes=[2,4],ranks=[2,5]]',
  optimizer: 'convex-dual',
  metrics: ['stages[columns=3]', 'directions[count=4]'],
  seed: 0,
})
const { game } = assembled
const [stages, directions] = assembled.metrics.map(m => m.metric)
const solved: Profile[] = []
beforeAll(async () => {
  const { solve } = game.views!.staged!()
  for (const s of [0, 1]) solved.push(await solve(s, solved))
})
const seen = (s: number) => seenOf(game, pure(solved[s]!))

describe('stages', () => {
  it('tells how far the constraint is met of the stages that an answer has', async () => {
    const [first, both] = [await stages!.measure(seen(0)), await stages!.measure(seen(1))]
    expect(stages!.names!({} as never)).toEqual(['constraint-2x2', 'constraint-4x4', 'violation'])
    expect(Math.abs(first['constraint-2x2']! - 1)).toBeLessThan(1e-6)
    expect(first['constraint-4x4']).toBeNaN()
    expect(both['constraint-2x2']).toBe(first['constraint-2x2'])
    expect(Math.abs(both['constraint-4x4']! - 1)).toBeLessThan(1e-6)
    expect(first.violation).toBeNaN()
    expect(both.violation).toBeLessThan(1e-6)
  })
  it('sees a generator that is off: twice the pictures have four times the moments', async () => {
    const twice = solved[0]!.with(0, solved[0]!.at(0).times(2))
    const { values, threshold } = await game.oracles!.stages![0]!.real()
    const made = await stages!.measure(seenOf(game, pure(twice)))
    // C − 4(C − βI)₊ has the eigenvalues 4β − 3λ of what is kept.
    const expected = Math.max(...values.slice(0, 2).map(λ => Math.abs(4 * threshold - 3 * λ)), threshold)
    expect(Math.abs(made['constraint-2x2']! / (expected / threshold) - 1)).toBeLessThan(1e-9)
    const both = await stages!.measure(seenOf(game, pure(solved[1]!.with(0, solved[1]!.at(0).times(2)))))
    expect(both['constraint-2x2']).toBeCloseTo(made['constraint-2x2']!, 12)
    expect(both.violation! + 1).toBeCloseTo(Math.max(both['constraint-2x2']!, both['constraint-4x4']!), 9)
    expect(both.violation).toBeGreaterThan(0.1)
  })
  it('sees the second moments of a mixture: the mean of those of its atoms', async () => {
    const [once, twice] = [solved[0]!, solved[0]!.with(0, solved[0]!.at(0).times(2))]
    const answer = [{ atoms: [once.at(0), twice.at(0)], weights: [0.75, 0.25] }, pure(once)[1]!]
    const { values, threshold } = await game.oracles!.stages![0]!.real()
    const made = await stages!.measure(seenOf(game, answer))
    // S = (¾ + ¼·4)(C − βI)₊ leaves 7β/4 − 3λ/4 of what is kept.
    const expected = Math.max(...values.slice(0, 2).map(λ => Math.abs(1.75 * threshold - 0.75 * λ)), threshold)
    expect(Math.abs(made['constraint-2x2']! / (expected / threshold) - 1)).toBeLessThan(1e-9)
    const figure = (await stages!.figure!(seenOf(game, answer))) as Spectra
    figure.stages[0]!.real.slice(0, 2).forEach((λ, i) => expect(Math.abs(figure.stages[0]!.generated[i]! / (1.75 * (λ - threshold)) - 1)).toBeLessThan(1e-9)) // prettier-ignore
    // Two of three columns are of the first atom, the last is of the second.
    const [one, two, both] = await Promise.all([pure(once), pure(twice), answer].map(async a => (await stages!.picture!(seenOf(game, a))).levels)) // prettier-ignore
    const column = (levels: Float64Array, x: number): number[] => Array.from(levels).filter((_, e) => e % 14 === x)
    expect([column(both!, 0), column(both!, 5), column(both!, 10)]).toEqual([column(one!, 0), column(one!, 5), column(two!, 10)])
  })
  it('draws a row a stage of the same latents, coarse pictures as squares', async () => {
    const { width, height, levels } = await stages!.picture!(seen(1))
    expect([width, height]).toEqual([3 * 5 - 1, 2 * 5 - 1])
    for (const x of [0, 2, 5, 7]) expect(levels[x]).toBe(levels[width + x + 1])
    expect((await stages!.picture!(seen(0))).height).toBe(4)
  })
  it('has spectra for the page: kept eigenvalues less the threshold', async () => {
    const figure = (await stages!.figure!(seen(1))) as Spectra
    expect(figure.stages.map(s => s.name)).toEqual(['2×2', '4×4'])
    for (const { real, generated, threshold } of figure.stages)
      real.forEach((λ, i) => expect(Math.abs((generated[i] ?? 0) - Math.max(0, λ - threshold))).toBeLessThan(1e-12))
  })
  it('is refused where there are no stages', () => {
    expect(() => lab.assemble({ game: 'gan', optimizer: 'gda', metrics: ['stages'], seed: 0 })).toThrow(
      "game 'gan' has no stages that match second moments; progressive-wgan has",
    )
  })
})

describe('directions', () => {
  it('of a mixture are those of the mean covariance and of the means', async () => {
    const [once, twice] = [solved[0]!, solved[0]!.with(0, solved[0]!.at(0).times(2).shift(0.03))]
    const answer = [{ atoms: [once.at(0), twice.at(0)], weights: [0.75, 0.25] }, pure(once)[1]!]
    const all = (await directions!.figure!(seenOf(game, answer))) as Directions
    const L = game.gan!.drawLatent(key(0), 1).shape[1]!
    const units = new Float64Array((L + 1) * L)
    for (let i = 0; i < L; i++) units[(i + 1) * L + i] = 1
    const run = { run: (_: unknown, z: Profile, [x]: readonly unknown[]) => [game.gan!.generate(z.at(0), x as never)] }
    const covariance = async (z: Profile): Promise<readonly [c: number[], C: Matrix]> => {
      const [made] = await seen(0).evaluate(run, z, [{ shape: [L + 1, L], values: units }])
      const [c, ...rows] = Matrix.from1DArray(L + 1, 16, Array.from(made!.values)).to2DArray()
      const A = new Matrix(rows.map(row => row.map((x, j) => x - c![j]!)))
      return [c!, A.transpose().mmul(A)]
    }
    const [[c, C1], [e, C2]] = [await covariance(once), await covariance(twice)]
    // The means c and e of weights ¾ and ¼: ¾·¼(c − e)ᵀ(c − e) beside the mean covariance.
    const between = c.map((x, j) => x - e[j]!)
    const C = Matrix.mul(C1, 0.75).add(Matrix.mul(C2, 0.25)).add(Matrix.columnVector(between).mmul(Matrix.rowVector(between)).mul(3 / 16)) // prettier-ignore
    expect(Math.hypot(...between)).toBeGreaterThan(0)
    const { diagonal: λ, leftSingularVectors: V } = new SingularValueDecomposition(C)
    all.directions.slice(0, 2).forEach(({ share, step, bytes }, i) => {
      expect(share).toBeCloseTo(λ[i]! / λ.reduce((a, b) => a + b), 9)
      const d = [...Buffer.from(bytes, 'base64')].map(b => step * (b - 128))
      const along = Math.abs(d.reduce((sum, x, j) => sum + x * V.get(j, i), 0))
      expect(Math.abs(along - Math.sqrt(λ[i]!))).toBeLessThan(16 * step)
    })
  })
  it('are the principal components of what is generated, with their shares', async () => {
    const all = (await directions!.figure!(seen(1))) as Directions
    // Generated pictures themselves: their principal components by a singular value decomposition.
    const run = { run: (_: unknown, z: Profile, [x]: readonly unknown[]) => [game.gan!.generate(z.at(0), x as never)] }
    const [drawn] = await seen(1).evaluate(run, solved[1]!, [game.gan!.drawLatent(key(3), 2000)])
    const X = Matrix.from1DArray(2000, 16, Array.from(drawn!.values))
    const { diagonal: σ, rightSingularVectors: V } = new SingularValueDecomposition(X.subRowVector(X.mean('column')))
    const whole = σ.reduce((sum, s) => sum + s * s, 0)
    const bytes = (text: string): number[] => [...Buffer.from(text, 'base64')]
    expect(all.directions.length).toBe(4)
    all.directions.slice(0, 2).forEach(({ share, step, bytes: text }, i) => {
      const d = bytes(text).map(b => step * (b - 128))
      expect(Math.abs(share - σ[i]! ** 2 / whole)).toBeLessThan(0.03)
      const along = d.reduce((sum, x, j) => sum + x * V.get(j, i), 0)
      expect(Math.abs(along) / Math.hypot(...d)).toBeGreaterThan(0.97)
      expect(Math.abs(Math.hypot(...d) / (σ[i]! / Math.sqrt(2000)) - 1)).toBeLessThan(0.06)
      expect(d.reduce((a, b) => a + b, 0)).toBeGreaterThan(0)
    })
    const { stages: known } = fixture('progressive_wgan') as { stages: { mean: number[] }[] }
    bytes(all.mean).forEach((byte, j) => expect(Math.abs(byte / 255 - known[1]!.mean[j]!)).toBeLessThan(0.5 / 255 + 1e-9))
  })
  it('are refused of networks', () => {
    expect(() => lab.assemble({ game: 'gan[data=digits]', optimizer: 'gda', metrics: ['directions'], seed: 0 })).toThrow(
      "game 'gan' has no generator of pictures that is affine in its latents; progressive-wgan has",
    )
  })
})
