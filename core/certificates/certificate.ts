import { createHash } from 'node:crypto'

export const families = ['matrix', 'linear', 'quadratic', 'lifted', 'polynomial', 'relu'] as const
export type Family = (typeof families)[number]
type Numbers = number | readonly Numbers[]
/** Plain numbers by name, as they stand in the file. */
export type Plain = Readonly<Record<string, Numbers | string>>

/** Atoms of a mixed strategy, each with its parts, and their weights. */
export interface Strategy {
  readonly atoms: readonly Plain[]
  readonly weights: readonly number[]
}

/** What a certificate says: every number is rounded so that it stays true. */
export interface Claims {
  /** At most this far is the generator from feasible, in the game's own measure. */
  readonly violation: number
  /** At least this much beyond the critic's price of a unit neuron, β, gains the best response; ≤ the true violation where that is > 0. */
  readonly attained: number
  /** The payoff is between these. */
  readonly least: number
  readonly most: number
  /** No critic within its set gets more; no generator within its set pays less. The gap is at most `gap`. Absent where nothing is proven. */
  readonly upper?: number
  readonly lower?: number
  readonly gap?: number
}

/** A claim about strategies, with all that it takes to check it; docs/certificates.md describes the file. */
export interface Certificate {
  readonly format: 'saddlepoint-certificate'
  readonly version: 1
  readonly family: Family
  /** In words, what is shown and what is not. */
  readonly says: string
  /** The game's numbers. */
  readonly data: Plain
  /** Of the data, as JSON without spaces. */
  readonly sha256: string
  /** One a player, the generator (or the minimising player) first. */
  readonly strategies: readonly [Strategy, Strategy]
  /** What the bounds rest on. */
  readonly witness: Plain
  /** The neuron that the best-responding critic plays, where the family has one. */
  readonly response: readonly number[]
  readonly claims: Claims
}

const says: Readonly<Record<Family, string>> = {
  matrix: 'x and y gain at most gap together by best responses; the value of the game lies between lower and upper.',
  linear: 'The gap of the game with players bounded by R ≤ generator and N ≤ critic is at most gap.',
  quadratic: 'The gap of the game with players bounded by R ≤ generator and N ≤ critic is at most gap.',
  lifted: 'The gap of the game with players bounded by R ≤ generator and N ≤ critic is at most gap.',
  polynomial: 'The gap of the game with players bounded by R ≤ generator and N ≤ critic is at most gap.',
  relu: "Violation and value only: the generator's problem is not convex, so no bound from below and no gap is claimed.",
}

/** Entries below 10⁻³⁰ are written as 0: the strategy that is certified is the one in the file. */
const rounded = (x: Numbers): Numbers => (typeof x === 'number' ? (Math.abs(x) < 1e-30 ? 0 : x) : x.map(entry => rounded(entry)))
export const tidy = (plain: Plain): Plain =>
  Object.fromEntries(Object.entries(plain).map(([name, x]) => [name, typeof x === 'string' ? x : rounded(x)]))

export function certificate(
  family: Family,
  parts: Pick<Certificate, 'data' | 'strategies' | 'witness' | 'response' | 'claims'>,
): Certificate {
  const { data, strategies, witness, response, claims } = parts
  const sha256 = createHash('sha256').update(JSON.stringify(data)).digest('hex')
  return {
    ...{ format: 'saddlepoint-certificate', version: 1, family, says: says[family] },
    ...{ claims, data, sha256, strategies, response, witness },
  }
}
