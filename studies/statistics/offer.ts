/** A number that is offered, or the reason why it is not. */
export type Offer<T> = { readonly value: T; readonly reason: null } | { readonly value: null; readonly reason: string }

export const offered = <T>(value: T): Offer<T> => ({ value, reason: null })
export const withheld = (reason: string): { readonly value: null; readonly reason: string } => ({ value: null, reason })

/** Seeds from which an interval is claimed. With fewer, runs are drawn and nothing is claimed. */
export const fewestSeeds = 10
/** Games from which a test across games is offered. */
export const fewestGames = 10

/** An interval at the nominal level 0.95, or at the exact level that order statistics have. */
export interface Interval {
  readonly low: number
  readonly high: number
  readonly level: number
  readonly method: 'bootstrap-t' | 'order statistics' | 'logit'
}

/** The reason to withhold an interval from so few runs, or null. */
export const tooFew = (n: number): string | null =>
  n < fewestSeeds ? `an interval needs at least ${fewestSeeds} seeds, here are ${n}` : null
