/** How far the training of best responses has come, a sentence a player who was trained. */
import { readable } from '../report/markup.ts'
import type { MixtureRecord } from './record.ts'

const counted = (n: number): string => n.toLocaleString('en-GB')

/** Of the last round. */
export function trainingWords({ rounds, players }: Pick<MixtureRecord, 'rounds' | 'players'>): string[] {
  const { responses, heldOut } = rounds.at(-1)!
  return responses.flatMap(({ how, found, stretches, flat }, i) => {
    if (how !== 'trained') return []
    const gain = (payoff: number): number => (i === 0 ? heldOut.value - payoff : payoff - heldOut.value)
    const fresh = found.slice(1)
    const reached = fresh.filter(({ payoff }) => gain(payoff) >= 0)
    const best = fresh.reduce((a, b) => (gain(b.payoff) > gain(a.payoff) ? b : a))
    const steps = stretches.reduce((a, b) => a + b, 0)
    return [
      `${players[i]!}: ${reached.length} of ${fresh.length} fresh starts ${reached.length > 0 ? 'reach the mixture’s value' : 'reach the mixture’s value, so that only the start at the best snapshot counts'}, ${readable(heldOut.value)}; the best of them ends at ${readable(best.payoff)}, the best snapshot at ${readable(found[0]!.payoff)}. ${
        flat
          ? `Training ended after ${counted(steps)} steps, of which the last ${counted(stretches.at(-1)!)} gained no more than a standard error.`
          : `Training still gained when it ended after ${counted(steps)} steps: more, by --max-steps, may find more.`
      }`,
    ]
  })
}
