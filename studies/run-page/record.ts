/** What the page of a run is made of: plain data, read from its folder. */
import type { Sitting } from '../../core/folder/provenance.ts'
import type { RunConfig } from '../../core/folder/run-config.ts'
import type { Figure } from '../../core/figure.ts'
import type { Outcome } from '../../core/outcome.ts'
import { pairsOf, type OnLine, type Pair, type Portrait, type Whereabouts } from '../../core/portrait.ts'
import type { Prediction } from '../../core/spectrum/predicted.ts'
import type { Mark } from './mark.ts'

/** How a run ended, as its last line says. */
export type Ended = Pick<Outcome, 'kind' | 'evidence'>

/** A picture of a measured step, as a PNG file. */
export interface Snapshot {
  readonly metric: string
  readonly step: number
  readonly png: Uint8Array
}
export interface RunRecord {
  /** The folder, as it stands in commands. */
  readonly folder: string
  readonly config: RunConfig
  /** Ids of the game's players; empty where they are not known. */
  readonly players: readonly string[]
  readonly marks: readonly Mark[]
  /** Lines of measured steps that could not be read. */
  readonly damaged: number
  /** FLOPs come from a formula. */
  readonly estimated: boolean
  /** Null while the run can go on. */
  readonly outcome: Ended | null
  /** Metric by metric in the order of steps. */
  readonly snapshots: readonly Snapshot[]
  /** What figures around the run's way are drawn from. */
  readonly portraits: readonly { readonly metric: string; readonly portrait: Portrait }[]
  /** Other figures of metrics. */
  readonly figures: readonly { readonly metric: string; readonly figure: Figure }[]
  /** The answers of two players of one number each; empty of other games. */
  readonly way: readonly Whereabouts[]
  /** The pairs that the last answer plays, where two players of one number each mix. */
  readonly pairs?: readonly Pair[]
  readonly sittings: readonly Sitting[]
  /** What was predicted of it, where it was. */
  readonly prediction: Prediction | null
}

/** JSON has no NaN and no infinity: they are written as words. */
const numberOf = (x: unknown): number => (typeof x === 'number' || typeof x === 'string' ? Number(x) : NaN)

interface Line {
  readonly step: number
  readonly meter: { readonly flops: unknown; readonly gradients: unknown; readonly seconds: unknown; readonly estimated?: true }
  readonly metrics: Readonly<Record<string, unknown>>
  readonly answer?: readonly unknown[]
  readonly outcome?: Outcome['kind']
  readonly evidence?: string
}
function lineOf(text: string): Line | null {
  try {
    const line = JSON.parse(text) as Line
    const whole = Number.isSafeInteger(line.step) && typeof line.meter === 'object' && typeof line.metrics === 'object'
    return whole ? line : null
  } catch {
    return null
  }
}
const markOf = ({ step, meter, metrics }: Line): Mark => ({
  step,
  flops: meter.flops === null ? null : numberOf(meter.flops),
  gradients: numberOf(meter.gradients),
  seconds: numberOf(meter.seconds),
  metrics: Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, numberOf(value)])),
})

/** None where the answer is no place in the plane. */
function whereaboutsOf({ step, answer = [] }: Line): Whereabouts[] {
  const [x, y] = answer.map(s => (Array.isArray(s) && s.length === 1 ? numberOf(s[0]) : NaN))
  return answer.length === 2 && Number.isFinite(x) && Number.isFinite(y) ? [{ step, at: [x!, y!] }] : []
}

/** None where the answer is pure, or no mixture in the plane. */
function pairsAt({ answer = [] }: Line): Pair[] {
  const mixed = answer.map((s): OnLine => {
    const atoms = Array.isArray(s)
      ? [{ weight: 1, x: s }]
      : ((s as { readonly atoms?: readonly { weight: unknown; x: unknown }[] }).atoms ?? [])
    return atoms.map(({ weight, x }) => ({
      weight: numberOf(weight),
      x: Array.isArray(x) && x.length === 1 ? numberOf(x[0]) : NaN,
    }))
  })
  return mixed.length === 2 && mixed.some(m => m.length > 1) ? pairsOf([mixed[0]!, mixed[1]!]) : []
}

/** The lines of measured steps as numbers. One that was cut off, or does not come after those before it, is left out and counted. */
export function measuredIn(
  lines: readonly string[],
): Pick<RunRecord, 'marks' | 'way' | 'pairs' | 'outcome' | 'estimated' | 'damaged'> {
  const read: Line[] = []
  for (const text of lines) {
    const line = lineOf(text)
    if (line && line.step > (read.at(-1)?.step ?? -1)) read.push(line)
  }
  const last = read.at(-1)
  return {
    marks: read.map(markOf),
    way: read.flatMap(whereaboutsOf),
    pairs: last ? pairsAt(last) : [],
    damaged: lines.length - read.length,
    estimated: last?.meter.estimated ?? false,
    outcome: last?.outcome === undefined ? null : { kind: last.outcome, evidence: last.evidence ?? '' },
  }
}
