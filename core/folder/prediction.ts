/** What is known of a run before it is made, beside it: `prediction.json` in its folder. No bit of the run depends on this file. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Verdict } from '../spectrum/analysis.ts'
import { runFiles } from './folder.ts'

export interface Prediction {
  /** What the optimizer's step map says near the solution. */
  readonly verdict: Verdict
  /** Where the solution comes from. */
  readonly solution: string
}

/** Null where the file is missing or damaged: a run is what it is without it. */
export function predictionOf(folder: string): Prediction | null {
  try {
    const { verdict, solution } = JSON.parse(readFileSync(join(folder, runFiles.prediction), 'utf8')) as Partial<Prediction>
    return verdict && typeof verdict.kind === 'string' && typeof solution === 'string' ? { verdict, solution } : null
  } catch {
    return null
  }
}
