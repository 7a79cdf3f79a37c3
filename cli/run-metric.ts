import { buildMetric } from '../core/assemble/metric.ts'
import type { Assembled, Lab } from '../core/lab.ts'
import { Refusal } from '../core/refusal.ts'

/** What says most about a run first; the last one applies to every game. */
const sensible = ['certified-gap', 'duality-gap', 'distance', 'losses'] as const

/** The same run, measured by the first of these that applies to its game. */
export function measuredSensibly(lab: Lab, assembled: Assembled): Assembled {
  for (const id of sensible) {
    try {
      const metric = buildMetric(lab, { id, params: {} }, assembled.game, assembled.optimizer)
      return { ...assembled, metrics: [metric], resolved: { ...assembled.resolved, metrics: [metric.written] } }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }
  return assembled
}
