import type { HostTensor } from '../../core/host.ts'
import type { Seen } from '../../core/define.ts'

/** A fixed map of samples to vectors: the same for all runs. */
export interface Features {
  /** What a key is named after: `frechet-NAME`. */
  readonly name: string
  /** Rows [n, …d] ↦ features [n, m], row by row. */
  of(seen: Seen, rows: HostTensor): Promise<Vectors> | Vectors
}
export interface Vectors {
  readonly n: number
  readonly m: number
  readonly values: ArrayLike<number>
}
