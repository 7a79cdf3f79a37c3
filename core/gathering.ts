import { sizeOf } from './host.ts'

/**
 * A gather along one axis, as sizes: x is [batch, before, entries, after], the indices are [batch, picked], and the result is
 * [batch, before, picked, after], each of these a product of axes.
 */
export interface Gathering {
  readonly batch: number
  readonly before: number
  readonly entries: number
  readonly after: number
  readonly picked: number
  /** The result with all of its axes. */
  readonly shape: readonly number[]
}

export function gatheringOf(x: readonly number[], indices: readonly number[], axis: number, batchDims: number): Gathering {
  return {
    batch: sizeOf(x.slice(0, batchDims)),
    before: sizeOf(x.slice(batchDims, axis)),
    entries: x[axis]!,
    after: sizeOf(x.slice(axis + 1)),
    picked: sizeOf(indices.slice(batchDims)),
    shape: [...x.slice(0, axis), ...indices.slice(batchDims), ...x.slice(axis + 1)],
  }
}

/** How far apart, in rows, two neighbours along each of the indexed axes stand. */
export const rowStrides = (indexed: readonly number[]): number[] => indexed.map((_, i) => sizeOf(indexed.slice(i + 1)))
