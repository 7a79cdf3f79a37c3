/** One optimizer on one game, put together before any run. */
import { buildMetric, type BuiltMetric } from '../../core/assemble/metric.ts'
import { demandApart } from '../../core/assemble/metrics.ts'
import type { Assembled, Lab } from '../../core/lab.ts'
import { Refusal } from '../../core/refusal.ts'
import type { Registered } from '../../core/registry.ts'
import { parseSelector } from '../../core/selector-parse.ts'
import type { GameSetting } from './rows.ts'
import type { GameEntry } from './study-file.ts'

export interface Together {
  readonly assembled: Assembled
  readonly used: readonly Registered[]
}
/** Why not, and whose mistake it is: a game's own come before its optimizer is taken. */
export interface Apart {
  readonly by: 'game' | 'optimizer'
  readonly reason: string
}

/** `ready`: a game that has been made from this entry before. */
export function together(lab: Lab, { game, players }: GameEntry, optimizer: string, ready?: Assembled['game']): Together | Apart {
  const used: Registered[] = []
  try {
    const assembled = lab.assemble({
      game,
      optimizer,
      ...(players ? { players } : {}),
      seed: 0,
      uses: one => used.push(one),
      ...(ready ? { override: { game: ready } } : {}),
    })
    // A game may offer its programs and have none for these options: said here, not run by run.
    if (assembled.needs === 'staged') assembled.game.views?.staged?.()
    return { assembled, used }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { by: used.some(u => u.definition.kind === 'optimizer') ? 'optimizer' : 'game', reason: error.message }
  }
}

/** The metrics of a game, or the one that does not apply: its place in the list, and the reason. */
export function measuring(
  lab: Lab,
  { metrics }: GameSetting,
  { game, optimizer }: Assembled,
): { readonly built: readonly BuiltMetric[] } | { readonly metric: number; readonly reason: string } {
  const built: BuiltMetric[] = []
  for (const [i, metric] of metrics.entries()) {
    try {
      built.push(buildMetric(lab, parseSelector(metric, 'metric selector'), game, optimizer))
      demandApart(built, optimizer)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { metric: i, reason: error.message }
    }
  }
  return { built }
}

/** A budget of FLOPs needs FLOPs that are known: those of a solver on the host are where its game has a formula. */
export function uncounted({ row }: GameSetting, { needs, game }: Assembled): string | null {
  if (row.budget.flops === undefined || needs === 'field') return null
  const counted = needs === 'staged' && game.views?.staged?.().flops !== undefined
  return counted ? null : 'its FLOPs are not known, so that a budget of FLOPs would never be used up'
}
