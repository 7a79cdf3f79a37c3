import { installSafeGradients } from '../core/calculus/install.ts'
import { runtimeFault } from '../core/compile/runtime.ts'
import { runFiles, type RunFolder } from '../core/folder/folder.ts'
import type { Assembled } from '../core/lab.ts'
import { Refusal } from '../core/refusal.ts'
import { analyze } from '../core/spectrum/analyze.ts'
import { knownSolution } from '../core/spectrum/solution.ts'

/** Numbers of a game's strategies up to which a prediction takes no time that is noticed. */
const small = 200

/** Notes what the step map says of a run near a solution that its game knows; nothing where that takes time or cannot be said. */
export async function notePrediction<C>(folder: RunFolder<C>, { game, optimizer, key, needs }: Assembled): Promise<void> {
  if (needs !== 'field' || runtimeFault() !== null) return
  try {
    const known = knownSolution(game)
    if (!known || known.z.points.reduce((n, x) => n + x.size, 0) > small) return
    installSafeGradients()
    const { verdict } = await analyze({ game, optimizer, key }, known.z)
    folder.write(runFiles.prediction, `${JSON.stringify({ verdict, solution: known.from }, null, 2)}\n`)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}
