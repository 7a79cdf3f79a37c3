import { Refusal } from '../../core/refusal.ts'
import { readDigits } from './digits.ts'

/** A linear regression: rows of A [n, d] and targets y₀ [n], all centred and divided by √n. */
export interface RegressionData {
  readonly n: number
  readonly d: number
  readonly A: Float64Array
  readonly y0: Float64Array
}

/** The first `rows` digits: the pixels that vary among them, in [0, 1], and the parity (1 even, −1 odd) or the digit. Throws where there are fewer. */
export function regressionData(target: 'parity' | 'digit', rows: number | null): RegressionData {
  const { n: most, pixels, labels } = readDigits()
  const n = rows ?? most
  if (n > most) throw new Refusal(`robust-regression: rows (n) must be at most ${most}, the digits there are, got ${n}`)
  const side = pixels.length / most
  const pixel = (i: number, k: number): number => pixels[i * side + k]! / 16
  const all = Array.from({ length: n }, (_, i) => i)
  const varying = Array.from({ length: side }, (_, k) => k).filter(k => all.some(i => pixel(i, k) !== pixel(0, k)))
  const scaled = (values: readonly number[]): number[] => {
    const mean = values.reduce((s, v) => s + v, 0) / n
    return values.map(v => (v - mean) / Math.sqrt(n))
  }
  const columns = varying.map(k => scaled(all.map(i => pixel(i, k))))
  const A = Float64Array.from(
    { length: n * columns.length },
    (_, j) => columns[j % columns.length]![Math.floor(j / columns.length)]!,
  )
  const y0 = Float64Array.from(scaled(all.map(i => (target === 'digit' ? labels[i]! : labels[i]! % 2 === 0 ? 1 : -1))))
  return { n, d: columns.length, A, y0 }
}
