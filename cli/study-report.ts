/** Writes the report of a study's results: its page, with what was expected and what is predicted, and tables and figures beside it. */
import { installSafeGradients } from '../core/calculus/install.ts'
import { runtimeFault } from '../core/compile/runtime.ts'
import type { Lab } from '../core/lab.ts'
import { Refusal } from '../core/refusal.ts'
import { analyze } from '../core/spectrum/analyze.ts'
import { knownSolution } from '../core/spectrum/solution.ts'
import { verdicts, type Checked } from '../studies/expect/evaluate.ts'
import { pairName, type RunSpec } from '../studies/plan/plan.ts'
import type { StudyResults } from '../studies/store/stored-run.ts'
import type { Predicted } from '../studies/study-page/curve-figures.ts'

/** Numbers of a game's strategies up to which a prediction takes no time that is noticed, and pairs that are predicted at most. */
const small = 50
const most = 60

async function predictionOf(lab: Lab, { game, players, optimizer }: RunSpec): Promise<Predicted['verdict'] | null> {
  try {
    const made = lab.assemble({ game, players, optimizer, seed: 0 })
    const known = knownSolution(made.game)
    if (made.needs !== 'field' || !known || known.z.points.reduce((n, x) => n + x.size, 0) > small) return null
    return (await analyze({ game: made.game, optimizer: made.optimizer, key: made.key }, known.z)).verdict
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

/** Rates of the pairs whose game knows its solution. */
async function predicted({ runs }: StudyResults, lab: Lab): Promise<Predicted[]> {
  if (runtimeFault() !== null) return []
  installSafeGradients()
  const first = new Map(runs.map(({ planned }) => [pairName(planned), planned]))
  const found: Predicted[] = []
  for (const { game, optimizer, spec } of [...first.values()].slice(0, most)) {
    const verdict = await predictionOf(lab, spec)
    if (verdict) found.push({ game, optimizer, verdict })
  }
  return found
}

/** Returns the path of the page. `checked`: what came of the study's expectations, where that is known already. */
export async function reported(
  results: StudyResults,
  dir: string,
  lab: Lab,
  checked: readonly Checked[] = verdicts(results),
): Promise<string> {
  // Loaded here: what draws a page is slow to load.
  const { writeReport } = await import('../studies/exports/write-report.ts')
  return writeReport(results, dir, { checked, predicted: await predicted(results, lab) })
}
