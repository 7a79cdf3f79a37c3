import { runtimeFault } from '../compile/runtime.ts'
import type { Assembled } from '../lab.ts'
import { Refusal } from '../refusal.ts'
import type { Verdict } from './analysis.ts'
import { analyze } from './analyze.ts'
import { knownSolution } from './solution.ts'

/** What is known of a run before it is made. */
export interface Prediction {
  /** What the optimizer's step map says near the solution. */
  readonly verdict: Verdict
  /** Where the solution comes from. */
  readonly solution: string
}

/** What the step map says near a solution that the game knows; null where none is known, it has more than `most` numbers, or nothing can be said. */
export async function predicted({ game, optimizer, key, needs }: Assembled, most = Infinity): Promise<Prediction | null> {
  if (needs !== 'field' || runtimeFault() !== null) return null
  try {
    const known = await knownSolution(game)
    if (!known || known.z.points.reduce((n, x) => n + x.size, 0) > most) return null
    const { verdict } = await analyze({ game, optimizer, key }, known.z)
    return { verdict, solution: known.from }
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
