import { threefry, type Words } from './threefry.ts'

/**
 * Standard normal draws by the ziggurat. Half the area under f(x) = e^{−x²/2} is covered by 256 layers of equal area v: for
 * l = 1 … 255 the rectangles [0, x_l] × [f(x_l), f(x_{l+1})], and as layer 0 the rectangle [0, r] × [0, f(r)], r = x₁, with the
 * tail beyond r.
 *
 *     64 bits → layer l (8 of them) and t (53 others), t an odd multiple of 2⁻⁵³ in (−1, 1)
 *     x = t·x_l, accepted where |x| < x_{l+1}, which is 98.8 % of draws. Else, with U, U′ uniform on (0, 1):
 *     l = 0:   y = −ln(U)/r,  x = ±(r + y) accepted where −2·ln(U′) > y²                    (the tail)
 *     l > 0:   x accepted where f(x_l) + U·(f(x_{l+1}) − f(x_l)) < f(x)                      (the wedge)
 *
 * Marsaglia and Tsang, "The ziggurat method for generating random variables", J. Stat. Softw. 5(8), 2000. Their layer and t share
 * bits, and their draws are correlated for it (Doornik, "An improved ziggurat method to generate normal random samples", 2005);
 * here the two come from disjoint bits.
 */
const layers = 256
/** r for 256 layers, the root of f(x₂₅₆) = 1; and v = r·f(r) + ∫_r^∞ f. */
const r = 3.654152885361009
const v = 0.004928673233974655

const ln2High = 0.6931471803691238 // ln 2 = ln2High + ln2Low, and k·ln2High is exact for k < 2²⁰
const ln2Low = 1.9082149292705877e-10

/**
 * e^{−y} for y in [0, 700]. This and the next function use + − × / alone, which IEEE 754 defines to the last bit: the last bits of
 * `Math.exp` and `Math.log` are the platform's choice, and every draw would depend on them.
 */
export const expNegative = (y: number): number => {
  const k = Math.round(y / (ln2High + ln2Low))
  const s = k * ln2High - y + k * ln2Low // −y = s − k·ln 2, |s| ≤ ln 2 / 2
  let sum = 1
  for (let n = 13; n > 0; n--) sum = 1 + (s / n) * sum
  for (let j = 0; j < k; j++) sum /= 2
  return sum
}

/** ln u for u in (0, 1]. */
export const logarithm = (u: number): number => {
  let k = 0
  for (; u < Math.SQRT1_2; k++) u *= 2
  const s = (u - 1) / (u + 1) // ln u = 2·artanh s, |s| < 0.172
  let sum = 0
  for (let n = 23; n > 1; n -= 2) sum = s * s * (sum + 1 / n)
  return 2 * s + (2 * s * sum - k * ln2Low) - k * ln2High
}

const f = (x: number): number => expNegative((x * x) / 2)

/** x₀ … x₂₅₆. x₀ = v/f(r) makes the width of layer 0, and x₂₅₆ = 0. */
export const edges: Float64Array = (() => {
  const x = new Float64Array(layers + 1)
  x[0] = v / f(r)
  x[1] = r
  for (let l = 1; l < layers - 1; l++) x[l + 1] = Math.sqrt(-2 * logarithm(v / x[l]! + f(x[l]!)))
  return x
})()
const heights = edges.map(f)
/** Beside each other for the loop: the width x_l in units of 2⁻⁵², and the bound x_{l+1}. */
const table = Float64Array.from({ length: 2 * layers }, (_, j) =>
  j % 2 === 0 ? edges[j >> 1]! * 2 ** -52 : edges[(j >> 1) + 1]!,
)

const drawn = new Int32Array(4)
const unit = (w0: number, w1: number): number => ((w0 >>> 0) * 0x100000 + (w1 >>> 12) + 0.5) * 2 ** -52

/** A draw whose first two words fell outside their rectangle: attempt after attempt, each on the next block (i, 1 …, stream, 0). */
const outside = (key: Words, i: number, stream: number, w0: number, w1: number): number => {
  for (let attempt = 1; ; attempt++) {
    const l = w1 & 0xff
    const x = (w0 * 0x200000 + (w1 >>> 11) + 0.5) * table[2 * l]!
    if (Math.abs(x) < edges[l + 1]!) return x
    threefry(drawn, key, [i, attempt, stream, 0])
    const u = unit(drawn[0]!, drawn[1]!)
    if (l > 0) {
      if (heights[l]! + u * (heights[l + 1]! - heights[l]!) < f(x)) return x
      w0 = drawn[2]!
      w1 = drawn[3]!
    } else {
      const y = -logarithm(u) / r
      if (-2 * logarithm(unit(drawn[2]!, drawn[3]!)) > y * y) return x < 0 ? -r - y : r + y
    }
  }
}

/**
 * Fills `out` with independent standard normal draws. Draw i depends on the key, the stream and i alone: its first 64 bits are
 * words 2i and 2i + 1 of the blocks (0, 0, stream, 0), (1, 0, stream, 0) …, and the 1.2 % that need more read (i, 1 …, stream, 0).
 */
export const normals = (out: Float64Array, key: Words, stream: number): void => {
  const words = new Int32Array(out.buffer, out.byteOffset, 2 * out.length) // the words of draw i lie where draw i goes
  threefry(words, key, [0, 0, stream, 0])
  for (let i = 0; i < out.length; i++) {
    const w0 = words[2 * i]!
    const w1 = words[2 * i + 1]!
    const l = 2 * (w1 & 0xff)
    const x = (w0 * 0x200000 + (w1 >>> 11) + 0.5) * table[l]!
    out[i] = Math.abs(x) < table[l + 1]! ? x : outside(key, i, stream, w0, w1)
  }
}
