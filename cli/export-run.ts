import type { Command } from 'commander'
import type { Checkpoint } from '../core/checkpoint.ts'
import { MissingRule } from '../core/compile/missing-rule.ts'
import { engineOf } from '../core/execute.ts'
import { openFolder } from '../core/folder/folder.ts'
import { stepOf } from '../core/folder/measured-lines.ts'
import type { RunConfig } from '../core/folder/run-config.ts'
import type { Assembled } from '../core/lab.ts'
import type { Mixture } from '../core/mixture.ts'
import { Refusal } from '../core/refusal.ts'
import { blamed } from './blame.ts'
import { labOf } from './lab.ts'
import { together } from './run-config.ts'
import { keptStarts } from './run-starts.ts'
import { checked } from './stored-config.ts'
import { version } from '../core/version.ts'

/** A run in a folder at its newest checkpoint. */
export interface TrainedRun {
  readonly assembled: Assembled
  readonly config: RunConfig
  readonly checkpoint: Checkpoint
  readonly answer: readonly Mixture[]
  /** What a file of its strategies says about itself. */
  readonly about: Readonly<Record<string, string>>
}

/** The answer at a checkpoint, by the engine that made it. */
async function answerOf(assembled: Assembled, { execution }: RunConfig, { state }: Checkpoint): Promise<readonly Mixture[]> {
  const by = async (how: 'compiled' | 'eager'): Promise<readonly Mixture[]> => {
    const { engine } = await engineOf(assembled, { ...execution, execution: how })
    try {
      return await engine.answer(state)
    } finally {
      engine.dispose()
    }
  }
  if (execution.execution !== 'auto') return by(execution.execution)
  try {
    return await by('compiled')
  } catch (error) {
    if (error instanceof MissingRule) return by('eager')
    throw error
  }
}

/** The metrics of the line of this step, as they stand in it; null where it was not measured. */
function metricsAt(lines: readonly string[], step: number): unknown {
  const line = lines.findLast(l => stepOf(l) === step)
  return line === undefined ? null : ((JSON.parse(line) as { metrics?: unknown }).metrics ?? null)
}

/** Reads a run and changes nothing in its folder. Throws where the folder holds no run, a damaged one, or one that has saved nothing. */
export async function trainedRun(path: string, command: Command): Promise<TrainedRun> {
  const folder = openFolder<RunConfig>(path)
  const config = checked(folder.config, path)
  const { game, optimizer, players, metrics, seed, seeds } = config
  const lab = await labOf(command, config.plugins)
  const { assembled, used } = together(lab, {
    ...{ game, optimizer, players, metrics, seed, ...(seeds ? { seeds } : {}) },
    override: { starts: keptStarts(path, config) },
  })
  const checkpoint = folder.load()
  if (!checkpoint)
    throw new Refusal(
      `the run in ${path} has saved nothing yet; wait for its first checkpoint, or go on with saddle run --resume ${path}`,
    )
  const { step, outcome } = checkpoint
  const measured = metricsAt(folder.lines(), step)
  const about = {
    saddlepoint: version,
    game,
    optimizer,
    seed: String(seed),
    step: String(step),
    outcome: outcome ? `${outcome.kind}: ${outcome.evidence}` : 'not ended',
    ...(measured === null ? {} : { metrics: JSON.stringify(measured) }),
    run: JSON.stringify(config),
  }
  try {
    return { assembled, config, checkpoint, answer: await answerOf(assembled, config, checkpoint), about }
  } catch (error) {
    throw blamed(error, { game, optimizer, used })
  }
}
