/** Makes one run of a study: from its spec, or from where it was left, to what is kept of it. */
import { lastValueFrom, defaultIfEmpty, tap } from 'rxjs'
import { share } from '../../core/budget.ts'
import { engineOf } from '../../core/execute.ts'
import type { Lab } from '../../core/lab.ts'
import { machine } from '../../core/machine.ts'
import { measure } from '../../core/measure.ts'
import { placeOf, type Whereabouts } from '../../core/portrait.ts'
import { run, type Tick } from '../../core/run.ts'
import type { PlannedRun, RunSpec } from '../plan/plan.ts'
import { scheduleOf } from '../plan/schedule.ts'
import type { RunPlace } from '../store/run-place.ts'
import type { DoneRun, Made, Mark } from '../store/stored-run.ts'

export interface Making {
  readonly lab: Lab
  readonly run: Pick<PlannedRun, 'key' | 'spec'>
  readonly place: RunPlace
  /** Leaves the run after the steps under way, saved. */
  readonly signal: AbortSignal
  /** Least milliseconds between two checkpoints. */
  readonly pause: number
  news?(news: { readonly share: number; readonly step: number }): void
}

const madeBy = (threads: number, engine: Made['engine']): Made => {
  const { cores: _, ...here } = machine()
  return { ...here, threads, engine }
}
const requestOf = ({ game, optimizer, players, seeds }: RunSpec, metrics: readonly string[]) => ({
  game,
  optimizer,
  players,
  metrics,
  seed: seeds.init,
  seeds,
})

/** Measured steps at which a picture is kept beside the last: step 0, and the first at or beyond 1, 2, 4, 8, … */
const isPictured = (step: number, before: number | undefined): boolean =>
  before === undefined || Math.floor(Math.log2(step)) > (before === 0 ? -1 : Math.floor(Math.log2(before)))

/** What is kept of the run; null where it was left before its end. Throws where it cannot be made. */
export async function makeRun({ lab, run: { key, spec }, place, signal, pause, news }: Making): Promise<DoneRun | null> {
  const assembled = lab.assemble(requestOf(spec, spec.metrics))
  const drawn = spec.picture === null ? undefined : lab.assemble(requestOf(spec, [spec.picture])).metrics[0]!.metric
  if (drawn && !(drawn.picture ?? drawn.portrait))
    throw new Error(`metric '${spec.picture}' has no picture; give another, or leave 'picture' away`)
  const { engine } = await engineOf(assembled, spec.execution)
  try {
    const begun = place.load()
    const marks: Mark[] = [...(begun?.marks ?? [])]
    const pictures = [...(begun?.pictures ?? [])]
    const way: Whereabouts[] | undefined = drawn?.portrait && [...(begun?.way ?? [])]
    let saved = performance.now()
    const keep = (checkpoint: Parameters<RunPlace['save']>[0]['checkpoint']): void => {
      // A run that has ended is kept as its result.
      if (checkpoint.outcome || !(signal.aborted || performance.now() - saved >= pause)) return
      place.save({ checkpoint, marks, pictures, ...(way ? { way } : {}) })
      saved = performance.now()
    }
    const draw = async (tick: Tick): Promise<void> => {
      const at = way && placeOf(tick.answer)
      if (at) way.push({ step: tick.step, at })
      if (drawn?.picture && tick.answer.length > 0 && (tick.outcome || isPictured(tick.step, marks.at(-1)?.step)))
        pictures.push({ step: tick.step, picture: await drawn.picture(tick) })
    }
    const last = await lastValueFrom(
      run({
        engine,
        key: assembled.key,
        budget: spec.budget,
        measured: scheduleOf(spec.measured),
        signal,
        ...(begun ? { resume: begun.checkpoint } : {}),
        save: keep,
        between: keep,
        progress: (step, meter) => news?.({ share: share(spec.budget, step, meter), step }),
      }).pipe(
        measure(assembled.metrics, draw),
        tap(({ step, meter, metrics }) => {
          const { flops, gradients, jacobians, prox, solves, samples, seconds } = meter
          marks.push({ step, flops, gradients, jacobians, prox, solves, samples, seconds, metrics })
        }),
        defaultIfEmpty(null),
      ),
    )
    if (!last?.outcome) return null
    return {
      state: 'done',
      key,
      spec,
      marks,
      outcome: last.outcome,
      estimated: last.meter.estimated ?? false,
      made: madeBy(spec.execution.threads, engine.kind),
      pictures,
      ...(way ? { way } : {}),
    }
  } finally {
    engine.dispose()
  }
}
