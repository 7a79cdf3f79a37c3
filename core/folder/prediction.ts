/** What was known of a run before it was made, beside it: `prediction.json` in its folder. No bit of the run depends on this file. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Prediction } from '../spectrum/predicted.ts'
import { runFiles, type RunFolder } from './folder.ts'

export const keepPrediction = <C>(folder: RunFolder<C>, { verdict, solution }: Prediction): void =>
  folder.write(runFiles.prediction, `${JSON.stringify({ verdict, solution }, null, 2)}\n`)

/** Null where the file is missing or damaged: a run is what it is without it. */
export function predictionOf(folder: string): Prediction | null {
  try {
    const { verdict, solution } = JSON.parse(readFileSync(join(folder, runFiles.prediction), 'utf8')) as Partial<Prediction>
    return verdict && typeof verdict.kind === 'string' && typeof solution === 'string' ? { verdict, solution } : null
  } catch {
    return null
  }
}
