import { sizeOf, type HostTensor } from '../core/host.ts'
import type { Key } from '../core/key.ts'

/**
 * W₁ between two empirical distributions on the line, of any sizes: ∫ |F − G| over their merged points, exact up to rounding.
 * Sorts both arrays in place. NaN where a value is NaN.
 */
export function wassersteinLine(x: Float64Array, y: Float64Array): number {
  x.sort()
  y.sort()
  const [n, m] = [x.length, y.length]
  if (Number.isNaN(x[n - 1]) || Number.isNaN(y[m - 1])) return NaN
  let [i, j, sum] = [0, 0, 0]
  let last = Math.min(x[0]!, y[0]!)
  while (i < n || j < m) {
    const ofX = j === m || (i < n && x[i]! <= y[j]!)
    const next = ofX ? x[i]! : y[j]!
    if (next !== last) sum += Math.abs(i * m - j * n) * (next - last)
    last = next
    if (ofX) i++
    else j++
  }
  return sum / (n * m)
}

/** The directions (cos t, sin t) at t = (i + ½)π/n: the midpoint rule on the half circle. [n, 2] row by row. */
export const planeDirections = (n: number): Float64Array =>
  Float64Array.from({ length: 2 * n }, (_, k) => (k % 2 === 0 ? Math.cos : Math.sin)((((k >> 1) + 0.5) * Math.PI) / n))

/** n directions uniform on the unit sphere of ℝᵈ. [n, d] row by row. */
export function sphereDirections(key: Key, n: number, d: number): Float64Array {
  const u = key.normal(n * d)
  for (let i = 0; i < n; i++) {
    const row = u.subarray(i * d, (i + 1) * d)
    const norm = Math.sqrt(row.reduce((s, v) => s + v * v, 0))
    row.forEach((v, j) => (row[j] = v / norm))
  }
  return u
}

function project(rows: HostTensor, u: Float64Array): Float64Array {
  const d = u.length
  return Float64Array.from({ length: rows.shape[0]! }, (_, i) => {
    let dot = 0
    for (let j = 0; j < d; j++) dot += rows.values[i * d + j]! * u[j]!
    return dot
  })
}

/** The mean over the directions ([k, d], unit rows) of the exact W₁ between the projected samples ([n, …d] and [m, …d]). */
export function slicedWasserstein(P: HostTensor, Q: HostTensor, directions: Float64Array): number {
  const d = sizeOf(P.shape.slice(1))
  if (sizeOf(Q.shape.slice(1)) !== d || directions.length % d !== 0) {
    throw new Error(
      `sliced-wasserstein: samples of shapes [${P.shape.join(', ')}] and [${Q.shape.join(', ')}] must have rows of the same size`,
    )
  }
  const k = directions.length / d
  let sum = 0
  for (let i = 0; i < k; i++) {
    const u = directions.subarray(i * d, (i + 1) * d)
    sum += wassersteinLine(project(P, u), project(Q, u))
  }
  return sum / k
}
