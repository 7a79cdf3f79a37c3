/** A phase portrait: what a page draws of a game that is played in the plane. Plain data. */
import type { Mixture } from './mixture.ts'

export type Place = readonly [x: number, y: number]

export interface Arrow {
  readonly at: Place
  /** Where the players would go from there: a velocity. */
  readonly by: Place
}
export interface Portrait {
  /** What the axes are. */
  readonly names: readonly [string, string]
  readonly arrows: readonly Arrow[]
  /** A known solution. */
  readonly solution: Place | null
}

/** Where the answer of a step is in the plane. */
export interface Whereabouts {
  readonly step: number
  readonly at: Place
}

/** Of two players of one number each, where a pure answer is; null of others. */
export function placeOf(answer: readonly Mixture[]): Place | null {
  const [x, y] = answer.map(m => (m.atoms.length === 1 && m.atoms[0]!.size === 1 ? m.atoms[0]!.host[0]! : NaN))
  return answer.length === 2 && Number.isFinite(x) && Number.isFinite(y) ? [x!, y!] : null
}

/** A pair of strategies that is played with this probability. */
export interface Pair {
  readonly at: Place
  readonly weight: number
}

/** One player's strategies of one number each, with their weights. */
export type OnLine = readonly { readonly weight: number; readonly x: number }[]

/** All pairs of strategies of two players who mix on their own; none where a number is not finite. */
export function pairsOf([xs, ys]: readonly [OnLine, OnLine]): Pair[] {
  const pairs = xs.flatMap(({ weight, x }) => ys.map((y): Pair => ({ at: [x, y.x], weight: weight * y.weight })))
  return pairs.every(({ at, weight }) => [...at, weight].every(Number.isFinite)) ? pairs : []
}

/** Of two players of one number each, the pairs that a mixed answer plays; none of a pure one, or of others. */
export function pairsIn(answer: readonly Mixture[]): Pair[] {
  if (answer.length !== 2 || placeOf(answer) || !answer.every(m => m.atoms.every(x => x.size === 1))) return []
  const on = ({ atoms, weights }: Mixture): OnLine => atoms.map((x, a) => ({ weight: Number(weights[a]), x: x.host[0]! }))
  return pairsOf([on(answer[0]!), on(answer[1]!)])
}

/** A square of the plane. */
export interface Square {
  readonly centre: Place
  readonly half: number
}

/** The least square around the finite ones of these places, by a seventh wider; of half-width 1 around a single place. */
export function squareAround(places: readonly Place[]): Square {
  const finite = places.filter(p => p.every(Number.isFinite))
  const [low, high] = [Math.min, Math.max].map((end, k) =>
    [0, 1].map(i => finite.reduce((m, p) => end(m, p[i]!), k === 0 ? Infinity : -Infinity)),
  ) as [number[], number[]]
  if (finite.length === 0) return { centre: [0, 0], half: 1 }
  const wide = Math.max(high[0]! - low[0]!, high[1]! - low[1]!)
  return { centre: [(low[0]! + high[0]!) / 2, (low[1]! + high[1]!) / 2], half: ((8 / 7) * wide) / 2 || 1 }
}
