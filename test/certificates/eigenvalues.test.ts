import { expect, it } from 'vitest'
import { eigen, leastEigenvalue } from '../../core/certificates/eigenvalues.ts'
import { pointMatrix } from '../../core/certificates/interval.ts'

const n = 20
/** Cosines: an orthonormal basis, the constant first. */
const basis = Array.from({ length: n }, (_, i) =>
  Array.from({ length: n }, (_, j) => Math.sqrt((i === 0 ? 1 : 2) / n) * Math.cos((Math.PI * i * (j + 0.5)) / n)),
)
/** Σ λᵢqᵢqᵢᵀ with eigenvalue 1/2 along the constant and i + 1 along the i-th cosine. */
const values = basis.map((_, i) => (i === 0 ? 0.5 : i + 1))
const A = basis.map((_, i) => basis.map((_, j) => basis.reduce((sum, q, k) => sum + values[k]! * (q[i]! * q[j]!), 0)))

it('is below the least eigenvalue 1/2 by rounding', () => {
  const least = leastEigenvalue(pointMatrix(A))
  expect(least).toBeLessThan(0.5)
  expect(least).toBeGreaterThan(0.5 - 1e-11)
})

it('holds whatever decomposition it is given, at the price of its error', () => {
  for (const size of [1e-9, 1e-4, 1e-2]) {
    const wave = (i: number, j: number): number => size * Math.sin(7 * i + 3 * j)
    const { values, vectors } = eigen(A)
    // Vectors too long would lift what lies below: each way, and of the values too.
    for (const s of [1, -1]) {
      const given = {
        values: values.map((x, k) => x + s * wave(k, 1)),
        vectors: vectors.map((v, k) => v.map((x, j) => x * (1 + s * size) + wave(k, j))),
      }
      const least = leastEigenvalue(pointMatrix(A), given)
      expect(least).toBeLessThan(0.5)
      expect(least).toBeGreaterThan(0.5 - 40 * n * n * size)
    }
  }
})

it('holds for all matrices inside intervals: less 11ᵀ/1000, the least is 1/2 − n/1000', () => {
  const least = leastEigenvalue(A.map(row => row.map(a => [a - 1e-3, a + 1e-3] as const)))
  expect(least).toBeLessThan(0.5 - n / 1000)
  expect(least).toBeGreaterThan(0.5 - n / 1000 - 1e-10)
})
