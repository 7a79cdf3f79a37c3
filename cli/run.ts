import type { Command } from 'commander'
import { lastValueFrom, defaultIfEmpty } from 'rxjs'
import type { Engine } from '../core/engine.ts'
import { engineOf } from '../core/execute.ts'
import type { RunFolder } from '../core/folder/folder.ts'
import { dropPictures } from '../core/folder/pictures.ts'
import { keepPrediction } from '../core/folder/prediction.ts'
import type { RunConfig } from '../core/folder/run-config.ts'
import { dropSnapshots, keepSnapshot } from '../core/folder/snapshot-files.ts'
import { measure, record, type Measured } from '../core/measure.ts'
import type { Mixture } from '../core/mixture.ts'
import { everySteps, run } from '../core/run.ts'
import { predicted } from '../core/spectrum/predicted.ts'
import { blamed } from './blame.ts'
import { isPictured, writePictures } from './pictures.ts'
import { jsonLine } from './jsonl.ts'
import { progress } from './progress.ts'
import { noteSitting } from './provenance.ts'
import { writtenPage } from './report.ts'
import { fresh, resumed, type Prepared } from './run-config.ts'
import { runFlags, type Flags } from './run-flags.ts'
import { tableWriter } from './run-table.ts'

/** Runs to the end of the budget, or until the signal. Returns the last measured step, null where none was. */
async function steps(
  prepared: Prepared,
  engine: Engine,
  folder: RunFolder<RunConfig> | null,
  flags: Flags,
  signal: AbortSignal,
): Promise<Measured | null> {
  const { assembled, config, checkpoint } = prepared
  const bar = progress(config.budget)
  const write = flags.format === 'jsonl' ? null : tableWriter(line => bar.line(line))
  try {
    const ended = await lastValueFrom(
      run({
        engine,
        key: assembled.key,
        budget: config.budget,
        measured: everySteps(config.every),
        ...(folder && config.snapshots !== undefined
          ? { snapshots: snapshots(prepared, config.snapshots, engine, folder.path) }
          : {}),
        signal,
        ...(checkpoint ? { resume: checkpoint } : {}),
        ...(folder ? { save: folder.save } : {}),
        progress: bar.update,
      }).pipe(
        measure(assembled.metrics, folder ? tick => writePictures(assembled, tick, folder) : undefined),
        record(m => {
          const line = jsonLine(m, assembled.game, flags.answers ?? false)
          folder?.append(line)
          if (write) write(m)
          else bar.line(line)
        }),
        defaultIfEmpty(null),
      ),
    )
    bar.stop()
    if (!ended?.outcome) return ended
    folder?.writeAnswer(
      assembled.game.players.map(p => p.id),
      ended.answer,
    )
    if (write)
      process.stdout.write(
        `${ended.outcome.kind}: ${ended.outcome.evidence}${folder ? `; everything is in ${folder.path}, and index.html there shows it` : ''}\n`,
      )
    return ended
  } finally {
    bar.stop()
  }
}

/** Keeps strategies in the precision in which the run has them. */
function snapshots({ assembled: { game }, config }: Prepared, every: number, engine: Engine, path: string) {
  const dtype = engine.kind === 'host' || config.execution.precision === 'float64' ? 'F64' : 'F32'
  const players = game.players.map(p => p.id)
  return {
    at: everySteps(every),
    keep: (step: number, strategies: readonly Mixture[]) => {
      if (strategies.length > 0) keepSnapshot(path, players, { step, strategies }, dtype)
    },
  }
}

/** Makes one step and throws it away: one that cannot be made is refused before anything is written. */
async function tried(engine: Engine, { checkpoint, config }: Prepared): Promise<void> {
  // Compiled steps of --execution auto have been tried, and a step of a host solver may be all of its work.
  if (!checkpoint && (engine.kind === 'host' || (engine.kind === 'compiled' && config.execution.execution === 'auto'))) return
  await engine.advance(checkpoint?.state ?? (await engine.init()), checkpoint?.step ?? 0, 1)
}

/** What stands in the folder beside the run itself: where it is made, and no picture of a step that will be drawn again. */
function begun(folder: RunFolder<RunConfig>, { assembled, checkpoint }: Prepared, engine: Engine): void {
  const step = checkpoint?.step ?? -1
  dropSnapshots(folder.path, step)
  dropPictures(folder.path, s => s <= step && isPictured(s, folder.config.every))
  noteSitting(folder, assembled, engine, step + 1)
}

/** Numbers of a game's strategies up to which a prediction takes no time that is noticed. */
const small = 200

/** Says where a budget ends before what the optimizer is made for. */
function noteHorizon({ assembled: { optimizer }, config: { budget } }: Prepared): void {
  if (optimizer.horizon === undefined || budget.steps === undefined || budget.steps >= optimizer.horizon) return
  process.stderr.write(
    `the optimizer is made for ${optimizer.horizon} steps, its horizon, and the budget is ${budget.steps}: its guarantee is not of what it answers by then; give --steps ${optimizer.horizon}, or horizon=${budget.steps}\n`,
  )
}

async function execute(flags: Flags, command: Command): Promise<void> {
  const prepared = await (flags.resume === undefined ? fresh(flags, command) : resumed(flags.resume, flags, command))
  if (!prepared) return
  const stop = new AbortController()
  const onSignal = (): void => stop.abort()
  process.once('SIGINT', onSignal)
  process.once('SIGTERM', onSignal)
  let engine: Engine | null = null
  let folder: RunFolder<RunConfig> | null = null
  try {
    const made = await engineOf(prepared.assembled, prepared.config.execution)
    engine = made.engine
    if (made.notice) process.stderr.write(`${made.notice}\n`)
    await tried(engine, prepared)
    folder = prepared.folder?.() ?? null
    if (folder) begun(folder, prepared, engine)
    noteHorizon(prepared)
    for (const { id, metric } of prepared.assembled.metrics)
      if (metric.note !== undefined) process.stderr.write(`metric '${id}': ${metric.note}\n`)
    for (const { id, metric } of folder ? [] : prepared.assembled.metrics)
      if (metric.picture ?? metric.portrait ?? metric.figure)
        process.stderr.write(`the picture of metric '${id}' is drawn only with --out DIR\n`)
    const ended = await steps(prepared, engine, folder, flags, stop.signal)
    if (folder) {
      const prediction = ended?.outcome ? await predicted(prepared.assembled, small) : null
      if (prediction) keepPrediction(folder, prediction)
      await writtenPage(folder.path)
    }
    if (ended?.outcome) return
    process.stderr.write(
      folder
        ? `stopped; go on with: saddle run --resume ${folder.path}\n`
        : 'stopped; nothing was kept: give --out DIR to be able to go on\n',
    )
    process.exitCode = 130
  } catch (error) {
    folder?.discard()
    throw blamed(error, { ...prepared.config, used: prepared.used })
  } finally {
    engine?.dispose()
    folder?.unlock()
    prepared.release?.()
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}

export const runCommand = (): Command => runFlags().action(async (flags: Flags, command: Command) => execute(flags, command))
