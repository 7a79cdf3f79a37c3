import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { arrangement, regionCount, sampledArrangement } from '../../../core/arrangements/arrangement.ts'
import { support, vertices } from '../../../core/arrangements/zonotope.ts'
import { key } from '../../../core/key.ts'
import { Refusal } from '../../../core/refusal.ts'

/** Patterns grown row by row, each tested by a linear program of SciPy (test/fixtures/relu_wgan.py). */
const { arrangements } = JSON.parse(readFileSync(new URL('../../fixtures/relu_wgan.json', import.meta.url), 'utf8')) as {
  readonly arrangements: readonly { readonly rows: readonly number[][]; readonly patterns: readonly number[][] }[]
}
const rowsOf = (rows: readonly (readonly number[])[]): Float64Array[] => rows.map(row => Float64Array.from(row))
const normal = (seed: number, n: number, d: number): Float64Array[] =>
  Array.from({ length: n }, (_, i) => key(seed).fold(i).normal(d))

describe('arrangement', () => {
  it.each(arrangements.map((a, i) => [i, a] as const))(
    'finds the patterns of linear programs, case %d',
    (_, { rows, patterns }) => {
      const found = arrangement(rowsOf(rows), rows[0]!.length, 'X', 'n=9')
      expect(found.exact).toBe(true)
      expect(found.patterns.map(p => p.join('')).sort()).toEqual(patterns.map(p => p.join('')).sort())
      found.patterns.forEach((pattern, k) =>
        rows.forEach((row, i) => {
          const seen = row.reduce((sum, x, j) => sum + x * found.directions[k]![j]!, 0)
          if (row.some(x => x !== 0)) expect(Math.sign(seen)).toBe(pattern[i] ? 1 : -1)
        }),
      )
    },
  )

  it.each([
    [5, 2, 10],
    [5, 3, 22],
    [8, 3, 58],
    [3, 4, 8],
    [10, 4, 260],
    [7, 5, 114],
    [50, 2, 100],
    [6, 1, 2],
  ])('%d generic rows of %d entries have %d patterns', (n, d, count) => {
    expect(regionCount(n, Math.min(n, d))).toBe(count)
    const { patterns } = arrangement(normal(n, n, d), d, 'X', 'n=9')
    expect(new Set(patterns.map(p => p.join(''))).size).toBe(count)
    expect(patterns).toHaveLength(count)
  })

  it('rows in a plane of space have the patterns of the plane', () => {
    const plane = normal(3, 6, 2).map(([x, y]) => Float64Array.of(x!, y!, x! - 2 * y!))
    expect(arrangement(plane, 3, 'X', 'n=9').patterns).toHaveLength(12)
  })

  it('no rows, or rows of zeros alone, have one pattern', () => {
    expect(arrangement([], 3, 'X', 'n=9').patterns).toEqual([Uint8Array.of()])
    expect(arrangement([new Float64Array(2)], 2, 'X', 'n=9').patterns).toEqual([Uint8Array.of(1)])
  })

  it('refuses more patterns than it enumerates, with the limit and the sampled way', () => {
    const many = (): unknown => arrangement(normal(1, 40, 6), 6, 'g: data (X)', 'n=9')
    expect(many).toThrow(Refusal)
    expect(many).toThrow(/^g: data \(X\): 40 distinct rows of rank 6 have up to 1335856 sign patterns, and at most 20000/)
    expect(many).toThrow(/sampled directions \(n=9\), which are some of them and give lower bounds only$/)
  })

  it('sampled patterns are some of them, and never called exact', () => {
    const rows = normal(8, 5, 2)
    const all = new Set(arrangement(rows, 2, 'X', 'n=9').patterns.map(p => p.join('')))
    const sampled = sampledArrangement(rows, 2, key(1), 10000)
    expect(sampled.exact).toBe(false)
    expect(sampled.patterns.every(p => all.has(p.join('')))).toBe(true)
    expect(sampled.patterns).toHaveLength(10)
    expect(sampledArrangement(rows, 2, key(1), 3).patterns.length).toBeLessThanOrEqual(3)
  })
})

describe('zonotope', () => {
  it('its vertices attain the support function 1ᵀ(Xu)₊ in their directions, and none passes it', () => {
    const rows = normal(4, 7, 3)
    const { patterns, directions } = arrangement(rows, 3, 'X', 'n=9')
    const points = vertices(rows, 3, { patterns })
    directions.forEach((u, k) => {
      const heights = points.map(p => p.reduce((sum, x, j) => sum + x * u[j]!, 0))
      expect(heights[k]).toBeCloseTo(support(rows, u), 12)
      expect(Math.max(...heights)).toBeLessThan(support(rows, u) + 1e-12)
    })
  })
})
