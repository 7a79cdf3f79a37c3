/** Arithmetic of vectors on the host, by loops: ten times as fast as `map` and `reduce` with a function (1 ns an entry). */

/** ⟨x, y⟩ */
export const dot = (x: Float64Array, y: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!
  return sum
}
/** ‖x‖ */
export const norm = (x: Float64Array): number => Math.sqrt(dot(x, x))
/** ‖x − y‖ */
export const distance = (x: Float64Array, y: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += (x[i]! - y[i]!) ** 2
  return Math.sqrt(sum)
}
/** y ← y + cx */
export const axpy = (y: Float64Array, c: number, x: Float64Array): void => {
  for (let i = 0; i < y.length; i++) y[i]! += c * x[i]!
}
