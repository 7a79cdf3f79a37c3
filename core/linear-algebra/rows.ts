/** A matrix X [n, d] that is read a few rows at a time, so that it need never be in memory as real numbers. */
export interface Rows {
  readonly n: number
  readonly d: number
  /** Writes rows from, from + 1, … one after another, as many as `into` takes; rows after the last are zeros. */
  read(from: number, into: Float64Array | Float32Array): void
}

/** Rows in memory, [n, d] row by row. With `scale` and `shift` an entry x is read as scale·x + shift: bytes become numbers in [0, 1]. */
export function rowsOf(
  values: Float64Array | Float32Array | Int32Array | Uint8Array | Uint8ClampedArray,
  [n, d]: readonly [n: number, d: number],
  { scale = 1, shift = 0 }: { readonly scale?: number; readonly shift?: number } = {},
): Rows {
  if (n < 1 || d < 1 || values.length !== n * d)
    throw new Error(`linear-algebra: rows of shape [${n}, ${d}] need ${n * d} values and at least one, got ${values.length}`)
  const plain = scale === 1 && shift === 0
  return {
    n,
    d,
    read: (from, into) => {
      const start = from * d
      const count = Math.max(0, Math.min(into.length, values.length - start))
      if (plain) into.set(values.subarray(start, start + count))
      else for (let i = 0; i < count; i++) into[i] = scale * values[start + i]! + shift
      into.fill(0, count)
    },
  }
}

/** Bytes of a block of rows in memory. */
const blockBytes = 2 ** 25

/** Rows a block: as many as 32 MB hold of real numbers in double precision. */
export const blockRows = ({ n, d }: Rows): number => Math.max(1, Math.min(n, Math.floor(blockBytes / (8 * d))))

/** The mean of the columns, summed in double precision. Throws where an entry is not finite. */
export function meanRow(rows: Rows): Float64Array {
  const { n, d } = rows
  const mean = new Float64Array(d)
  const b = blockRows(rows)
  const block = new Float64Array(b * d)
  for (let from = 0; from < n; from += b) {
    rows.read(from, block)
    // Rows after the last are zeros.
    for (let r = 0, at = 0; r < b; r++) for (let j = 0; j < d; j++) mean[j]! += block[at++]!
  }
  for (let j = 0; j < d; j++) mean[j]! /= n
  const at = mean.findIndex(m => !Number.isFinite(m))
  if (at >= 0) throw new Error(`linear-algebra: rows must have finite entries only, and column ${at + 1} has others`)
  return mean
}

/** The rows minus a row. */
export const minus = ({ n, d, read }: Rows, row: Float64Array): Rows => ({
  n,
  d,
  read: (from, into) => {
    read(from, into)
    const count = Math.max(0, Math.min(into.length / d, n - from))
    for (let r = 0, at = 0; r < count; r++) for (let j = 0; j < d; j++) into[at++]! -= row[j]!
  },
})
