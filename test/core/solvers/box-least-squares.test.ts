import { describe, expect, it } from 'vitest'
import { key } from '../../../core/key.ts'
import { boxLeastSquares } from '../../../core/solvers/box-least-squares.ts'

const dot = (x: Float64Array, y: Float64Array): number => x.reduce((sum, xi, i) => sum + xi * y[i]!, 0)
const columnsOf = (seed: number, n: number, d: number): Float64Array[] =>
  Array.from({ length: n }, (_, i) => key(seed).fold('A').fold(i).normal(d))

describe('boxLeastSquares', () => {
  it('satisfies the optimality conditions: aᵢᵀr ≤ 0 at 0, ≥ 0 at 1, = 0 between', () => {
    let [inside, outside] = [0, 0]
    for (let seed = 0; seed < 200; seed++) {
      const [d, n] = [1 + (seed % 6), 1 + ((seed * 7) % 40)]
      const A = columnsOf(seed, n, d)
      const p = key(seed)
        .fold('p')
        .normal(d, 0, 0.5 + (seed % 9))
      const { a, residual, distance, gap } = boxLeastSquares(A, p)
      const direct = p.map((x, k) => x - A.reduce((sum, column, i) => sum + column[k]! * a[i]!, 0))
      direct.forEach((x, k) => expect(Math.abs(x - residual[k]!)).toBeLessThan(1e-12))
      expect(Math.abs(Math.hypot(...direct) - distance)).toBeLessThan(1e-12)
      expect(gap).toBeLessThan(1e-12)
      if (distance < 1e-12) inside++
      else outside++
      A.forEach((column, i) => {
        expect(a[i]).toBeGreaterThanOrEqual(0)
        expect(a[i]).toBeLessThanOrEqual(1 + 1e-15)
        const along = dot(column, residual)
        if (a[i]! < 1 - 1e-9) expect(along).toBeLessThan(1e-11)
        if (a[i]! > 1e-9) expect(along).toBeGreaterThan(-1e-11)
      })
    }
    expect(Math.min(inside, outside)).toBeGreaterThan(20)
  })

  it('is exact by hand: a square, a segment, a point', () => {
    const square = [Float64Array.of(1, 0), Float64Array.of(0, 1)]
    expect(boxLeastSquares(square, Float64Array.of(2, 0.5)).distance).toBe(1)
    expect(Array.from(boxLeastSquares(square, Float64Array.of(4, 5)).a)).toEqual([1, 1])
    expect(boxLeastSquares(square, Float64Array.of(4, 5)).distance).toBeCloseTo(5, 14)
    // (0, 1) from the segment to (1, 1): the nearest point is its middle.
    const { a, distance } = boxLeastSquares([Float64Array.of(1, 1)], Float64Array.of(0, 1))
    expect(a[0]).toBeCloseTo(0.5, 14)
    expect(distance).toBeCloseTo(Math.SQRT1_2, 14)
    expect(boxLeastSquares([], Float64Array.of(3, 4)).distance).toBe(5)
    expect(boxLeastSquares([Float64Array.of(0, 0)], Float64Array.of(0, 0)).distance).toBe(0)
  })

  it('takes columns that are multiples of one another', () => {
    const A = [1, 2, -1, 0].map(c => Float64Array.of(c, 2 * c))
    // Aa runs from −(1, 2) to 3(1, 2): (10, 20) is 7√5 away, and (0, 5) has its foot at 2(1, 2).
    expect(boxLeastSquares(A, Float64Array.of(10, 20)).distance).toBeCloseTo(7 * Math.sqrt(5), 12)
    expect(boxLeastSquares(A, Float64Array.of(0, 5)).distance).toBeCloseTo(Math.sqrt(5), 12)
  })
})
