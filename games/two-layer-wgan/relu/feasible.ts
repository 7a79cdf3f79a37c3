import { Refusal } from '../../../core/refusal.ts'

/** What a feasible start is looked for with. W are coordinates of generated rows. */
export interface Search {
  readonly id: string
  readonly β: number
  /** d_H(Zon(X), Zon(G)) at W. */
  distance(W: Float64Array): number
  /** The least bound on both sides with the nearest points of W held: nearer than W, if not always. */
  nearer(W: Float64Array): Promise<Float64Array>
  /** A feasible W that is like this one; null where none is known. */
  dealt(W: Float64Array): Float64Array | null
}
/** Steps in which a start that is not feasible may become so. */
const STEPS = 50

/** The start where it is feasible, or its mirror image; or one that is dealt; or what a mended start comes to. Throws a Refusal where there is none. */
export async function feasible(start: Float64Array, { id, β, distance, nearer, dealt }: Search): Promise<Float64Array> {
  const within = (distance: number): boolean => distance <= β * (1 + 1e-9)
  const starts = [start, start.map(w => -w)]
  const there = starts.find(W => within(distance(W))) ?? dealt(start)
  if (there) return there
  let least = Infinity
  for (let W of starts) {
    let now = distance(W)
    for (let k = 0; k < STEPS && !within(now); k++) {
      const next = await nearer(W)
      const then = distance(next)
      if (!(then < now * (1 - 1e-9))) break
      ;[W, now] = [next, then]
    }
    if (within(now)) return W
    least = Math.min(least, now)
  }
  throw new Refusal(
    `${id}: no feasible start was found: from the generator's start the two zonotopes come no nearer than ${least}, and beta (β_d) is ${β}; ` +
      'another start (seed, start) or a larger beta is valid',
  )
}
