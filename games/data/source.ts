import type { GanParts } from '../../core/contract.ts'
import type { HostTensor } from '../../core/host.ts'
import type { Key } from '../../core/key.ts'

/** Real data for a GAN, row by row. */
export interface Source extends Pick<GanParts, 'modes' | 'picture' | 'classes'> {
  /** Shape of a row: [d], or [h, w, c] where rows are pictures. */
  readonly shape: readonly number[]
  /** The class of every row of a finite data set, where it has classes. */
  readonly labels?: Int32Array | Uint8Array
  /** n rows [n, …shape], independent draws (from a finite data set with replacement): the same for the same key. */
  draw(key: Key, n: number): HostTensor
  /** The same of rows that `draw` never gives: of a finite set those held out, of a law fresh ones. Absent where none are held out. */
  heldOut?(key: Key, n: number): HostTensor
}
