/** The command that makes a run of a study again. */
import { defaultExecution } from '../../core/execute.ts'
import type { RunSpec } from '../plan/plan.ts'
import type { Seeds } from '../plan/study-file.ts'
import { commandLine } from '../report/command.ts'

/** `3`, or `data=0,init=3,latent=0,evaluation=0` where the axes have seeds of their own. */
export function seedWord(seeds: Seeds): string {
  const axes = Object.entries(seeds) as [string, number][]
  return new Set(axes.map(([, n]) => n)).size === 1 ? String(seeds.init) : axes.map(([axis, n]) => `${axis}=${n}`).join(',')
}

export function runCommand(spec: RunSpec, plugins: readonly string[]): string {
  const changed = Object.entries(spec.execution).filter(
    ([name, v]) => v !== defaultExecution[name as keyof typeof defaultExecution],
  )
  return commandLine('npx saddle run', [
    ...plugins.map(p => ['--plugin', p]),
    ['--game', spec.game],
    ...Object.entries(spec.players).map(([role, player]) => ['--player', `${role}=${player}`]),
    ['--optimizer', spec.optimizer],
    ...spec.metrics.map(m => ['--metric', m]),
    ...Object.entries(spec.budget).map(([axis, most]) => [`--${axis}`, String(most)]),
    ...('every' in spec.measured ? [['--every', String(spec.measured.every)]] : []),
    ...changed.map(([name, v]) => [`--${name}`, String(v)]),
    ['--seed', seedWord(spec.seeds)],
  ])
}
