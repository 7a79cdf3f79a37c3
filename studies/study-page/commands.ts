/** The command that makes a run of a study again. */
import type { RunSpec } from '../plan/plan.ts'
import { commandLine } from '../report/command.ts'
import { budgetFlags, executionFlags, playFlags, seedWord } from '../report/run-flags.ts'

export const runCommand = (spec: RunSpec, plugins: readonly string[]): string =>
  commandLine('npx saddle run', [
    ...playFlags(spec, plugins),
    ...budgetFlags(spec.budget),
    ...('every' in spec.measured ? [['--every', String(spec.measured.every)]] : []),
    ...executionFlags(spec.execution),
    ['--seed', seedWord(spec.seeds)],
  ])
