import type { Option } from '../../core/config/option.ts'
import { numbers } from '../../core/config/options.ts'
import { Refusal } from '../../core/refusal.ts'

/** One size of the pyramid: the generator's map from the stage before it, and the critic of its pictures. */
export interface Stage {
  readonly size: number
  /** Columns of its pictures: size²·c. */
  readonly d: number
  /** Columns of its input: those of the stage before it, or the latents of the first. */
  readonly from: number
  /** Latents of its own, columns `at` … `at + fresh − 1` of a latent row. */
  readonly fresh: number
  readonly at: number
  /** Directions to keep, where ranks are given. */
  readonly rank: number | null
  /** Neurons of its critic. */
  readonly neurons: number
}

/** The setting of arXiv:2107.05680 for CelebA (low β) at 4, 8, 16, 32 and 64 pixels. */
const published = [20, 30, 40, 100, 175] as const

const counts = numbers('', undefined, 'latents', { min: 0, max: 10000 })
/** `needed`, or a count a stage. */
export const fresh: Option<'needed' | readonly number[]> = {
  kind: 'fresh latents',
  doc: 'latents that a stage adds to its input, a count a size; needed: as many as its rank is above that of its input',
  default: 'needed',
  valid: `needed, or ${counts.valid}`,
  parse: (value, place) => (value === 'needed' ? value : counts.parse(value, place)),
}

export interface Shape {
  readonly sizes: readonly number[] | null
  readonly ranks: readonly number[] | null
  readonly beta: readonly number[] | null
  readonly latent: number
  readonly fresh: 'needed' | readonly number[]
  readonly cap: boolean
  readonly neurons: readonly number[] | null
}

const fail = (sentence: string): never => {
  throw new Refusal(`progressive-wgan: ${sentence}`)
}
const integers = (what: string, all: readonly number[], least: number): void => {
  const wrong = all.find(k => !Number.isInteger(k) || k < least)
  if (wrong !== undefined) fail(`${what} must be integers ≥ ${least}, got ${wrong}`)
}

/** Each twice the one before; the last divides the side by a power of two. By default all from 4 (2 for pictures below 16) to the side. */
export function sizesOf(given: readonly number[] | null, side: number): readonly number[] {
  if (!given) {
    const least = side >= 16 ? 4 : 2
    const sizes = [side]
    while (sizes[0]! % 2 === 0 && sizes[0]! / 2 >= least) sizes.unshift(sizes[0]! / 2)
    return sizes
  }
  integers('sizes', given, 1)
  const steady = given.every((s, i) => i === 0 || s === 2 * given[i - 1]!)
  if (!steady) fail(`sizes must double from one to the next, as in [4,8,16], got [${given.join(', ')}]`)
  const last = given.at(-1)!
  if (side % last !== 0 || !Number.isInteger(Math.log2(side / last)))
    fail(`sizes must end at the pictures' ${side} pixels, or at a half, a quarter, … of them, got ${last}`)
  return given
}

/** One entry a size. */
function each(what: string, all: readonly number[] | null, sizes: readonly number[]): readonly (number | null)[] {
  if (all && all.length !== sizes.length)
    fail(`${what} must have an entry for each of the ${sizes.length} sizes ${sizes.join(', ')}, got ${all.length}`)
  return all ?? sizes.map(() => null)
}

/** The published ranks, each at most what its size and its images have; fewer columns than that are kept where a size is small. */
const standardRanks = (sizes: readonly number[], most: (size: number) => number): number[] =>
  sizes.map((size, i) => Math.min(published[i] ?? published.at(-1)!, most(size)))

/** The stages of n pictures with c channels. Throws a sentence where the options do not fit them or one another. */
export function stagesOf(shape: Shape, side: number, channels: number, n: number): readonly Stage[] {
  const { latent, cap } = shape
  if (n < 3)
    fail(
      `at least 3 pictures are needed: of ${n}, less their mean, no direction can be kept with β, the eigenvalue after it, above 0`,
    )
  if (shape.ranks && shape.beta) fail('give ranks (k) or beta (β), not both')
  const sizes = sizesOf(shape.sizes, side)
  const columns = (size: number): number => size * size * channels
  // Pictures less their mean have one dimension less; β is the eigenvalue after those kept, and must be above 0.
  const most = (size: number): number => Math.min(columns(size), n - 1) - 1
  if (most(sizes[0]!) < 1)
    fail(
      `a size of ${sizes[0]!} has ${columns(sizes[0]!)} columns of ${n} pictures: nothing can be kept; begin with a larger one`,
    )
  const ranks = shape.beta ? sizes.map(() => null) : each('ranks (k)', shape.ranks ?? standardRanks(sizes, most), sizes)
  each('beta (β)', shape.beta, sizes)
  const widths = each('neurons (m)', shape.neurons, sizes)
  const extra = shape.fresh === 'needed' ? sizes.map(() => null) : each('fresh', shape.fresh, sizes)
  for (const [what, all] of [
    ['ranks (k)', ranks],
    ['neurons (m)', widths],
  ] as const)
    integers(
      what,
      all.filter(x => x !== null),
      1,
    )
  integers(
    'fresh',
    extra.filter(x => x !== null),
    0,
  )
  if (shape.beta && shape.fresh === 'needed' && !cap)
    fail(
      'with beta (β) ranks are known only when a stage is solved: say how many fresh latents each size has, as in fresh=[0,20,40], or let cap=true raise β where the input has too few',
    )

  const stages: Stage[] = []
  let [from, at, supply] = [latent, latent, latent]
  for (const [i, size] of sizes.entries()) {
    const [rank, d] = [ranks[i] ?? null, columns(size)]
    if (rank !== null && rank > most(size))
      fail(
        d <= n - 1
          ? `rank (k) of size ${size} must be below its ${d} columns, so that β, the eigenvalue after the last one kept, is above 0; got ${rank}`
          : `rank (k) of size ${size} must be at most ${most(size)}: ${n} pictures have fewer dimensions than its ${d} columns, and β must be above 0; got ${rank}`,
      )
    const fresh = extra[i] ?? (cap || rank === null ? 0 : Math.max(0, rank - supply))
    if (rank !== null && rank > supply + fresh && !cap)
      fail(
        `rank (k) of size ${size} is ${rank}, above the rank of its input, ${supply} and ${fresh} fresh latents: no map of it reaches that; give fresh=needed for more latents, or cap=true for a lower rank`,
      )
    const kept = rank === null ? null : Math.min(rank, supply + fresh)
    const neurons = widths[i] ?? Math.min(d, 2 * (kept ?? supply + fresh))
    stages.push({ size, d, from, fresh, at, rank: kept, neurons })
    ;[from, at, supply] = [d, at + fresh, kept ?? supply + fresh]
  }
  return stages
}
