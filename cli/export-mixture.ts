import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { storedStrategies } from '../core/folder/stored-strategies.ts'
import { Refusal } from '../core/refusal.ts'
import type { TrainedRun } from './export-run.ts'

/** The run with the mixture that `saddle mixture` has made of it in the place of its answer. Throws where there is none, or one of another step. */
export function withMixture(run: TrainedRun, path: string): TrainedRun {
  const file = join(path, 'mixture-answer.safetensors')
  const way = `make it again with saddle mixture ${path}`
  if (!existsSync(file)) throw new Refusal(`the run in ${path} has no mixture (${file}); make one with saddle mixture ${path}`)
  const { strategies, metadata } = storedStrategies(file, run.assembled.game, way)
  const step = String(run.checkpoint.step)
  if (metadata.step !== step)
    throw new Refusal(`${file} is of step ${metadata.step ?? 'unknown'}, and the run is at step ${step}; ${way}`)
  return { ...run, answer: strategies, about: { ...run.about, mixture: metadata.mixture ?? '' } }
}
