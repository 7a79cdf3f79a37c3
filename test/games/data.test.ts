import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { afterAll, describe, expect, it } from 'vitest'
import { key } from '../../core/key.ts'
import { digitsMatrix, digitsSet, readDigits } from '../../games/data/digits.ts'
import { finiteSource, split, stackedSource } from '../../games/data/finite.ts'
import { grid } from '../../games/data/grid.ts'
import { ring } from '../../games/data/ring.ts'
import { gameOf } from './field.ts'

const folder = mkdtempSync(join(tmpdir(), 'digits-'))
afterAll(() => rmSync(folder, { recursive: true }))
const written = (name: string, content: string | Uint8Array): string => {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}
const row = (change: Record<number, string> = {}, columns = 65): string =>
  Array.from({ length: columns }, (_, k) => change[k] ?? (k === 64 ? '7' : String(k % 17))).join(',')

describe('ring and grid', () => {
  it('have the centres they say, and rows that lie around them with the given deviation', () => {
    const source = ring({ modes: 4, radius: 2, sd: 0.1 })
    const { modes } = source
    expect(Array.from(modes!.centres.values).map(x => Math.round(x * 1e12) / 1e12 + 0)).toEqual([2, 0, 0, 2, -2, 0, 0, -2])
    const n = 40000
    const { values, shape } = source.draw(key(3), n)
    expect(shape).toEqual([n, 2])
    const count = [0, 0, 0, 0]
    let square = 0
    for (let i = 0; i < n; i++) {
      const distances = count.map((_, k) =>
        Math.hypot(values[2 * i]! - modes!.centres.values[2 * k]!, values[2 * i + 1]! - modes!.centres.values[2 * k + 1]!),
      )
      const nearest = distances.indexOf(Math.min(...distances))
      count[nearest]!++
      square += distances[nearest]! ** 2
    }
    // 5 standard errors: of a count √(n·3/16), of the mean square 2σ²/√n.
    for (const c of count) expect(Math.abs(c - n / 4)).toBeLessThan(5 * Math.sqrt((n * 3) / 16))
    expect(Math.abs(square / n - 0.02)).toBeLessThan((5 * 0.02) / Math.sqrt(n))
    expect(source.draw(key(3), n).values).toEqual(values)
    expect(source.draw(key(4), 10).values).not.toEqual(source.draw(key(3), 10).values)
  })

  it('draws modes by their weights, in proportion', () => {
    const weights = [1, 2, 3, 4, 10]
    const source = ring({ modes: 5, radius: 1, sd: 1e-3, weights })
    const n = 40000
    const { values } = source.draw(key(3), n)
    const count = [0, 0, 0, 0, 0]
    for (let i = 0; i < n; i++)
      count[(Math.round((Math.atan2(values[2 * i + 1]!, values[2 * i]!) * 5) / (2 * Math.PI)) + 5) % 5]!++
    count.forEach((c, k) => {
      const p = weights[k]! / 20
      expect(Math.abs(c - n * p)).toBeLessThan(5 * Math.sqrt(n * p * (1 - p)))
    })
    expect(() => gameOf('gan[data=ring[modes=7,weights=[1,2]]]')).toThrow(/weights must be one number a mode, 7 of them, got 2/)
    expect(() => gameOf('gan[data=ring[modes=2,weights=[1,0]]]')).toThrow(/weights.*numbers > 0, got \[1,0\]/)
  })

  it('the grid of 5 a side spans −4 … 4', () => {
    const { centres } = grid({ side: 5, spacing: 2, sd: 0.05 }).modes!
    expect(centres.shape).toEqual([25, 2])
    expect(Array.from(centres.values.slice(0, 12))).toEqual([-4, -4, -4, -2, -4, 0, -4, 2, -4, 4, -2, -4])
    expect([Math.min(...centres.values), Math.max(...centres.values)]).toEqual([-4, 4])
  })
})

describe('digits', () => {
  it('reads the 1,797 that come along', () => {
    const { n, pixels, labels } = readDigits()
    expect([n, pixels.length, labels.length]).toEqual([1797, 1797 * 64, 1797])
    expect(Array.from(pixels.slice(0, 8))).toEqual([0, 0, 5, 13, 9, 1, 0, 0])
    expect(Array.from(labels.slice(0, 12))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
  })

  it('centres the matrix, whose second moments have the β and p* of the reference setting', () => {
    const { n, d, rows } = digitsMatrix()
    expect([n, d]).toEqual([1797, 64])
    for (let k = 0; k < d; k++) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += rows[i * d + k]!
      expect(Math.abs(sum / n)).toBeLessThan(1e-13)
    }
    const X = Matrix.from1DArray(n, d, Array.from(rows))
    const λ = new EigenvalueDecomposition(X.transpose().mmul(X).div(n), { assumeSymmetric: true }).realEigenvalues.sort(
      (a, b) => b - a,
    )
    const β = (λ[9]! + λ[10]!) / 2
    expect(Math.abs(β - 0.127918697)).toBeLessThan(1e-9)
    expect(Math.abs(λ.reduce((s, l) => s + Math.max(0, l - β), 0) - 2.185515243)).toBeLessThan(1e-9)
    expect(rows[2]! * 16 + readDigits().pixels.reduce((s, x, k) => (k % 64 === 2 ? s + x / n : s), 0)).toBeCloseTo(5, 12)
  })

  it('draws rows of the data scaled to [−1, 1], which the picture maps to grey', () => {
    const source = finiteSource(digitsSet())
    const { values } = source.draw(key(1), 50)
    const { pixels } = readDigits()
    const known = new Set(Array.from({ length: 1797 }, (_, i) => pixels.slice(64 * i, 64 * i + 64).join()))
    for (let i = 0; i < 50; i++)
      expect(
        known.has(
          values
            .slice(64 * i, 64 * i + 64)
            .map(x => 8 * (x + 1))
            .join(),
        ),
      ).toBe(true)
    expect([-1, 0, 1, -3, 2].map(x => source.picture!.level(x, 0))).toEqual([0, 0.5, 1, 0, 1])
  })

  it('stacks three of them as the channels of one, each as often as the others', () => {
    const source = stackedSource(digitsSet())
    const n = 4000
    const { shape, values } = source.draw(key(1), n)
    expect([shape, source.shape, source.picture!.channels]).toEqual([[n, 8, 8, 3], [8, 8, 3], 3])
    const { pixels, labels } = readDigits()
    const known = new Map(Array.from({ length: 1797 }, (_, i) => [pixels.slice(64 * i, 64 * i + 64).join(), labels[i]!]))
    const channel = (i: number, c: number): number =>
      known.get(Array.from({ length: 64 }, (_, k) => 8 * (values[192 * i + 3 * k + c]! + 1)).join())!
    const classes = Array.from({ length: n }, (_, i) => [0, 1, 2].map(c => channel(i, c)))
    expect(classes.flat().every(c => c >= 0 && c < 10)).toBe(true)
    // Independent channels: a tenth of the pairs agree, and of 1,000 modes all but e⁻⁴ are seen.
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const)
      expect(Math.abs(classes.filter(c => c[a] === c[b]).length - n / 10)).toBeLessThan(5 * Math.sqrt(0.09 * n))
    const modes = new Set(classes.map(([a, b, c]) => 100 * a! + 10 * b! + c!)).size
    expect(Math.abs(modes - 1000 * (1 - Math.exp(-4)))).toBeLessThan(40)
    expect(gameOf('gan[data=stacked-digits]').gan!.drawReal(key(0), 3).shape).toEqual([3, 8, 8, 3])
    expect(gameOf('gan[data=stacked-mnist[size=32]]').gan!.drawReal(key(0), 2).shape).toEqual([2, 32, 32, 3])
  })

  it('holds a share out of what is drawn, the same for everyone', () => {
    const { kept, held } = split(1797, 0.2)
    expect([held.length, kept.length, new Set([...kept, ...held]).size]).toEqual([359, 1438, 1797])
    const rowsOf = (values: ArrayLike<number>): string[] =>
      Array.from({ length: values.length / 64 }, (_, i) =>
        Array.from({ length: 64 }, (_, k) => 8 * (values[64 * i + k]! + 1)).join(),
      )
    const { pixels } = readDigits()
    const of = (rows: Int32Array): Set<string> => new Set([...rows].map(i => pixels.slice(64 * i, 64 * i + 64).join()))
    const { gan } = gameOf('gan[data=digits,holdOut=0.2]')
    const [seen, unseen] = [of(kept), of(held)]
    expect(rowsOf(gan!.drawReal(key(1), 400).values).every(row => seen.has(row))).toBe(true)
    expect(rowsOf(gan!.drawHeldOut!(key(1), 400).values).every(row => unseen.has(row))).toBe(true)
    expect(gameOf('gan[data=digits]').gan!.drawHeldOut).toBeUndefined()
    expect(gameOf('gan[data=ring]').gan!.drawHeldOut!(key(1), 5)).toEqual(gameOf('gan[data=ring]').gan!.drawReal(key(1), 5))
    expect(() => gameOf('gan[data=digits,holdOut=0.0001]')).toThrow(/holds out 0: at least one row must be held out/)
    expect(() => gameOf('gan[data=grid,holdOut=0.1]')).toThrow(/holdOut is for finite sets of data; data=grid draws fresh rows/)
  })

  it("reads a user's own file, plain or gzipped, and the game takes it", () => {
    const text = `${row()}\n${row({ 0: '1.5' })}\r\n${row({ 64: '0' })}`
    for (const file of [written('own.csv', text), written('own.csv.gz', gzipSync(text))]) {
      const { n, pixels, labels } = readDigits(file)
      expect([n, pixels[0], pixels[64], Array.from(labels)]).toEqual([3, 0, 1.5, [7, 7, 0]])
    }
    expect(gameOf(`gan[data=digits[file=${join(folder, 'own.csv')}]]`).gan!.drawReal(key(0), 3).shape).toEqual([3, 8, 8, 1])
  })

  const good = gzipSync(Array.from({ length: 20 }, () => row()).join('\n'))
  const damaged = Uint8Array.from(good)
  damaged[good.length - 6]! ^= 0xff
  it.each([
    ['missing', join(folder, 'none.csv'), /none\.csv does not exist: name a file .*65 columns/],
    ['a folder', folder, /is a folder/],
    ['empty', written('empty.csv', ''), /empty\.csv is empty.*65 columns/],
    ['empty gzip', written('empty.csv.gz', gzipSync('')), /is empty.*65 columns/],
    ['truncated gzip', written('cut.csv.gz', good.subarray(0, good.length - 20)), /cut\.csv\.gz is a truncated or damaged gzip/],
    ['damaged gzip', written('damaged.csv.gz', damaged), /damaged\.csv\.gz is a truncated or damaged gzip/],
    ['not gzip', written('text.csv.gz', row()), /text\.csv\.gz is not gzipped/],
    ['truncated text', written('cut.csv', `${row()}\n${row().slice(0, 40)}`), /cut\.csv must have 65 columns.*line 2/],
    ['a column too many', written('wide.csv', row({}, 66)), /wide\.csv must have 65 columns.*got 66 in line 1/],
    ['NaN', written('nan.csv', `${row()}\n${row({ 3: 'NaN' })}`), /nan\.csv, line 2, column 4: .*from 0 to 16, got 'NaN'/],
    ['infinite', written('infinite.csv', row({ 9: 'Infinity' })), /line 1, column 10: .*got 'Infinity'/],
    ['too dark', written('dark.csv', row({ 5: '17' })), /line 1, column 6: .*from 0 to 16, got '17'/],
    ['negative', written('negative.csv', row({ 5: '-1' })), /column 6: .*got '-1'/],
    ['a gap', written('gap.csv', row({ 5: '' })), /column 6: .*got ''/],
    ['a header', written('header.csv', `${row({ 0: 'p0' })}\n${row()}`), /line 1, column 1: .*got 'p0'/],
    [
      'no digit',
      written('label.csv', row({ 64: '12' })),
      /line 1, column 65: the digit must be an integer from 0 to 9, got '12'/,
    ],
  ])('rejects a file that is %s in one sentence', (_, file, sentence) => {
    expect(() => readDigits(file)).toThrow(sentence)
    expect(() => gameOf(`gan[data=digits[file=${file}]]`)).toThrow(sentence)
  })

  it('has the licence beside the file', () => {
    expect(readFileSync(new URL('../../games/data/README.md', import.meta.url), 'utf8')).toMatch(/CC BY 4\.0/)
  })
})
