import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { key, keyFrom, type Key } from '../../core/key.ts'
import { threefry, type Words } from '../../core/threefry.ts'
import { edges, expNegative, logarithm } from '../../core/ziggurat.ts'

/** The same construction in Python, with the ziggurat's layers solved in 50 digits (test/fixtures/keys.py). */
const fixture = JSON.parse(readFileSync(new URL('../fixtures/keys.json', import.meta.url), 'utf8')) as {
  readonly edges: { readonly area: number; readonly x: readonly number[] }
  readonly cases: readonly {
    readonly seed: number
    readonly folds: readonly (readonly [number | string, readonly [number, number]])[]
    readonly uniform: readonly number[]
    readonly normal: readonly number[]
    readonly integers: readonly number[]
    readonly wide: readonly number[]
    readonly permutation: readonly number[]
  }[]
  readonly tail: { readonly draws: readonly (readonly [number, number])[] }
}

/** erfc(x) to 1e-13 relative for x ≥ 0: the Maclaurin series of erf below 1.5, Legendre's continued fraction above. */
function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x)
  if (x < 1.5) {
    let [term, sum] = [x, x]
    for (let n = 1; n < 40; n++) {
      term *= (-x * x) / n
      sum += term / (2 * n + 1)
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum
  }
  let fraction = x
  for (let n = 200; n > 0; n--) fraction = x + n / 2 / fraction
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction
}
const Φ = (x: number): number => erfc(-x / Math.SQRT2) / 2

const mean = (x: ArrayLike<number>): number =>
  Array.prototype.reduce.call<ArrayLike<number>, [(s: number, v: number) => number, number], number>(x, (s, v) => s + v, 0) /
  x.length
/** Kolmogorov's √n·sup|F̂ − F|; beyond 1.95 with probability 1e-3. */
function kolmogorov(x: Float64Array, F: (v: number) => number): number {
  const sorted = Float64Array.from(x).sort()
  const n = sorted.length
  let most = 0
  sorted.forEach((v, i) => {
    const p = F(v)
    most = Math.max(most, p - i / n, (i + 1) / n - p)
  })
  return most * Math.sqrt(n)
}
const rare = 1.95
/** Pearson's statistic against equal chances as a standard normal deviate (Wilson and Hilferty 1931). */
function chiSquare(counts: ArrayLike<number>, chances?: ArrayLike<number>): number {
  const list = Array.from(counts)
  const n = list.reduce((a, b) => a + b)
  const df = list.length - 1
  const x = list.reduce((s, c, i) => {
    const want = n * (chances ? chances[i]! : 1 / list.length)
    return s + (c - want) ** 2 / want
  }, 0)
  return ((x / df) ** (1 / 3) - (1 - 2 / (9 * df))) / Math.sqrt(2 / (9 * df))
}
/** Neither too uneven nor too even. */
const expectEven = (counts: ArrayLike<number>, chances?: ArrayLike<number>): void =>
  expect(Math.abs(chiSquare(counts, chances))).toBeLessThan(3.5)
const tally = (x: ArrayLike<number>, bins: number, bin: (v: number) => number): Float64Array => {
  const counts = new Float64Array(bins)
  for (let i = 0; i < x.length; i++) {
    const b = bin(x[i]!)
    if (!(b >= 0 && b < bins)) throw new Error(`draw ${i} is ${x[i]}, which belongs to no bin`)
    counts[b]!++
  }
  return counts
}
/** √n times the sample correlation: a standard normal deviate where x and y are independent. */
function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [mx, my] = [mean(x), mean(y)]
  let [xx, yy, xy] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    xx += (x[i]! - mx) ** 2
    yy += (y[i]! - my) ** 2
    xy += (x[i]! - mx) * (y[i]! - my)
  }
  return (xy / Math.sqrt(xx * yy)) * Math.sqrt(x.length)
}

describe('the tests themselves', () => {
  it('erfc has its published values', () => {
    expect(erfc(0.5)).toBeCloseTo(0.4795001221869535, 15)
    expect(erfc(1) / 0.15729920705028513 - 1).toBeCloseTo(0, 13)
    expect(erfc(1.6) / 0.023651616655356 - 1).toBeCloseTo(0, 12)
    expect(erfc(3) / 2.209049699858544e-5 - 1).toBeCloseTo(0, 13)
    expect(Φ(-1.959963984540054)).toBeCloseTo(0.025, 14)
  })
  it('see small faults: a spread of 1.03, a mean of 0.02, half a percent too many, a correlation of 0.02', () => {
    const x = key(1).normal(200_000)
    expect(
      kolmogorov(
        x.map(v => v * 1.03),
        Φ,
      ),
    ).toBeGreaterThan(rare)
    expect(
      kolmogorov(
        x.map(v => v + 0.02),
        Φ,
      ),
    ).toBeGreaterThan(rare)
    expect(chiSquare([100_500, 99_500].map(c => 2 * c))).toBeGreaterThan(2.5)
    expect(
      Math.abs(
        correlation(
          x.subarray(1),
          x.subarray(0, -1).map((v, i) => v + 0.02 * x[i + 1]!),
        ),
      ),
    ).toBeGreaterThan(4)
  })
})

describe('Threefry-4x32-20', () => {
  const words = (text: string): Words => text.split(' ').map(w => parseInt(w, 16)) as unknown as Words
  const hex = (x: Int32Array): string => Array.from(x, v => (v >>> 0).toString(16).padStart(8, '0')).join(' ')
  it.each([
    ['0 0 0 0', '0 0 0 0', '9c6ca96a e17eae66 fc10ecd4 5256a7d8'],
    ['ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff ffffffff ffffffff', '2a881696 57012287 f6c7446e a16a6732'],
    ['a4093822 299f31d0 082efa98 ec4e6c89', '243f6a88 85a308d3 13198a2e 03707344', '59cd1dbb b8879579 86b5d00c ac8b6d84'],
  ])('Random123, key %s', (k, counter, block) => {
    const out = new Int32Array(4)
    threefry(out, words(k), words(counter))
    expect(hex(out)).toBe(block)
    const signed = (w: Words): Words => w.map(v => v | 0) as unknown as Words
    threefry(out, signed(words(k)), signed(words(counter)))
    expect(hex(out)).toBe(block)
  })
  it('counts blocks up, wraps, and cuts the last', () => {
    const k: Words = [1, 2, 3, 4]
    const long = new Int32Array(14)
    threefry(long, k, [0xfffffffe, 5, 6, 7])
    for (const [i, c] of [0xfffffffe, 0xffffffff, 0, 1].entries()) {
      const one = new Int32Array(4)
      threefry(one, k, [c, 5, 6, 7])
      expect([...long.subarray(4 * i, 4 * i + 4)]).toEqual([...one.subarray(0, Math.min(4, 14 - 4 * i))])
    }
  })
})

describe('the ziggurat', () => {
  it('exp and log are right to the last digits', () => {
    for (const u of [...key(2).uniform(2000), 2 ** -53, 1e-300, 0.5, Math.SQRT1_2, 1]) {
      expect(Math.abs(logarithm(u) - Math.log(u))).toBeLessThanOrEqual(4e-16 * Math.abs(Math.log(u)))
      const y = 7.1 * u
      expect(Math.abs(expNegative(y) / Math.exp(-y) - 1)).toBeLessThanOrEqual(1e-15)
    }
    expect(Math.abs(expNegative(600) / Math.exp(-600) - 1)).toBeLessThanOrEqual(1e-13)
    expect([expNegative(0), logarithm(1)]).toEqual([1, 0])
  })
  it('has the layers that solve its equations', () => {
    expect(edges.length).toBe(257)
    const { area, x } = fixture.edges
    expect(edges[1]).toBe(x[1])
    x.forEach((want, l) => expect(Math.abs(edges[l]! - want)).toBeLessThanOrEqual(1e-14 * want))
    // The double-precision equations themselves: every layer has the area, the first with its tail.
    const f = (v: number): number => Math.exp((-v * v) / 2)
    expect((edges[0]! * f(edges[1]!)) / area - 1).toBeCloseTo(0, 13)
    expect((edges[1]! * f(edges[1]!) + Math.sqrt(Math.PI / 2) * erfc(edges[1]! / Math.SQRT2)) / area - 1).toBeCloseTo(0, 12)
    for (let l = 1; l < 256; l++) expect((edges[l]! * (f(edges[l + 1]!) - f(edges[l]!))) / area - 1).toBeCloseTo(0, 11)
    expect(edges[256]).toBe(0)
  })
})

describe.each(fixture.cases.map(c => [c.seed, c] as const))('draws of seed %s, computed elsewhere', (seed, c) => {
  const k = key(seed)
  it('folds', () => {
    expect(k.words).toEqual([Math.floor(seed / 2 ** 32), seed % 2 ** 32])
    for (const [data, words] of c.folds) expect(k.fold(data).words).toEqual(words)
  })
  it('uniform, to the bit', () => expect([...k.uniform(7)]).toEqual(c.uniform))
  it('normal', () => {
    const x = k.normal(c.normal.length)
    c.normal.forEach((want, i) => expect(Math.abs(x[i]! - want)).toBeLessThanOrEqual(2e-14 * Math.abs(want)))
  })
  it('integers and permutation', () => {
    expect([...k.integers(9, -3, 4)]).toEqual(c.integers)
    expect([...k.integers(9, -(2 ** 31), 2 ** 30)]).toEqual(c.wide)
    expect([...k.permutation(13)]).toEqual(c.permutation)
  })
})
it('draws beyond r are the ones computed elsewhere', () => {
  const x = key(0).normal(40_000)
  expect(fixture.tail.draws.filter(([, v]) => Math.abs(v) > edges[1]!).length).toBeGreaterThan(4)
  for (const [i, want] of fixture.tail.draws) expect(Math.abs(x[i]! - want)).toBeLessThanOrEqual(2e-14 * Math.abs(want))
})
it('draws of seed 7 stay as they are, to the last bit', () => {
  const k = key(7)
  expect([...k.uniform(3)]).toEqual([0.9890300415781149, 0.5694490724808164, 0.21490196022795294])
  expect([...k.normal(4)]).toEqual([0.013784992431601644, 1.050760893395873, 0.3822719464350418, 0.04371930838006095])
  expect([...k.normal(2, 10, 0.5)]).toEqual([10.006892496215801, 10.525380446697936])
  expect([...k.integers(6, 0, 10)]).toEqual([8, 7, 8, 7, 1, 6])
  expect([...k.permutation(8)]).toEqual([1, 0, 5, 6, 4, 3, 7, 2])
  expect(k.fold('step').fold(3).words).toEqual([1677240427, 1181632688])
})

describe('uniform', () => {
  it.each([3, 4, 5])('seed %s: on [0, 1), evenly, multiples of 2⁻⁵³', seed => {
    const x = key(seed).uniform(200_000)
    expect(kolmogorov(x, v => v)).toBeLessThan(rare)
    expectEven(tally(x, 1000, v => Math.floor(1000 * v)))
    expect(x.every(v => v >= 0 && v < 1 && Number.isInteger(v * 2 ** 53))).toBe(true)
    // The lowest bits are random too.
    expectEven(tally(x, 256, v => (v * 2 ** 53) % 256))
    expect(Math.abs(mean(x) - 0.5) * Math.sqrt(12 * x.length)).toBeLessThan(3.5)
    expect(Math.abs(correlation(x.subarray(1), x.subarray(0, -1)))).toBeLessThan(3.5)
  })
  it('on [low, high) is the same draw, moved', () => {
    const [u, x] = [key(6).uniform(500), key(6).uniform(500, -3, 5)]
    x.forEach((v, i) => expect(v).toBeCloseTo(-3 + 8 * u[i]!, 14))
    expect(x.every(v => v >= -3 && v < 5)).toBe(true)
  })
  it('never gives high, even where low and high are neighbours', () => {
    expect(new Set(key(9).uniform(1000, 1, 1 + 2 ** -52))).toEqual(new Set([1]))
    const two = key(9).uniform(40_000, 1, 1 + 2 * 2 ** -52)
    expect(new Set(two)).toEqual(new Set([1, 1 + 2 ** -52]))
    // Below half a unit rounds to 1, from there to one and a half to 1 + 2⁻⁵², and the rest to high, which is drawn again: 1 to 2.
    expectEven(
      tally(two, 2, v => (v - 1) * 2 ** 52),
      [1 / 3, 2 / 3],
    )
  })
})

describe('normal', () => {
  it.each([10, 11, 12])('seed %s: its distribution and moments', seed => {
    const n = 400_000
    const x = key(seed).normal(n)
    expect(kolmogorov(x, Φ)).toBeLessThan(rare)
    const deviates = [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
      [6, 15, 10_170],
    ].map(([p, moment, variance]) => (mean(x.map(v => v ** p!)) - moment!) * Math.sqrt(n / variance!))
    for (const z of deviates) expect(Math.abs(z)).toBeLessThan(3.5)
    expect(Math.abs(correlation(x.subarray(1), x.subarray(0, -1)))).toBeLessThan(3.5)
    const square = x.map(v => v * v)
    expect(Math.abs(correlation(square.subarray(1), square.subarray(0, -1)))).toBeLessThan(3.5)
  })
  it('fills the wedges: 4,000,000 draws in bins between the edges of the layers', () => {
    const x = key(13).normal(4_000_000)
    // Bins of |x|: 0 … x₂₅₅ … x₁ = r, and beyond.
    const bounds = [...edges.subarray(1)].reverse()
    const chances = bounds.map((v, i) => (i + 1 < bounds.length ? 2 * (Φ(bounds[i + 1]!) - Φ(v)) : erfc(v / Math.SQRT2)))
    const counts = new Float64Array(bounds.length)
    x.forEach(v => {
      let [a, b] = [0, bounds.length]
      while (b - a > 1) {
        const middle = (a + b) >> 1
        if (bounds[middle]! <= Math.abs(v)) a = middle
        else b = middle
      }
      counts[a]!++
    })
    expectEven(counts, chances)
    const positive = x.reduce((s, v) => s + (v > 0 ? 1 : 0), 0)
    expect(Math.abs(positive - x.length / 2) / Math.sqrt(x.length / 4)).toBeLessThan(3.5)
    // The tail beyond r: its mass, its law, its sides.
    const r = edges[1]!
    const far = x.filter(v => Math.abs(v) > r)
    const mass = erfc(r / Math.SQRT2)
    expect(Math.abs(far.length - mass * x.length) / Math.sqrt(mass * x.length)).toBeLessThan(3.5)
    expect(
      kolmogorov(far, v => (v < 0 ? erfc(-v / Math.SQRT2) / 2 : mass / 2 + (mass - erfc(v / Math.SQRT2)) / 2) / mass),
    ).toBeLessThan(rare)
    expect(far.reduce((m, v) => Math.max(m, Math.abs(v)), 0)).toBeGreaterThan(4.7)
  })
  it('with mean and standard deviation is the same draw, stretched', () => {
    const [z, x] = [key(14).normal(200), key(14).normal(200, 3, 0.5)]
    x.forEach((v, i) => expect(v).toBe(3 + 0.5 * z[i]!))
    expect(new Set(key(14).normal(5, 2, 0))).toEqual(new Set([2]))
  })
})

describe('integers', () => {
  it.each([
    [2, 200_000],
    [7, 210_000],
    [1000, 300_000],
  ])('below %s are even', (range, n) => {
    const x = key(15).integers(n, 0, range)
    expectEven(tally(x, range, v => v))
    expect(Math.abs(correlation(x.subarray(1), x.subarray(0, -1)))).toBeLessThan(3.5)
  })
  it('are without bias where the range is no power of two and large', () => {
    // 3·2³⁰: without rejection the lowest third would have half of the draws.
    const x = key(16).integers(90_000, -(2 ** 31), 2 ** 30)
    expectEven(tally(x, 3, v => Math.floor((v + 2 ** 31) / 2 ** 30)))
  })
  it('reach both ends of the whole range', () => {
    const x = key(17).integers(100_000, -(2 ** 31), 2 ** 31)
    expectEven(tally(x, 64, v => Math.floor((v + 2 ** 31) / 2 ** 26)))
    expect([...key(17).integers(3, 2 ** 31 - 1, 2 ** 31)]).toEqual([2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1])
  })
})

describe('permutation', () => {
  it('has each of the 24 orders of four as often', () => {
    const counts = new Map<string, number>()
    for (let i = 0; i < 48_000; i++) {
      const order = key(18).fold(i).permutation(4).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    expectEven([...counts.values()])
  })
  it('brings each of 30 to each place as often', () => {
    const counts = new Float64Array(900)
    for (let i = 0; i < 30_000; i++)
      key(19)
        .fold(i)
        .permutation(30)
        .forEach((v, place) => counts[30 * place + v]!++)
    // Rows and columns are fixed sums: 29² degrees of freedom, which scales the statistic by 30/29.
    expectEven(counts.map(c => 1000 + (c - 1000) * Math.sqrt(899 / 841)))
  })
  it('is one', () => {
    for (const n of [0, 1, 2, 5, 1000]) expect([...key(20).permutation(n)].sort((a, b) => a - b)).toEqual([...Array(n).keys()])
  })
})

describe('a draw depends on its place alone', () => {
  const draws: Readonly<Record<string, (k: Key, n: number) => ArrayLike<number>>> = {
    'uniform': (k, n) => k.uniform(n),
    'uniform, drawn again': (k, n) => k.uniform(n, 1, 1 + 2 * 2 ** -52),
    'normal': (k, n) => k.normal(n),
    'integers': (k, n) => k.integers(n, 0, 10),
    'integers, by rejection': (k, n) => k.integers(n, -(2 ** 31), 2 ** 30),
  }
  it.each(Object.entries(draws))('%s', (_, draw) => {
    const all = Array.from(draw(key(21), 2000))
    for (const n of [0, 1, 2, 3, 4, 5, 6, 7, 31, 1000, 1999]) expect(Array.from(draw(key(21), n))).toEqual(all.slice(0, n))
    expect(Array.from(draw(key(22), 2000))).not.toEqual(all)
  })
  it('and drawing changes nothing', () => {
    const k = key(23)
    const before = [...k.normal(5)]
    k.uniform(3)
    k.fold(1).normal(9)
    k.permutation(7)
    expect([...k.normal(5)]).toEqual(before)
    expect(() => (((k.words as unknown as number[])[0] = 1), k.words)).not.toThrow()
    expect([...k.normal(5)]).toEqual(before)
  })
  it('the methods of one key are independent', () => {
    const k = key(24)
    const n = 100_000
    const x = [k.uniform(n), k.normal(n), k.integers(n, -1000, 1000), k.permutation(n)]
    for (let i = 0; i < x.length; i++) {
      for (let j = 0; j < i; j++) expect(Math.abs(correlation(x[i]!, x[j]!))).toBeLessThan(3.5)
    }
  })
})

describe('folds', () => {
  const id = (k: Key): string => k.words.join()
  it('do not collide: 300,000 integers, all strings of up to two of 300 letters, seeds', () => {
    const k = key(25)
    const letters = Array.from({ length: 300 }, (_, i) => String.fromCharCode(i))
    const strings = ['', ...letters, ...letters.flatMap(a => letters.map(b => a + b))]
    const seen = new Set([id(k)])
    for (let i = 0; i < 300_000; i++) seen.add(id(k.fold(i)))
    for (const s of strings) seen.add(id(k.fold(s)))
    for (let i = 0; i < 1000; i++) for (let j = 0; j < 50; j++) seen.add(id(key(i).fold(j + 1_000_000)))
    expect(seen.size).toBe(1 + 300_000 + strings.length + 50_000)
  })
  it('tell apart what looks alike', () => {
    const k = key(26)
    const children = [
      k.fold(1),
      k.fold('1'),
      k.fold(''),
      k.fold('\0'),
      k.fold('\0\0'),
      k.fold('\0\0\0\0'),
      k.fold('\0\0\0\0\0'),
      k.fold(0),
      k.fold(2 ** 32),
      k.fold(2 ** 32 + 1),
      k.fold(2 ** 53 - 1),
      k.fold('abcdefgh'),
      k.fold('abcd').fold('efgh'),
      k.fold('abcd').fold(''),
      k.fold('abcd'),
      k.fold('ba'),
      k.fold('ab'),
      k.fold('a').fold('b'),
      k.fold('b').fold('a'),
      k.fold(1).fold(2),
      k.fold(2).fold(1),
      k.fold(12),
      k,
    ]
    expect(new Set(children.map(id)).size).toBe(children.length)
    expect(id(k.fold(5))).toBe(id(key(26).fold(5)))
    expect(id(k.fold(-0))).toBe(id(k.fold(0)))
  })
  it.each([
    ['integers', (k: Key, i: number) => k.fold(i)],
    ['strings', (k: Key, i: number) => k.fold(`player ${i}`)],
    ['a chain', (k: Key, i: number) => k.fold('step').fold(i).fold(0)],
    ['seeds', (_: Key, i: number) => key(i)],
  ] as const)('by %s are independent of each other and of their parent', (_, child) => {
    const k = key(27)
    const n = 50_000
    const children = Array.from({ length: n }, (_, i) => child(k, i))
    const uniforms = Float64Array.from(children, c => c.uniform(1)[0]!)
    const normals = Float64Array.from(children, c => c.normal(1)[0]!)
    expect(kolmogorov(uniforms, v => v)).toBeLessThan(rare)
    expect(kolmogorov(normals, Φ)).toBeLessThan(rare)
    for (const x of [uniforms, normals]) {
      for (const lag of [1, 2, 4]) expect(Math.abs(correlation(x.subarray(lag), x.subarray(0, -lag)))).toBeLessThan(3.5)
    }
    expect(Math.abs(correlation(uniforms, normals))).toBeLessThan(3.5)
    expect(Math.abs(correlation(uniforms, k.uniform(n)))).toBeLessThan(3.5)
    expect(Math.abs(correlation(child(k, 1).normal(n), child(k, 2).normal(n)))).toBeLessThan(3.5)
  })
  it('a child from its words is the child', () => {
    for (const k of [key(0), key(2 ** 53 - 1), key(28).fold('a'), key(28).fold(7).fold('b')]) {
      const back = keyFrom(JSON.parse(JSON.stringify(k.words)) as number[])
      expect(back.words).toEqual(k.words)
      expect(back.words.every(w => Number.isInteger(w) && w >= 0 && w < 2 ** 32)).toBe(true)
      expect(back.normal(50)).toEqual(k.normal(50))
      expect(back.fold('x').uniform(5)).toEqual(k.fold('x').uniform(5))
    }
    expect(keyFrom([0, 5]).uniform(3)).toEqual(key(5).uniform(3))
    expect(keyFrom([5, 0]).uniform(3)).toEqual(key(5 * 2 ** 32).uniform(3))
  })
})

describe('sentences', () => {
  const k = key(1)
  it.each([
    [() => key(-1), 'key: seed must be an integer from 0 to 9007199254740991, got -1'],
    [() => key(1.5), 'key: seed must be an integer from 0 to 9007199254740991, got 1.5'],
    [() => key(2 ** 53), 'key: seed must be an integer from 0 to 9007199254740991, got 9007199254740992'],
    [() => key('1' as unknown as number), 'key: seed must be an integer from 0 to 9007199254740991, got 1'],
    [() => keyFrom([1]), 'keyFrom: words must be two integers from 0 to 4294967295, got [1]'],
    [() => keyFrom([1, 2 ** 32]), 'keyFrom: words must be two integers from 0 to 4294967295, got [1, 4294967296]'],
    [() => keyFrom([-1, 2]), 'keyFrom: words must be two integers from 0 to 4294967295, got [-1, 2]'],
    [() => keyFrom(null as unknown as number[]), 'keyFrom: words must be two integers from 0 to 4294967295, got null'],
    [() => k.fold(-1), 'fold: data must be a string or an integer from 0 to 9007199254740991, got -1'],
    [() => k.fold(0.5), 'fold: data must be a string or an integer from 0 to 9007199254740991, got 0.5'],
    [() => k.fold(NaN), 'fold: data must be a string or an integer from 0 to 9007199254740991, got NaN'],
    [
      () => k.fold(undefined as unknown as string),
      'fold: data must be a string or an integer from 0 to 9007199254740991, got undefined',
    ],
    [() => k.uniform(-1), 'uniform: n must be an integer from 0 to 1073741823, got -1'],
    [() => k.uniform(2, 1, 1), 'uniform: low must be below high, and high − low finite, got [1, 1]'],
    [() => k.uniform(2, 0, Infinity), 'uniform: low must be below high, and high − low finite, got [0, Infinity]'],
    [() => k.uniform(2, NaN, 1), 'uniform: low must be below high, and high − low finite, got [NaN, 1]'],
    [() => k.normal(1.5), 'normal: n must be an integer from 0 to 1073741823, got 1.5'],
    [() => k.normal(2, Infinity), 'normal: mean must be a finite number, got Infinity'],
    [() => k.normal(2, 0, -1), 'normal: sd must be a finite number, 0 or greater, got -1'],
    [() => k.normal(2, 0, NaN), 'normal: sd must be a finite number, 0 or greater, got NaN'],
    [() => k.integers(2 ** 30, 0, 2), 'integers: n must be an integer from 0 to 1073741823, got 1073741824'],
    [() => k.integers(2, 3, 3), 'integers: low and high must be integers with −2147483648 ≤ low < high ≤ 2147483648, got [3, 3]'],
    [
      () => k.integers(2, 0, 2.5),
      'integers: low and high must be integers with −2147483648 ≤ low < high ≤ 2147483648, got [0, 2.5]',
    ],
    [
      () => k.integers(2, 0, 2 ** 31 + 1),
      'integers: low and high must be integers with −2147483648 ≤ low < high ≤ 2147483648, got [0, 2147483649]',
    ],
    [() => k.permutation(-3), 'permutation: n must be an integer from 0 to 1073741823, got -3'],
  ] as const)('%#', (f, sentence) => expect(f).toThrow(new Error(sentence)))
})
