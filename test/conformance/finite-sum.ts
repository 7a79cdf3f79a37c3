import type { Game } from '../../core/contract.ts'
import { key as keyOf } from '../../core/key.ts'
import { evaluatorOf, randomProfile } from './evaluator.ts'
import { demand } from './subject.ts'

/** The mean of a finite sum as a game without randomness; a game that is none, itself. */
export const meanGame = (game: Game): Game => (game.finiteSum ? { ...game, sample: () => game.finiteSum!.all() } : game)

/** The most terms that are evaluated one by one. */
const most = 12

/** Losses on a list of terms are the mean of their losses, and those on `all()` that over every term, within 1e-12 of their size. */
export async function finiteSumIsMean(game: Game): Promise<void> {
  const { n, at, all } = game.finiteSum!
  const losses = async (sample: Game['sample'], t: number): Promise<readonly number[]> =>
    (await evaluatorOf({ ...game, sample })).losses(randomProfile(game, keyOf(t).fold('finite sum')))
  const demandSame = (what: string, got: readonly number[], want: readonly number[], scale: number): void => {
    const error = Math.max(...got.map((l, i) => Math.abs(l - want[i]!)))
    demand(error <= 1e-12 * scale, `the losses on ${what} are ${got.join(' and ')}, where the mean is ${want.join(' and ')}`)
  }
  const some = Array.from({ length: Math.min(n, most) }, (_, k) => Math.floor((k * n) / Math.min(n, most)))
  const every = Array.from({ length: n }, (_, i) => i)
  for (let t = 0; t < 2; t++) {
    const terms = await Promise.all(some.map(i => losses(() => at([i]), t)))
    const mean = game.players.map((_, i) => terms.reduce((sum, row) => sum + row[i]!, 0) / some.length)
    const scale = 1 + Math.max(...terms.flat().map(Math.abs))
    demandSame(`the terms ${some.join(', ')}`, await losses(() => at(some), t), mean, scale)
    const whole = n === some.length ? mean : await losses(() => at(every), t)
    demandSame('all()', await losses(() => all(), t), whole, scale)
  }
}
