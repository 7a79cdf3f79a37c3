import type { FieldRun } from '../../core/engine.ts'
import { createLab, type Lab } from '../../core/lab.ts'
import { analyze } from '../../core/spectrum/analyze.ts'
import type { Analysis } from '../../core/spectrum/analysis.ts'
import { solutionOf } from '../../core/spectrum/solution.ts'
import { consensus } from '../../examples/consensus.ts'
import { definePlugin } from '../../core/define.ts'
import { builtin } from '../../plugins/builtin.ts'

export const lab: Lab = createLab([...builtin, definePlugin({ name: 'examples', version: '0.1.0', optimizers: [consensus] })])

export interface Played {
  readonly game: string
  readonly optimizer: string
  readonly players?: Readonly<Record<string, string>>
}
export const fieldOf = (played: Played): FieldRun => {
  const { game, optimizer, key } = lab.assemble({ ...played, seed: 0 })
  return { game, optimizer, key }
}
/** The analysis at the solution that the game knows, or at one that is found. */
export async function analysed(played: Played): Promise<Analysis> {
  const run = fieldOf(played)
  return analyze(run, (await solutionOf(run, played.optimizer)).z)
}
