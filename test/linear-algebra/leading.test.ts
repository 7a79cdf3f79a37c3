import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { coordinates, reconstruction } from '../../core/linear-algebra/project.ts'
import { leading, methodFor, type Leading, type Method } from '../../core/linear-algebra/leading.ts'
import { blockRows, minus, rowsOf, type Rows } from '../../core/linear-algebra/rows.ts'
import { dot } from '../../core/vector.ts'

interface Case {
  readonly k: number
  readonly centred: boolean
  readonly values: readonly number[]
  readonly vectors: readonly (readonly number[])[]
}
const read = (path: string): Buffer => readFileSync(new URL(path, import.meta.url))
const { bytes, digits } = JSON.parse(read('../fixtures/linear_algebra.json').toString()) as Record<
  'bytes' | 'digits',
  readonly Case[]
>

/** The fixture's bytes, read as x/255. */
const [n, d] = [600, 240]
function byteRows(): Rows {
  const values = new Uint8Array(n * d)
  let x = 1
  for (let t = 0; t < n * d; t++) {
    x = (Math.imul(1664525, x) + 1013904223) >>> 0
    values[t] = (x >>> 24) >> Math.floor((8 * (t % d)) / d)
  }
  return rowsOf(values, [n, d], { scale: 1 / 255 })
}
function digitRows(): Rows {
  const lines = gunzipSync(read('../../games/data/digits.csv.gz')).toString().trim().split('\n')
  const rows = lines.map(line =>
    line
      .split(',')
      .slice(0, 64)
      .map(v => Number(v) / 16),
  )
  return rowsOf(Float64Array.from(rows.flat()), [rows.length, 64])
}
const row = (V: Float64Array, i: number, d: number): Float64Array => V.subarray(i * d, i * d + d)

/** Values to `value` of σ₁, vectors by their angle. */
function expectCase(found: Leading, { k, values, vectors }: Case, d: number, value: number, angle: number): void {
  for (let i = 0; i < k; i++) expect(Math.abs(found.values[i]! - values[i]!)).toBeLessThan(value * values[0]!)
  expect(Math.abs(found.next - values[k]!)).toBeLessThan(value * values[0]!)
  vectors.forEach((v, i) => expect(1 - Math.abs(dot(Float64Array.from(v), row(found.vectors, i, d)))).toBeLessThan(angle))
  expect(found.orthogonality).toBeLessThan(1e-13)
}

describe('leading singular pairs are those of LAPACK', () => {
  test.each(bytes.flatMap(c => (['gram', 'passes'] as const).map(method => ({ ...c, method }))))(
    'scaled bytes by $method, centred: $centred',
    async ({ method, ...c }) => {
      const found = await leading(byteRows(), c.k, { centred: c.centred, method })
      expectCase(found, c, d, 1e-12, 1e-12)
      expect(found.residual).toBeLessThan(1e-9)
      expect(found.method).toBe(method)
    },
  )
  test.each(digits)('digits by ml-matrix, centred: $centred; all but one value, the last of them 0', async c => {
    const found = await leading(digitRows(), c.k, { centred: c.centred })
    expect(found.method).toBe('dense')
    expectCase(found, c, 64, 3e-8, 1e-12)
    for (let i = 0; i < 60; i++) expect(Math.abs(found.values[i]! - c.values[i]!)).toBeLessThan(1e-12 * c.values[0]!)
    expect(found.residual).toBeLessThan(1e-14)
  })
  test('in single precision the space is off by 1e-6, a value by less than the residual says, and one with a gap by rounding', async () => {
    const [{ values, vectors }] = bytes as [Case]
    for (const method of ['gram', 'passes'] as const) {
      const found = await leading(byteRows(), 12, { method, precision: 'float32' })
      for (let i = 0; i < 12; i++)
        expect(Math.abs(found.values[i]! ** 2 - values[i]! ** 2)).toBeLessThan(found.residual * values[0]! ** 2)
      expect(Math.abs(found.values[0]! / values[0]! - 1)).toBeLessThan(1e-12)
      vectors.forEach((v, i) => expect(1 - Math.abs(dot(Float64Array.from(v), row(found.vectors, i, d)))).toBeLessThan(1e-9))
      expect(found.residual).toBeLessThan(1e-5)
      expect(found.residual).toBeGreaterThan(1e-9)
    }
  })
})

/** X = Σ sⱼ uⱼvⱼᵀ for cosine bases u, v: σⱼ = sⱼ. */
function known(n: number, d: number, s: readonly number[]): Float64Array {
  const cosine = (j: number, x: number, size: number): number =>
    Math.sqrt((j === 0 ? 1 : 2) / size) * Math.cos((Math.PI * j * (x + 0.5)) / size)
  const X = new Float64Array(n * d)
  s.forEach((σ, j) => {
    for (let i = 0; i < n; i++) {
      const u = σ * cosine(j, i, n)
      for (let c = 0; c < d; c++) X[i * d + c]! += u * cosine(j, c, d)
    }
  })
  return X
}

describe('known spectra', () => {
  const decaying = Array.from({ length: 120 }, (_, j) => 10 / (1 + j) ** 1.5)
  test.each(['gram', 'passes'] as const)('σ_k and σ_{k+1}, 1,000 times smaller than σ₁, by %s', async method => {
    const found = await leading(rowsOf(known(260, 220, decaying), [260, 220]), 99, { method })
    for (let i = 0; i < 99; i++) expect(Math.abs(found.values[i]! / decaying[i]! - 1)).toBeLessThan(1e-9)
    expect(Math.abs(found.next / decaying[99]! - 1)).toBeLessThan(1e-9)
    expect(found.residual).toBeLessThan(1e-9)
  })
  test('values that are equal, and fewer directions than are asked for', async () => {
    const s = [5, 3, 3, 3, 1]
    const found = await leading(rowsOf(known(230, 210, s), [230, 210]), 8, { method: 'gram' })
    s.forEach((σ, i) => expect(Math.abs(found.values[i]! - σ)).toBeLessThan(1e-12))
    expect(Math.max(...found.values.subarray(5), found.next)).toBeLessThan(1e-6)
    expect(found.orthogonality).toBeLessThan(1e-13)
    expect(found.residual).toBeLessThan(1e-14)
  })
  test('wide rows; rows that are all the same; rows that are all 0', async () => {
    const wide = await leading(rowsOf(known(6, 300, [4, 2, 1]), [6, 300]), 6)
    expect(wide.method).toBe('passes')
    ;[4, 2, 1].forEach((σ, i) => expect(Math.abs(wide.values[i]! - σ)).toBeLessThan(1e-12))
    expect(wide.next).toBe(0)
    for (const value of [0, 3]) {
      const same = await leading(rowsOf(new Float64Array(210 * 205).fill(value), [210, 205]), 2, { centred: true })
      expect(Math.max(...same.values)).toBeLessThan(1e-12)
      expect(same.mean![7]).toBe(value)
      expect(same.orthogonality).toBeLessThan(1e-13)
    }
  })
  test('two blocks of rows, the second not full', async () => {
    const [n, d] = [14_997, 300]
    expect(blockRows({ n, d, read: () => undefined })).toBeLessThan(n)
    const X = new Float32Array(n * d)
    // Column c has ⌈(n − c)/d⌉ entries, of which the last may be in the second block.
    const weight = (c: number): number => (c < 8 ? 8 : c === 8 ? 4 : 1 / c)
    for (let i = 0; i < n; i++) X[i * d + (i % d)] = weight(i % d)
    const σ = (c: number): number => weight(c) * Math.sqrt(Math.ceil((n - c) / d))
    for (const method of ['gram', 'passes'] as const) {
      const found = await leading(rowsOf(X, [n, d]), 8, { method })
      for (let i = 0; i < 8; i++) expect(Math.abs(found.values[i]! / σ(i) - 1)).toBeLessThan(1e-12)
      expect(Math.abs(found.next / σ(8) - 1)).toBeLessThan(1e-12)
    }
  })
})

test('coordinates and reconstruction: X is its mean and its parts along all directions, and the best of rank k misses σ_{k+1}² + …', async () => {
  const rows = digitRows()
  const [n, d] = [rows.n, rows.d]
  const X = new Float64Array(n * d)
  rows.read(0, X)
  const found = await leading(rows, 20, { centred: true })
  const Y = await coordinates(minus(rows, found.mean!), found.vectors)
  for (let c = 0; c < 20; c++) {
    let sum = 0
    for (let i = 0; i < n; i++) sum += Y[i * 20 + c]! ** 2
    expect(Math.abs(Math.sqrt(sum) / found.values[c]! - 1)).toBeLessThan(1e-12)
  }
  const near = await reconstruction(Y, found.vectors, 20, { mean: found.mean })
  let missed = 0
  for (let i = 0; i < X.length; i++) missed += (X[i]! - near[i]!) ** 2
  const rest = digits[1]!.values.slice(20).reduce((s, v) => s + v * v, 0)
  expect(Math.abs(missed / rest - 1)).toBeLessThan(1e-9)
})

test('the method follows the sides of X', () => {
  const methods: readonly [number, number, number, Method][] = [
    [50_000, 200, 60, 'dense'],
    [10_000, 3072, 220, 'gram'],
    [50_000, 12_288, 220, 'gram'],
    [2000, 12_288, 220, 'passes'],
    [50_000, 12_289, 220, 'passes'],
  ]
  for (const [n, d, l, method] of methods) expect(methodFor(n, d, l)).toBe(method)
  expect(blockRows({ n: 50_000, d: 12_288, read: () => undefined }) * 12_288 * 8).toBeLessThanOrEqual(2 ** 25)
})

test('what cannot be asked for is refused', async () => {
  const rows = rowsOf(new Float64Array(12), [4, 3])
  await expect(leading(rows, 4)).rejects.toThrow('k must be an integer from 1 to 3, the least side of [4, 3], got 4')
  await expect(leading(rowsOf([1, 2, NaN, 4] as unknown as Float64Array, [2, 2]), 1)).rejects.toThrow()
  await expect(leading(rowsOf(Float64Array.of(1, 2, NaN, 4), [2, 2]), 1)).rejects.toThrow('finite entries only, and column 1')
  expect(() => rowsOf(new Uint8Array(5), [2, 3])).toThrow('rows of shape [2, 3] need 6 values')
})
