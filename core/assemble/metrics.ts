import type { Optimizer } from '../contract.ts'
import { Refusal } from '../refusal.ts'
import type { BuiltMetric } from './metric.ts'

/** What two metrics of one kind cannot both have, as the end of a sentence, or null: numbers of one name, or files named after the metric. */
function shared(one: BuiltMetric, other: BuiltMetric, optimizer: Optimizer): string | null {
  if (one.metric.picture ?? one.metric.portrait ?? one.metric.figure) return 'its pictures are named after it'
  const [names, others] = [one.metric.names?.(optimizer), other.metric.names?.(optimizer)]
  if (!names || !others) return 'its numbers are not known before a run'
  const both = names.find(name => others.includes(name))
  return both === undefined ? null : `both measure '${both}'`
}

/** A metric may be given several times with options that name its numbers differently. Throws a sentence where two would be written over each other. */
export function demandApart(metrics: readonly BuiltMetric[], optimizer: Optimizer): void {
  for (const [i, metric] of metrics.entries())
    for (const before of metrics.slice(0, i)) {
      const why = before.id === metric.id ? shared(before, metric, optimizer) : null
      if (why !== null)
        throw new Refusal(
          `metric '${metric.id}' is given twice, and ${why}; give it once a run, or with options that name its numbers differently`,
        )
    }
}
