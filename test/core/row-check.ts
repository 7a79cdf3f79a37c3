import { expect } from 'vitest'
import type { Row } from '../players/layer-table.ts'
import type { Errors } from './differences.ts'

/**
 * Float64 with h = 2⁻¹⁰: rounding of f by 1e-15 makes 1.5e-15/h = 1.5e-12 of the difference, and its remainder h⁴f⁽⁵⁾/30 is
 * 3e-14·f⁽⁵⁾. The largest f⁽⁵⁾ of the table is that of 1/x at 0.6: 926 times f′, which makes 3e-11.
 */
export const compiledTolerance = 1e-9

/**
 * Float32 with h = 2⁻⁵: f of size one is rounded by a few units of 2⁻²⁴ = 6e-8, which makes 1.5·(3·6e-8)/h = 1e-5 of the difference,
 * up to ten times that where the derivative is a tenth of f; the remainder h⁴f⁽⁵⁾/30 is 3e-8·f⁽⁵⁾, for 1/x at 0.6 again 3e-5.
 */
export const float32Tolerance = 2e-4

/** Both derivatives of a row are right, and not because there is nothing to be right about. */
export function expectRow(row: Row, { first, second, sizes }: Errors, tolerance: number): void {
  expect(sizes[0]).toBeGreaterThan(0.05)
  expect(first).toBeLessThan(tolerance)
  if (row.affine) expect(sizes[1]).toBe(0)
  else expect(sizes[1]).toBeGreaterThan(0.01)
  expect(second).toBeLessThan(tolerance)
}
