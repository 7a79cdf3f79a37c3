import { threefry, type Words } from './threefry.ts'
import { normals } from './ziggurat.ts'

/**
 * A stateless, splittable random key: 64 bits from which every draw follows, to the last bit the same on every platform.
 *
 * Drawing does not change a key: the same call gives the same values again, so each use gets a key of its own by `fold`. Draw i of
 * `uniform`, `normal` and `integers` does not depend on n, and the four methods of one key draw independently of each other.
 *
 * All is read from Threefry-4x32-20 under the key (words[0], words[1], 0, 0), at counters (place, attempt, stream, 0) whose stream
 * is another for each method and for each kind of child.
 */
export interface Key {
  /** Two unsigned 32-bit words, the whole of the key: `keyFrom(words)` is this key again. */
  readonly words: readonly [number, number]
  /**
   * A child key, independent of this key's draws and of its children of other data. Data is an integer from 0 to 2⁵³ − 1 or a
   * string; `fold(1)` and `fold('1')` differ.
   *
   * An integer is a counter (low word, high word, stream, 0), and the first two words of its block are the child. A string is hashed
   * by the generator: while it lasts, four UTF-16 code units (u₀ + 2¹⁶u₁, u₂ + 2¹⁶u₃, stream, units left) are the counter of a block
   * under the key so far, and the first two words of the block are the next key. The empty string is one block of zero units.
   */
  fold(data: number | string): Key
  /** n draws uniform on [low, high), by default [0, 1): low + (high − low)·u, u a multiple of 2⁻⁵³. One that rounds to high is drawn again. */
  uniform(n: number, low?: number, high?: number): Float64Array
  /** n draws from N(mean, sd²), sd ≥ 0, by default N(0, 1): the ziggurat with 53 random bits a draw. */
  normal(n: number, mean?: number, sd?: number): Float64Array
  /** n integers uniform on low … high − 1, without bias (rejection). −2³¹ ≤ low < high ≤ 2³¹. */
  integers(n: number, low: number, high: number): Int32Array
  /** The integers 0 … n − 1 in random order (Fisher–Yates, inside out). */
  permutation(n: number): Int32Array
}

/** The key of a seed, an integer from 0 to 2⁵³ − 1: its high and its low word. */
export const key = (seed: number): Key => {
  demand(isNatural(seed), 'key: seed must be an integer from 0 to 9007199254740991', seed)
  return keyOf(highWord(seed), seed)
}

/** The key of two unsigned 32-bit words, as `Key.words` gives them. */
export const keyFrom = (words: readonly number[]): Key => {
  const valid = Array.isArray(words) && words.length === 2 && words.every((w: number) => isNatural(w) && w < 2 ** 32)
  demand(valid, 'keyFrom: words must be two integers from 0 to 4294967295', words)
  return keyOf(words[0]!, words[1]!)
}

/** The third word of the counter. */
const stream = { number: 1, string: 2, uniform: 3, normal: 4, integers: 5, permutation: 6 } as const

const keyOf = (k0: number, k1: number): Key => {
  const k: Words = [k0 | 0, k1 | 0, 0, 0]
  return {
    words: [k0 >>> 0, k1 >>> 0],
    fold(data) {
      return typeof data === 'string' ? foldString(k, data) : foldNumber(k, data)
    },
    uniform(n, low = 0, high = 1) {
      return uniform(k, n, low, high)
    },
    normal(n, mean = 0, sd = 1) {
      return normal(k, n, mean, sd)
    },
    integers(n, low, high) {
      return integers(k, n, low, high)
    },
    permutation(n) {
      return permutation(k, n)
    },
  }
}

/** One block, valid until the next is drawn. */
const block = new Int32Array(4)

const foldNumber = (k: Words, data: number): Key => {
  demand(isNatural(data), 'fold: data must be a string or an integer from 0 to 9007199254740991', data)
  threefry(block, k, [data | 0, highWord(data), stream.number, 0])
  return keyOf(block[0]!, block[1]!)
}

const foldString = (k: Words, data: string): Key => {
  let at = 0
  do {
    const first = codeUnit(data, at) | (codeUnit(data, at + 1) << 16)
    const second = codeUnit(data, at + 2) | (codeUnit(data, at + 3) << 16)
    threefry(block, k, [first, second, stream.string, data.length - at])
    k = [block[0]!, block[1]!, 0, 0]
    at += 4
  } while (at < data.length)
  return keyOf(k[0], k[1])
}
const codeUnit = (text: string, i: number): number => (i < text.length ? text.charCodeAt(i) : 0)

const uniform = (k: Words, n: number, low: number, high: number): Float64Array => {
  demandCount('uniform', n)
  const width = high - low
  demand(width > 0 && width < Infinity, 'uniform: low must be below high, and high − low finite', [low, high])
  const out = new Float64Array(n)
  const words = new Int32Array(out.buffer) // the words of draw i lie where draw i goes
  threefry(words, k, [0, 0, stream.uniform, 0])
  for (let i = 0; i < n; i++) {
    const x = low + width * fraction(words[2 * i]!, words[2 * i + 1]!)
    out[i] = x < high ? x : uniformAgain(k, i, low, high)
  }
  return out
}
const fraction = (w0: number, w1: number): number => ((w0 >>> 5) * 2 ** 26 + (w1 >>> 6)) * 2 ** -53
const uniformAgain = (k: Words, i: number, low: number, high: number): number => {
  for (let attempt = 1; ; attempt++) {
    threefry(block, k, [i, attempt, stream.uniform, 0])
    const x = low + (high - low) * fraction(block[0]!, block[1]!)
    if (x < high) return x
  }
}

const normal = (k: Words, n: number, mean: number, sd: number): Float64Array => {
  demandCount('normal', n)
  demand(Number.isFinite(mean), 'normal: mean must be a finite number', mean)
  demand(Number.isFinite(sd) && sd >= 0, 'normal: sd must be a finite number, 0 or greater', sd)
  const out = new Float64Array(n)
  normals(out, k, stream.normal)
  if (mean !== 0 || sd !== 1) for (let i = 0; i < n; i++) out[i] = mean + sd * out[i]!
  return out
}

/**
 * Uniform on 0 … range − 1 from a random word, range ≤ 2³²: words from the last multiple of range that fits into 2³² on are
 * drawn again, from the blocks (i, 1 …, stream, 0).
 */
const below = (range: number, word: number, k: Words, i: number, stream: number): number => {
  let w = word >>> 0
  for (let attempt = 1; w - (w % range) > 2 ** 32 - range; attempt++) {
    threefry(block, k, [i, attempt, stream, 0])
    w = block[0]! >>> 0
  }
  return w % range
}

const integers = (k: Words, n: number, low: number, high: number): Int32Array => {
  demandCount('integers', n)
  const valid = Number.isInteger(low) && Number.isInteger(high) && -(2 ** 31) <= low && low < high && high <= 2 ** 31
  demand(valid, 'integers: low and high must be integers with −2147483648 ≤ low < high ≤ 2147483648', [low, high])
  const out = new Int32Array(n)
  threefry(out, k, [0, 0, stream.integers, 0])
  for (let i = 0; i < n; i++) out[i] = low + below(high - low, out[i]!, k, i, stream.integers)
  return out
}

const permutation = (k: Words, n: number): Int32Array => {
  demandCount('permutation', n)
  const out = new Int32Array(n)
  threefry(out, k, [0, 0, stream.permutation, 0])
  for (let i = 0; i < n; i++) {
    const j = below(i + 1, out[i]!, k, i, stream.permutation)
    out[i] = out[j]! // where j = i this is overwritten
    out[j] = i
  }
  return out
}

const highWord = (data: number): number => Math.floor(data / 2 ** 32)
const isNatural = (x: number): boolean => Number.isSafeInteger(x) && x >= 0
const demand = (valid: boolean, rule: string, got: unknown): void => {
  if (!valid) throw new Error(`${rule}, got ${Array.isArray(got) ? `[${got.join(', ')}]` : String(got)}`)
}
const demandCount = (method: string, n: number): void => {
  if (!(isNatural(n) && n < 2 ** 30)) demand(false, `${method}: n must be an integer from 0 to 1073741823`, n)
}
