/** What a reproduction is: published numbers as data, each beside the run that makes it again. */
import type { Lab } from '../../core/lab.ts'
import type { Play } from './runs.ts'

/** Where a figure comes from: printed by its authors, computed later from their settings (by others, or by a script in test/fixtures), or a formula. */
export type Kind = 'published' | 'recomputed by others' | 'closed form' | 'independent script'

/**
 * How near ours must be. `printed`: equal when rounded to the digits that are printed, so within half a unit of the last place. `exact`:
 * the same integer. `trend`: published is one of the words of `trends`, ours the factor by which something changes.
 */
export type Tolerance = 'printed' | 'exact' | 'trend'

/** Words that a factor can have. `stays`: within 1e-9 of 1. */
export const trends = ['grows', 'falls', 'stays'] as const
export type Trend = (typeof trends)[number]

/** Figures of one run, in the order in which the source has them. */
export interface Row {
  readonly what: string
  /** Which of them a figure is, as `step 4`; as many as there are figures, where there is more than one. */
  readonly at?: readonly string[]
  /** As printed, digit by digit. */
  readonly published: readonly string[]
  readonly tolerance?: Tolerance
  /** As many numbers as are published, made by the library in float64. */
  ours(lab: Lab): Promise<readonly number[]>
  /** What is run, one a figure where each has a run of its own: for the command line, and for predictions of the figure. */
  readonly plays?: readonly Play[]
  /** Where it is not the reproduction's. */
  readonly source?: string
  readonly kind?: Kind
  /** What one should know of it. */
  readonly note?: string
  /** Why ours is another number where it is one: a convention that cannot be had here, a published figure that is wrong or chaotic. */
  readonly protocol?: string
  /** The optimizer that must be registered; where it is not, the row is shown as skipped. */
  readonly optimizer?: string
  /** What to do where it is not registered. */
  readonly absent?: string
  /** Takes long: made with --full only. */
  readonly full?: true
}

export interface Reproduction {
  readonly id: string
  readonly title: string
  /** arXiv id, repository and file. */
  readonly source: string
  readonly kind: Kind
  /** What is run, in words. */
  readonly settings: string
  readonly rows: readonly Row[]
}

export type Verdict = 'equal' | 'differs' | 'protocol differs' | 'skipped'

/** One published figure beside ours. */
export interface Line {
  readonly what: string
  readonly at?: string
  readonly kind: Kind
  readonly source: string
  readonly published: string
  readonly ours: number | null
  /** Ours less the published one; null where a word is published, or nothing was made. */
  readonly gap: number | null
  readonly verdict: Verdict
  /** Selectors of the run, where the figure has one of its own. */
  readonly play?: Pick<Play, 'game' | 'optimizer' | 'players'>
  readonly reason?: string
  readonly note?: string
}

/** A reproduction made. */
export interface Reproduced {
  readonly id: string
  readonly title: string
  readonly source: string
  readonly kind: Kind
  readonly settings: string
  readonly lines: readonly Line[]
  readonly seconds: number
}
