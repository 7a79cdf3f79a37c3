import type { Mixture } from '../../core/mixture.ts'
import type { Profile } from '../../core/profile.ts'
import { snapshotTable, type Snapshots } from '../../core/snapshots.ts'
import type { Accumulator } from './weights.ts'

/** What step k does to the table. */
type Change = 'pass' | 'insert' | 'thin'

/**
 * At most N (even) snapshots evenly spaced over the history. Snapshot t = 1, 2, … is kept where the spacing s divides t; s is the least
 * power of two with t ≤ N·s, and when it doubles every other snapshot goes. At any time all that are kept are s apart.
 */
export const change = (t: number, N: number): Change => {
  let s = 1
  while (t > N * s) s *= 2
  if (s > 1 && t === (N * s) / 2 + 1) return 'thin'
  return t % s === 0 ? 'insert' : 'pass'
}

/** A mixture over the history, each snapshot with the weight it came with. */
export function history(N: number, includeStart: boolean): Accumulator {
  const table = snapshotTable(N)
  const first = includeStart ? 2 : 1
  return {
    init: (start: Profile) => (includeStart ? table.insert(table.empty(start), start, 1) : table.empty(start)),
    phase: k => change(k + first, N),
    add: (sum, z, w, phase) =>
      phase === 'insert' ? table.insert(sum as Snapshots, z, w) : phase === 'thin' ? table.thin(sum as Snapshots) : sum,
    answer: (sum): readonly Mixture[] => table.mixtures(sum as Snapshots),
  }
}
