import { key } from '../core/key.ts'

/**
 * Pictures [n, s, s, 3] as bytes with the spectrum of natural ones: cosine coefficients of frequency (u, v) are normal with standard
 * deviation 1/√(1 + u² + v²), the channels share their grey part and differ by three tenths of it; mean 128, standard deviation of a pixel 50,
 * cut at 0 and 255.
 */
export function pictures(n: number, s: number): Uint8Array {
  const basis = Float64Array.from({ length: s * s }, (_, i) => {
    const [u, x] = [Math.floor(i / s), i % s]
    return Math.sqrt((u === 0 ? 1 : 2) / s) * Math.cos((Math.PI * u * (x + 0.5)) / s)
  })
  const weights = Float64Array.from({ length: s * s }, (_, i) => 1 / Math.sqrt(1 + Math.floor(i / s) ** 2 + (i % s) ** 2))
  const power = weights.reduce((sum, w) => sum + w * w, 0)
  const unit = 50 / Math.sqrt((power / (s * s)) * 1.09)
  const made = new Uint8Array(n * s * s * 3)
  for (let i = 0; i < n; i++) {
    const draws = key(0)
      .fold('pictures')
      .fold(i)
      .normal(4 * s * s)
    const planes = [0, 1, 2, 3].map(c => plane(draws.subarray(c * s * s, (c + 1) * s * s), weights, basis, s))
    for (let p = 0; p < s * s; p++)
      for (let c = 0; c < 3; c++) {
        const value = 128 + unit * (planes[0]![p]! + 0.3 * planes[c + 1]![p]!)
        made[(i * s * s + p) * 3 + c] = Math.max(0, Math.min(255, Math.round(value)))
      }
  }
  return made
}

/** BᵀCB for coefficients C = draws · weights. */
function plane(draws: Float64Array, weights: Float64Array, basis: Float64Array, s: number): Float64Array {
  const half = new Float64Array(s * s)
  for (let u = 0; u < s; u++)
    for (let v = 0; v < s; v++) {
      const c = draws[u * s + v]! * weights[u * s + v]!
      for (let x = 0; x < s; x++) half[u * s + x]! += c * basis[v * s + x]!
    }
  const out = new Float64Array(s * s)
  for (let u = 0; u < s; u++)
    for (let y = 0; y < s; y++) {
      const b = basis[u * s + y]!
      for (let x = 0; x < s; x++) out[y * s + x]! += b * half[u * s + x]!
    }
  return out
}
