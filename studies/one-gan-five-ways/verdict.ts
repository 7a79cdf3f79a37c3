import type { PlannedRun } from '../plan/plan.ts'
import type { DoneRun, Mark } from '../store/stored-run.ts'
import { flopCount, readable } from '../report/markup.ts'
import { rowId } from './plan.ts'
import { digits, ring, seeds, seedsOf, type Panel, type Row } from './settings.ts'

/** By the names of their runs. */
export type Results = ReadonlyMap<string, DoneRun>
export const runName = ({ optimizer, purpose }: Pick<PlannedRun, 'optimizer' | 'purpose'>): string =>
  `${optimizer}/${seeds[purpose.seed]!}`

/** The runs of a row, one a seed. */
export const runsOf = (results: Results, panel: Panel, row: Row): { seed: number; result: DoneRun }[] =>
  seedsOf(row).flatMap(seed => {
    const result = results.get(`${rowId(panel, row)}/${seed}`)
    return result ? [{ seed, result }] : []
  })
export const lastOf = (result: DoneRun): Mark => result.marks.at(-1)!

const rowOf = (panel: Panel, id: string): Row => panel.rows.find(r => r.id === id)!
const finals = (results: Results, panel: Panel, id: string, metric: string): number[] =>
  runsOf(results, panel, rowOf(panel, id)).map(({ result }) => lastOf(result).metrics[metric] ?? NaN)
/** The least certified gap at any measured step of any seed. */
const best = (results: Results, id: string): number =>
  Math.min(
    ...runsOf(results, digits, rowOf(digits, id)).flatMap(({ result }) =>
      result.marks.map(m => m.metrics['certified-gap'] ?? Infinity),
    ),
  )
/** `a`, `a and b`, `a, b and c`. */
const listed = (words: readonly string[]): string => words.join(', ').replace(/, ([^,]*)$/, ' and $1')
const between = (values: readonly number[]): string => {
  const [low, high] = [Math.min(...values), Math.max(...values)].map(readable) as [string, string]
  return low === high ? low : `${low} to ${high}`
}

/** What the runs showed, in sentences made of their figures. The first is the verdict. */
export function findings(results: Results): readonly string[] {
  const gap = (id: string): number[] => finals(results, digits, id, 'certified-gap')
  const exact = runsOf(results, digits, rowOf(digits, 'dual'))[0]!.result
  const spoken: Readonly<Record<string, string>> = {
    'extragradient': 'extragradient',
    'regularized': 'gradient-regularized descent-ascent',
    'gda': 'plain descent-ascent',
    'gda-average': 'the average of its weights',
    'gda-mixture': 'the mixture over its history',
    'chekhov': 'Chekhov’s online mixtures',
  }
  const named = (which: (gap: number) => boolean, every: boolean): string[] =>
    Object.entries(spoken).flatMap(([id, name]) => ((every ? gap(id).every(which) : gap(id).some(which)) ? [name] : []))
  const solved = named(g => g <= 1e-4, true)
  const missed = named(g => !(g <= 1e-2), false)
  const verdict =
    solved.length > 0
      ? `${listed(solved)} reach${solved.length === 1 ? 'es' : ''} the exact optimum of this GAN on every seed.${missed.length > 0 ? ` At the same cost ${listed(missed)} ${missed.length === 1 ? 'does' : 'do'} not come within 1 % of it.` : ''}`.replace(
          /^./,
          c => c.toUpperCase(),
        )
      : 'No iterative solver comes within a certified gap of 10⁻⁴ on every seed at this cost.'
  const diverged = runsOf(results, digits, rowOf(digits, 'gda-large'))
  const broken = diverged.filter(({ result }) => result.outcome.kind === 'diverged')
  const swFloor = finals(results, ring, 'gda', 'sliced-wasserstein-floor')
  const ranked = ring.rows
    .map(row => ({
      label: row.label,
      sw: finals(results, ring, row.id, 'sliced-wasserstein'),
      modes: finals(results, ring, row.id, 'modes'),
    }))
    .sort((a, b) => mean(a.sw) - mean(b.sw))
  const [first, worst] = [ranked[0]!, ranked.at(-1)!]
  return [
    verdict,
    `The convex dual solves it in one decomposition of a 64 × 64 matrix, about ${flopCount(lastOf(exact).flops)}: certified gap ${readable(Math.max(0, lastOf(exact).metrics['certified-gap']!))} of p*.`,
    `After ${flopCount(digits.flops)} extragradient has a certified gap of ${between(gap('extragradient'))} and gradient-regularized descent-ascent ${between(gap('regularized'))} of p*.`,
    `Gradient descent-ascent at η = 0.05 is never below ${readable(best(results, 'gda'))} · p* at a measured step. Its mixture over the history ends at ${between(gap('gda-mixture'))}, the average of its weights at ${between(gap('gda-average'))}: an average and a mixture are different answers.`,
    `At η = 0.2 it diverges on ${broken.length} of ${diverged.length} seeds (last good steps ${broken.map(({ result }) => result.outcome.step).join(', ') || '–'}).`,
    `On the ring ${spokenRing(first.label)} ends nearest to the data: sliced distance ${between(first.sw)}, where real samples are ${between(swFloor)} from one another; ${spokenRing(worst.label)} ends at ${between(worst.sw)} with ${between(worst.modes)} of 8 modes.`,
  ]
}
/** A label inside a sentence. */
const spokenRing = (label: string): string =>
  label.replace(/^Gradient-regularized with/, 'gradient-regularized descent-ascent with')
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
