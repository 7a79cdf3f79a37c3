import { describe, expect, it } from 'vitest'
import { lawsOf } from '../../core/double-oracle/laws.ts'
import { estimated, evaluatorOf, payoffsOf } from '../../core/double-oracle/payoffs.ts'
import { against } from '../../core/double-oracle/responses.ts'
import { freshStarts } from '../../core/double-oracle/training.ts'
import { defaultExecution } from '../../core/execute.ts'
import type { HostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import type { Point } from '../../core/point.ts'
import { lab } from '../figures/play.ts'

const linear = { generator: 'linear', critic: 'linear' }
const assembled = (game: string, players: Readonly<Record<string, string>> = linear) =>
  lab.assemble({ game, players, optimizer: 'gda', seed: 3 })

type Batch = Readonly<{ real: HostTensor; latent: HostTensor }>
const rowsOf = ({ shape, values }: HostTensor): number[][] =>
  Array.from({ length: shape[0]! }, (_, r) => Array.from(values.slice((r * values.length) / shape[0]!, ((r + 1) * values.length) / shape[0]!))) // prettier-ignore

/** E D(x) − E D(G(z)) of affine players, by hand. */
function wasserstein(θ: Point, ψ: Point, { real, latent }: Batch): number {
  const [W, b] = θ.hostBlocks() as [Float64Array, Float64Array]
  const [w, c] = ψ.hostBlocks() as [Float64Array, Float64Array]
  const score = (x: readonly number[]): number => x.reduce((s, v, e) => s + v * w[e]!, c[0]!)
  const made = (z: readonly number[]): number[] => Array.from(b, (v, e) => z.reduce((s, a, k) => s + a * W[k * b.length + e]!, v))
  const mean = (all: readonly number[]): number => all.reduce((a, v) => a + v, 0) / all.length
  return mean(rowsOf(real).map(score)) - mean(rowsOf(latent).map(z => score(made(z))))
}

describe('payoffs over draws', () => {
  it('are the losses of every pair on the same draws, by hand, in float64, however many columns there are', async () => {
    const run = assembled('gan[loss=wasserstein,latent=2,batch=5]')
    const { game } = run
    const draws = lawsOf(game).training.draws(key(5), 6) as unknown as Batch[]
    const evaluator = await evaluatorOf(run, defaultExecution)
    const payoffs = payoffsOf(evaluator, draws)
    const start = (i: number, k: number): Point => game.players[i]!.start(key(k))
    const moved = (x: Point, k: number): Point => x.plus(x.with(key(100 + k).normal(x.size)))
    const rows = [0, 1, 2].map(k => moved(start(0, k), k))
    const columns = Array.from({ length: 11 }, (_, k) => moved(start(1, k), k))
    const A = await payoffs(rows, columns)
    for (const [i, u] of rows.entries())
      for (const [j, v] of columns.entries())
        for (const [d, ξ] of draws.entries()) expect(Math.abs(A[i]![j]![d]! - wasserstein(u, v, ξ))).toBeLessThan(1e-12)
    // Asked again, and in a mixture, they are the same numbers.
    const w = [0.25, 0, 0.75]
    const [second] = await against(payoffs, 1, [columns[7]!], { atoms: rows, weights: w })
    second!.forEach((v, d) => expect(v).toBe(0.25 * A[0]![7]![d]! + 0.75 * A[2]![7]![d]!))
    const [first] = await against(payoffs, 0, [rows[1]!], { atoms: columns.slice(0, 2), weights: [0.5, 0.5] })
    first!.forEach((v, d) => expect(v).toBe(0.5 * A[1]![0]![d]! + 0.5 * A[1]![1]![d]!))
    expect(estimated(first!).error).toBeGreaterThan(0)
    evaluator.dispose()
  })
})

describe('held-out draws', () => {
  it('have rows that training never draws, and the rest as the training law has it', () => {
    const { game } = assembled('gan[loss=wasserstein,data=digits,holdOut=0.1,latent=2,batch=300]')
    const { training, heldOut } = lawsOf(game)
    expect(heldOut.about).toBe('rows that training never draws')
    const [seen, unseen] = [training, heldOut].map(law => law.draws(key(1), 8) as unknown as Batch[]) as [Batch[], Batch[]]
    const trained = new Set(seen.flatMap(ξ => rowsOf(ξ.real)).map(String))
    const held = new Set(unseen.flatMap(ξ => rowsOf(ξ.real)).map(String))
    // 1,797 digits, of which a tenth is held out.
    expect(held.size).toBeLessThanOrEqual(180)
    expect(held.size).toBeGreaterThan(170)
    expect(trained.size).toBeGreaterThan(1000)
    expect([...held].filter(row => trained.has(row))).toEqual([])
    expect(unseen.map(ξ => ξ.latent)).toEqual(seen.map(ξ => ξ.latent))
  })

  it('are exact where nothing is drawn or the game is a finite sum, and say so where the data hold nothing out', () => {
    const about = (game: string, players = {}): readonly [boolean, string] => {
      const { exact, about } = lawsOf(assembled(game, players).game).heldOut
      return [exact, about]
    }
    expect(about('bilinear')).toEqual([true, 'nothing is drawn, and payoffs are exact'])
    expect(about('finite-sum-bilinear[terms=4]')).toEqual([true, "all 4 terms of the game's sum, none of which is held out"])
    expect(about('gan[data=digits]', linear)[1]).toContain('hold nothing out')
    expect(about('gan', linear)[1]).toBe('fresh draws of the law that training draws from')
  })
})

it('starts are drawn as the game draws them, or moved off a start that is given, within the set', () => {
  const drawn = assembled('gan[latent=2]').game
  const [a, b] = freshStarts(drawn, 0, key(2), 2) as [Point, Point]
  expect(a.host).toEqual(drawn.players[0]!.start(key(2).fold(0)).host)
  expect(a.host).not.toEqual(b.host)
  const given = assembled('bilinear', { x: 'vector[start=[0.5],set=box[limit=1]]' }).game
  const moved = freshStarts(given, 0, key(2), 20).map(x => x.host[0]!)
  expect(new Set(moved.map(x => x.toFixed(6))).size).toBeGreaterThan(5)
  expect(moved.every(x => Math.abs(x) <= 1)).toBe(true)
})
