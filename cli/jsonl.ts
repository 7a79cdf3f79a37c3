import type { Game } from '../core/contract.ts'
import type { Measured } from '../core/measure.ts'
import type { Mixture } from '../core/mixture.ts'

/** Strategies of at most this many entries together are printed without being asked for. */
const most = 128

/** JSON has no NaN and no infinity: they are written as words. */
export const plain = (_: string, x: unknown): unknown => (typeof x === 'number' && !Number.isFinite(x) ? String(x) : x)

/** On simplices with linear losses a mixture is the one mixed strategy that is its mean. */
function mean({ atoms, weights }: Mixture): number[] {
  return atoms.reduce<number[]>((sum, atom, a) => Array.from(atom.host, (x, i) => (sum[i] ?? 0) + x * (weights[a] as number)), [])
}

/** One measured step as a line of JSON. */
export function jsonLine({ step, meter, metrics, answer, outcome }: Measured, game: Game, answers: boolean): string {
  const entries = answer.reduce((n, m) => n + m.atoms.reduce((k, a) => k + a.size, 0), 0)
  const finite = game.oracles?.payoff !== undefined
  const strategy = (m: Mixture): unknown =>
    m.atoms.length === 1
      ? Array.from(m.atoms[0]!.host)
      : finite
        ? mean(m)
        : { atoms: m.atoms.map((a, i) => ({ weight: m.weights[i], x: Array.from(a.host) })) }
  const shown = answer.length > 0 && (answers || entries <= most) ? { answer: answer.map(strategy) } : {}
  return JSON.stringify(
    {
      step,
      meter,
      metrics,
      ...shown,
      ...(outcome ? { outcome: outcome.kind, evidence: outcome.evidence, cycle: outcome.cycle } : {}),
    },
    plain,
  )
}
