/** One run of a study, in a worker: a request of plain data in, a result of plain data out. */
import type { MessagePort } from 'node:worker_threads'
import { lastValueFrom, tap, toArray } from 'rxjs'
import type { Budget } from '../core/budget.ts'
import type { Precision } from '../core/compile/onnx.ts'
import { engineOf } from '../core/execute.ts'
import { createLab, type Assembled } from '../core/lab.ts'
import { measure } from '../core/measure.ts'
import type { Outcome } from '../core/outcome.ts'
import type { Picture } from '../core/picture.ts'
import { growingSteps, run } from '../core/run.ts'
import { share } from '../core/budget.ts'
import { builtin } from '../plugins/builtin.ts'

export interface Job {
  /** Unique in the study. */
  readonly id: string
  readonly game: string
  readonly optimizer: string
  readonly players?: Readonly<Record<string, string>>
  readonly metrics: readonly string[]
  readonly seed: number
  readonly budget: Budget
  readonly precision: Precision
  /** Measured steps grow by this factor. */
  readonly spacing: number
  /** Metrics whose pictures of the last answer are wanted, by name. */
  readonly pictures: Readonly<Record<string, string>>
}
/** A measured step. */
export interface Mark {
  readonly step: number
  readonly flops: number | null
  readonly gradients: number
  readonly seconds: number
  readonly metrics: Readonly<Record<string, number>>
}
export interface Result {
  readonly id: string
  readonly marks: readonly Mark[]
  readonly outcome: Outcome
  readonly estimated: boolean
  readonly resolved: Assembled['resolved']
  readonly pictures: Readonly<Record<string, Picture>>
}
/** What a worker tells while it runs. */
export interface News {
  readonly id: string
  readonly share: number
  readonly step: number
  readonly metrics: Readonly<Record<string, number>>
}

export default async function perform({ job, port }: { readonly job: Job; readonly port?: MessagePort }): Promise<Result> {
  const lab = createLab(builtin)
  const { game, optimizer, players, seed, metrics } = job
  const assembled = lab.assemble({ game, optimizer, seed, metrics, ...(players ? { players } : {}) })
  const { engine } = await engineOf(assembled, { precision: job.precision })
  const tell = (news: News): void => port?.postMessage(news)
  let latest: Readonly<Record<string, number>> = {}
  const all = await lastValueFrom(
    run({
      engine,
      key: assembled.key,
      budget: job.budget,
      measured: growingSteps(job.spacing),
      progress: (step, meter) => tell({ id: job.id, share: share(job.budget, step, meter), step, metrics: latest }),
    }).pipe(
      measure(assembled.metrics),
      tap(m => {
        latest = m.metrics
      }),
      toArray(),
    ),
  )
  const last = all.at(-1)!
  const seen = { step: last.step, answer: last.answer, key: assembled.key.fold('evaluation'), evaluate: engine.evaluate }
  const pictures: Record<string, Picture> = {}
  for (const [name, selector] of Object.entries(job.pictures)) {
    const { metrics: pictured } = lab.assemble({ game, optimizer, seed, metrics: [selector], ...(players ? { players } : {}) })
    pictures[name] = await pictured[0]!.metric.picture!(seen)
  }
  engine.dispose()
  port?.close()
  return {
    id: job.id,
    marks: all.map(({ step, meter, metrics: values }) => ({
      step,
      flops: meter.flops,
      gradients: meter.gradients,
      seconds: meter.seconds,
      metrics: values,
    })),
    outcome: last.outcome!,
    estimated: last.meter.estimated ?? false,
    resolved: assembled.resolved,
    pictures,
  }
}
