/** What a study's folder holds, at any time and whatever is missing. */
import { pairName, type Plan } from '../plan/plan.ts'
import { runPlace } from './run-place.ts'
import type { StudyResults } from './stored-run.ts'
import { readPlan, secondsOf } from './study-folder.ts'

/**
 * The results in a folder, read from its files alone. Of the plan, `chosen` knows what has been planned so far. Throws where the folder
 * holds no study, a damaged one, or one of another version.
 */
export function readResults(dir: string): StudyResults {
  const { study, plan } = readPlan(dir)
  const evaluations = plan.runs.filter(r => r.purpose.kind === 'evaluation')
  const tuned = new Set(plan.choices.map(pairName))
  return {
    plan: {
      study,
      games: plan.games,
      optimizers: plan.optimizers,
      refused: plan.refused,
      runs: plan.runs.filter(r => r.purpose.kind === 'tuning' || !tuned.has(pairName(r))),
      chosen: (game, optimizer) => evaluations.filter(r => r.game === game && r.optimizer === optimizer),
    } satisfies Plan,
    runs: evaluations.map(planned => ({ planned, stored: runPlace(dir, planned).stored() })),
    choices: plan.choices,
    seconds: secondsOf(dir),
  }
}
