import type { Contestant } from './contestants.ts'
import type { Result } from './contest.ts'
import { ratioOf, spreadOf, type Spread } from './spread.ts'
import { fastest, markdown, withRange } from './table.ts'
import type { Targets, Work } from './works/work.ts'

/** A figure against what is aimed at. */
export interface Verdict {
  readonly what: string
  /** Who was compared, where two were. */
  readonly compared?: readonly [string, string]
  readonly figure: Spread
  readonly unit?: string
  /** The figure is to be at most this; null where it is only reported. */
  readonly target: number | null
  readonly met: boolean | null
}

export const verdict = (v: Omit<Verdict, 'met'>): Verdict => ({
  ...v,
  met: v.target === null ? null : v.figure.median <= v.target,
})

const comparisons: readonly {
  readonly target: keyof Targets
  readonly ours: Contestant['mode']
  readonly theirs: (c: Contestant) => boolean
  readonly name: string
}[] = [
  { target: 'jax', ours: 'step', theirs: c => c.who === 'JAX' && c.mode === 'step', name: 'JAX jit, both a step a call' },
  {
    target: 'jaxLoop',
    ours: 'blocks',
    theirs: c => c.who === 'JAX' && c.mode === 'blocks',
    name: "JAX's loop inside jit, both in blocks",
  },
  {
    target: 'torch',
    ours: 'step',
    theirs: c => c.who === 'PyTorch' && c.mode === 'step',
    name: 'PyTorch eager, both a step a call',
  },
  {
    target: 'torchBlocks',
    ours: 'blocks',
    theirs: c => c.who === 'PyTorch' && c.mode === 'step',
    name: 'PyTorch eager, saddlepoint in blocks',
  },
  {
    target: 'torchBlocks',
    ours: 'blocks',
    theirs: c => c.id.includes('as a formula'),
    name: 'PyTorch eager with the field as a formula, saddlepoint in blocks',
  },
]

/**
 * Ratios of a work against the peers, like with like and in blocks: on each side the thread count, of one and two, and the layout of
 * weights that are the faster there. Those without a target are reported.
 */
export const ratiosOf = (work: Work, results: readonly Result[]): Verdict[] =>
  comparisons.flatMap(({ target, ours, theirs, name }) => {
    const us = fastest(results, r => r.contestant.who === 'saddlepoint' && r.contestant.mode === ours)
    const them = fastest(results, r => theirs(r.contestant))
    if (!us || !them) return []
    const aimed = name.includes('formula') ? null : (work.targets[target] ?? null)
    return verdict({
      what: `${work.id} vs ${name}`,
      compared: [us.contestant.id, them.contestant.id],
      figure: ratioOf(us.rounds, them.rounds),
      target: aimed,
    })
  })

/** Cost of the framework, sampling included: time of a step ÷ time of the bare runtime on the same graph, one thread. */
export const overheadsOf = (work: Work, results: readonly Result[]): Verdict[] =>
  results
    .filter(r => r.contestant.mode === 'bare')
    .flatMap(bare => {
      const { block } = bare.contestant
      const ours = results.find(({ contestant: c }) => c.id.startsWith('saddlepoint compiled, 1 thread,') && c.block === block)
      if (!ours) return []
      const name = `${work.id}, step ÷ bare run of the same graph, ${block === 1 ? 'a step a call' : `${block} steps a call`}`
      return verdict({ what: name, figure: ratioOf(ours.rounds, bare.rounds), target: block === 1 ? 1.1 : null })
    })

/** Tracing, writing the graph, making the session and the first step, where compiled. */
export const compileTimesOf = (work: Work, results: readonly Result[]): Verdict[] =>
  results
    .filter(r => r.contestant.who === 'saddlepoint' && r.contestant.mode === 'step')
    .slice(0, 1)
    .map(r =>
      verdict({
        what: `${work.id}, compile time of the step with its first run`,
        figure: spreadOf(r.began.map(b => b.compileMs!)),
        unit: 'ms',
        target: work.id === 'dcgan' ? 1000 : null,
      }),
    )

/** A Markdown table of verdicts. */
export const verdictTable = (verdicts: readonly Verdict[]): string =>
  markdown(
    ['figure', 'compared', 'target', 'median (range)', 'verdict'],
    verdicts.map(({ what, compared, figure, unit, target, met }) => [
      what,
      compared ? compared.join(' ÷ ') : '–',
      target === null ? 'report' : `≤ ${target}${unit ? ` ${unit}` : ''}`,
      `${withRange(figure)}${unit ? ` ${unit}` : ''}`,
      met === null ? '–' : met ? 'met' : 'not met',
    ]),
  )
