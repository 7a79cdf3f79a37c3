import { expect, test } from 'vitest'
import { eigenvalues } from '../../core/linear-algebra/eigenvalues.ts'
import { semidefiniteFactor } from '../../core/linear-algebra/semidefinite.ts'
import { key } from '../../core/key.ts'
import { fixture } from '../metrics/seen.ts'

const { symmetric } = fixture('frechet') as {
  readonly symmetric: { readonly H: readonly (readonly number[])[]; readonly eigenvalues: readonly number[] }
}
const apart = (got: Float64Array, wanted: readonly number[]): number =>
  wanted.reduce((most, w, i) => Math.max(most, Math.abs(w - got[i]!)), 0)

test('eigenvalues are those of LAPACK; of the second difference 2 − 2cos(jπ/(l + 1))', () => {
  expect(apart(eigenvalues(Float64Array.from(symmetric.H.flat()), 7), symmetric.eigenvalues)).toBeLessThan(1e-14)
  const l = 90
  const H = new Float64Array(l * l)
  for (let i = 0; i < l; i++) for (let j = Math.max(0, i - 1); j <= Math.min(l - 1, i + 1); j++) H[i * l + j] = i === j ? 2 : -1
  const wanted = Array.from({ length: l }, (_, j) => 2 + 2 * Math.cos(((j + 1) * Math.PI) / (l + 1)))
  expect(apart(eigenvalues(H, l), wanted)).toBeLessThan(1e-13)
})

test('of I − 2uuᵀ + 3vvᵀ, where nearly all are equal', () => {
  const l = 60
  const u = Float64Array.from({ length: l }, (_, i) => (i % 2 === 0 ? 1 : -1) / Math.sqrt(l))
  const v = new Float64Array(l).fill(1 / Math.sqrt(l))
  const H = Float64Array.from({ length: l * l }, (_, at) => {
    const [i, j] = [Math.floor(at / l), at % l]
    return (i === j ? 1 : 0) - 2 * u[i]! * u[j]! + 3 * v[i]! * v[j]!
  })
  expect(apart(eigenvalues(H, l), [4, ...Array<number>(l - 2).fill(1), -1])).toBeLessThan(1e-13)
})

test('of a tridiagonal matrix whose entries grow from 1e-16 to 1e4: the bisection of Sturm sequences, to the rounding of the largest', () => {
  const l = 500
  const d = Float64Array.from({ length: l }, (_, i) => 10 ** (-16 + (20 * i) / l))
  const e = d.map((x, i) => (i === 0 ? 0 : 0.4 * Math.sqrt(x * d[i - 1]!)))
  const H = new Float64Array(l * l)
  for (let i = 0; i < l; i++) {
    H[i * l + i] = d[i]!
    if (i > 0) H[i * l + i - 1] = e[i]!
  }
  const got = eigenvalues(H, l)
  /** How many eigenvalues are below x: negative pivots of T − xI. */
  const below = (x: number): number => {
    let [count, pivot] = [0, 1]
    for (let i = 0; i < l; i++) {
      pivot = d[i]! - x - e[i]! ** 2 / (pivot === 0 ? 1e-300 : pivot)
      if (pivot < 0) count++
    }
    return count
  }
  const rounding = 1e-15 * got[0]!
  got.forEach((λ, k) => {
    expect(below(λ + rounding)).toBeGreaterThanOrEqual(l - k)
    expect(below(λ - rounding)).toBeLessThanOrEqual(l - k - 1)
  })
})

test('small and diagonal matrices; entries that are not finite are refused', () => {
  expect(Array.from(eigenvalues(Float64Array.of(), 0))).toEqual([])
  expect(Array.from(eigenvalues(Float64Array.of(-3), 1))).toEqual([-3])
  expect(Array.from(eigenvalues(Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0, 2), 3))).toEqual([2, 1, 0])
  expect(() => eigenvalues(Float64Array.of(1, NaN, NaN, 1), 2)).toThrow('finite entries')
})

test('a factor of a semidefinite matrix has its rank and gives it back', () => {
  const [m, r] = [12, 5]
  const B = key(3).normal(r * m)
  const C = new Float64Array(m * m)
  const gramOf = (F: Float64Array, rows: number, i: number, j: number): number => {
    let sum = 0
    for (let t = 0; t < rows; t++) sum += F[t * m + i]! * F[t * m + j]!
    return sum
  }
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) C[i * m + j] = gramOf(B, r, i, j)
  const factor = semidefiniteFactor(C, m)
  expect(factor.r).toBe(r)
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++) expect(Math.abs(gramOf(factor.F, r, i, j) - C[i * m + j]!)).toBeLessThan(1e-13)
  expect(semidefiniteFactor(new Float64Array(9), 3).r).toBe(0)
})
