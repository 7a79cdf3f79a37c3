import { hostTensor, sizeOf, type HostTensor } from '../../core/host.ts'

/**
 * Applies a map of b rows to any number of them: b at a time, the last batch filled up with zeros. What comes out is [n, m] row by row,
 * m being what a row of the output holds.
 */
export async function byBatches(
  { shape: [n, ...row], values }: HostTensor,
  b: number,
  map: (batch: HostTensor) => Promise<ArrayLike<number>>,
): Promise<{ n: number; m: number; values: Float64Array }> {
  const d = sizeOf(row)
  let all = new Float64Array(0)
  let m = 0
  for (let from = 0; from < n!; from += b) {
    const batch = new Float64Array(b * d)
    batch.set(values.subarray(from * d, Math.min(from + b, n!) * d))
    const made = await map(hostTensor(batch, [b, ...row]))
    if (from === 0) {
      m = made.length / b
      all = new Float64Array(n! * m)
    }
    const count = Math.min(b, n! - from) * m
    for (let i = 0; i < count; i++) all[from * m + i] = made[i]!
  }
  return { n: n!, m, values: all }
}
