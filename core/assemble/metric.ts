import { resolve } from '../config/resolve.ts'
import type { Game, Optimizer } from '../contract.ts'
import type { Metric } from '../define.ts'
import { Refusal } from '../refusal.ts'
import type { Registry } from '../registry.ts'
import type { Selector } from '../selector.ts'
import { formatSelector } from '../selector-parse.ts'
import { creating } from './creating.ts'

export interface BuiltMetric {
  readonly id: string
  readonly metric: Metric
  readonly written: string
}

/** A metric for a game and what is answered on it. Throws where it does not apply, with the reason. */
export function buildMetric({ find }: Registry, { id, params }: Selector, game: Game, optimizer: Optimizer): BuiltMetric {
  const definition = find('metric', id)
  const place = { path: `metric.${id}`, players: game.players.map(p => p.id) }
  const resolved = resolve(`metric '${id}'`, definition.config, params, place)
  const reason = definition.refuses?.(game, optimizer)
  if (reason) throw new Refusal(`metric '${id}' does not apply: ${reason}`)
  return {
    id,
    metric: creating(`metric '${id}'`, () => definition.create(resolved.config, game)),
    written: formatSelector({ id, params: resolved.params }),
  }
}
