import { describe, it } from 'vitest'
import type { Definition } from '../../core/define.ts'
import { everySteps, run } from '../../core/run.ts'
import type { Lab, Request } from '../../core/lab.ts'
import { lastValueFrom } from 'rxjs'
import { requestOf, selects, type ConformanceOptions } from './setting.ts'
import { demand, made, subject } from './subject.ts'

/** The example of a definition is a command `saddle run` that assembles, is about the definition, and makes a step. */
export async function exampleRuns(lab: Lab, { id, example }: Definition): Promise<void> {
  const { command, ...request } = requestOf(example!)
  demand(command === 'run', `the example '${example!}' is not a saddle run`)
  for (const part of ['game', 'optimizer'] as const)
    demand(request[part] !== undefined, `the example '${example!}' has no --${part}: it does not run`)
  demand(example!.includes(id), `the example '${example!}' does not show ${id}`)
  const s = subject(lab, request as Request)
  const engine = await made(s.run, 'float64')
  const last = await lastValueFrom(run({ engine, key: s.run.key, budget: { steps: 1 }, measured: everySteps(1) }))
  demand(
    last.outcome?.kind === 'completed' || last.outcome?.kind === 'converged',
    `the example '${example!}' ended at its first step: ${last.outcome?.evidence ?? ''}`,
  )
}

/** Examples of all definitions under test. */
export function examples(lab: Lab, { only }: ConformanceOptions): void {
  const kinds = ['optimizer', 'transform', 'learner', 'player', 'game', 'metric'] as const
  const shown = kinds
    .flatMap((kind): readonly Definition[] => lab.list(kind))
    .filter(d => d.example !== undefined && selects(only)(d))
  if (shown.length === 0) return
  describe('examples', () => {
    for (const d of shown) it(`${d.kind} ${d.id}: ${d.example!}`, () => exampleRuns(lab, d))
  })
}
