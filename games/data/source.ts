import type { GanParts } from '../../core/contract.ts'
import type { HostTensor } from '../../core/host.ts'
import type { Key } from '../../core/key.ts'

/** Real data for a GAN: rows of d numbers. */
export interface Source extends Pick<GanParts, 'modes' | 'picture'> {
  /** Numbers a row, d. */
  readonly dimension: number
  /** n rows [n, d], independent draws (from a finite data set with replacement): the same for the same key. */
  draw(key: Key, n: number): HostTensor
}
