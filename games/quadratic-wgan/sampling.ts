import { hostTensor, type HostTensor } from '../../core/host.ts'
import type { Key } from '../../core/key.ts'
import type { Side } from './moments.ts'

/** b rows drawn independently: from the rows there are, with replacement, or from N(0, I) for white latents. [b, d] */
export function drawRows({ rows, d }: Side, key: Key, b: number): HostTensor {
  if (!rows) return hostTensor(key.normal(b * d), [b, d])
  const out = new Float64Array(b * d)
  key.integers(b, 0, rows.shape[0]!).forEach((at, i) => out.set(rows.values.subarray(at * d, (at + 1) * d), i * d))
  return hostTensor(out, [b, d])
}

/** Rows whose second moments are exactly the side's: its own, or √d·I for white latents. */
export function allRows({ rows, d }: Side): HostTensor {
  return (
    rows ??
    hostTensor(
      Float64Array.from({ length: d * d }, (_, i) => (i % (d + 1) === 0 ? Math.sqrt(d) : 0)),
      [d, d],
    )
  )
}
