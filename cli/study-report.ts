/** Writes the report of a study's results: its page, with what was expected and what is predicted, and tables and figures beside it. */
import type { Lab } from '../core/lab.ts'
import { Refusal } from '../core/refusal.ts'
import { predicted, type Prediction } from '../core/spectrum/predicted.ts'
import { verdicts, type Checked } from '../studies/expect/evaluate.ts'
import { pairName, type RunSpec } from '../studies/plan/plan.ts'
import type { StudyResults } from '../studies/store/stored-run.ts'
import type { Predicted } from '../studies/study-page/curve-figures.ts'
import { fieldsOf } from '../studies/study-page/fields.ts'

/** Numbers of a game's strategies up to which a prediction takes no time that is noticed, and pairs that are predicted at most. */
const small = 50
const most = 60

/** Null where nothing is known, and where a plugin is not what it was: a page shows what was run all the same. */
async function rateOf({ game, players, optimizer, seeds }: RunSpec, lab: Lab): Promise<Prediction | null> {
  try {
    return await predicted(lab.assemble({ game, players, optimizer, seed: seeds.init, seeds }), small)
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

/** Rates of the pairs whose game knows its solution. */
async function ratesOf({ runs }: StudyResults, lab: Lab): Promise<Predicted[]> {
  const first = new Map(runs.map(({ planned }) => [pairName(planned), planned]))
  const found: Predicted[] = []
  for (const { game, optimizer, spec } of [...first.values()].slice(0, most)) {
    const prediction = await rateOf(spec, lab)
    if (prediction) found.push({ game, optimizer, verdict: prediction.verdict })
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
  return writeReport(results, dir, { checked, predicted: await ratesOf(results, lab), fields: await fieldsOf(results, lab) })
}
