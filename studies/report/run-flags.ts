/** The flags of `saddle run` that make a run again, each with its words. */
import type { Budget } from '../../core/budget.ts'
import { defaultExecution, type Execution } from '../../core/execute.ts'
import type { Seeds } from '../../core/seeds.ts'

/** Selectors, with every option written out. */
interface Played {
  readonly game: string
  readonly players: Readonly<Record<string, string>>
  readonly optimizer: string
  readonly metrics: readonly string[]
}

/** What is played and measured, by which plugins. */
export const playFlags = ({ game, players, optimizer, metrics }: Played, plugins: readonly string[]): string[][] => [
  ...plugins.map(p => ['--plugin', p]),
  ['--game', game],
  ...Object.entries(players).map(([role, player]) => ['--player', `${role}=${player}`]),
  ['--optimizer', optimizer],
  ...metrics.map(m => ['--metric', m]),
]
/** A budget, or some times as much. */
export const budgetFlags = (budget: Budget, times = 1): string[][] =>
  Object.entries(budget).map(([axis, most]) => [`--${axis}`, String(times * (most as number))])
/** Of how steps are carried out what is not the default. */
export const executionFlags = (execution: Execution): string[][] =>
  Object.entries(execution).flatMap(([name, v]) =>
    v === defaultExecution[name as keyof Execution] ? [] : [[`--${name}`, String(v)]],
  )
/** `3`, or `data=0,init=3,latent=0,evaluation=0` where the axes have seeds of their own. */
export function seedWord(seeds: Seeds): string {
  const axes = Object.entries(seeds) as [string, number][]
  return new Set(axes.map(([, n]) => n)).size === 1 ? String(seeds.init) : axes.map(([axis, n]) => `${axis}=${n}`).join(',')
}
