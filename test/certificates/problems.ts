import type { Certificate } from '../../core/certificates/certificate.ts'
import { liftedCertificate } from '../../core/certificates/lifted.ts'
import { linearCertificate } from '../../core/certificates/linear.ts'
import { matrixCertificate } from '../../core/certificates/matrix.ts'
import { polynomialCertificate } from '../../core/certificates/polynomial.ts'
import { quadraticCertificate } from '../../core/certificates/quadratic.ts'
import { reluCertificate } from '../../core/certificates/relu.ts'

type Rows = number[][]

/** The generator of test/fixtures/certificates.py: x ← 1664525x + 1013904223 mod 2³²; numbers in [−1/2, 1/2). */
class Random {
  #x: number
  constructor(seed: number) {
    this.#x = (Math.imul(seed, 2654435761) + 12345) >>> 0
  }
  next(): number {
    this.#x = (Math.imul(1664525, this.#x) + 1013904223) >>> 0
    return this.#x / 2 ** 32 - 0.5
  }
  integer(low: number, high: number): number {
    return low + Math.floor((this.next() + 0.5) * (high - low + 1))
  }
  rows(n: number, d: number, c: number): Rows {
    return Array.from({ length: n }, () => Array.from({ length: d }, () => c * this.next()))
  }
}

/** A line of the fixture: what is true of a problem (scale, bounds, …), its solution's doubles, and the number of its neurons. */
export type Line = readonly [numbers: readonly number[], at: string, k?: number]

const doubles = (text: string): number[] => {
  const bytes = Buffer.from(text, 'base64')
  return Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(8 * i))
}
const square = (list: readonly number[], d: number): Rows =>
  Array.from({ length: list.length / d }, (_, i) => list.slice(i * d, (i + 1) * d))
/** Sums of (x, 1)(x, 1)ᵀ, row after row. */
function second(rows: Rows): Rows {
  const tall = rows.map(row => [...row, 1])
  return tall[0]!.map((_, i) => tall[0]!.map((_, j) => tall.reduce((sum, row) => sum + row[i]! * row[j]!, 0)))
}
const block = (A: Rows): Rows => A.slice(0, -1).map(row => row.slice(0, -1))
const symmetric = (A: Rows): Rows => A.map((row, i) => row.map((_, j) => (i <= j ? A[i]![j]! : A[j]![i]!)))
const nearby = (base: Rows, e: number, r: Random): Rows => base.map(row => row.map(x => x + e * (2 * r.next())))
const added = (A: Rows, e: number, B: Rows): Rows => A.map((row, i) => row.map((x, j) => x + e * B[i]![j]!))
const negative = (A: Rows): Rows => A.map(row => row.map(x => -x))

interface Mixture<A> {
  atoms: A[]
  weights: number[]
}
const alone = <A>(atom: A): Mixture<A> => ({ atoms: [atom], weights: [1] })
const beside = <A>({ atoms }: Mixture<A>, w: number, atom: A): Mixture<A> => ({ atoms: [...atoms, atom], weights: [w, 1 - w] })

function simplex(r: Random, n: number): number[] {
  const x = Array.from({ length: n }, () => r.next() + 0.5 + 2 ** -10)
  const total = x.reduce((sum, a) => sum + a, 0)
  return x.map(a => a / total)
}
const critics = (r: Random, d: number, m: number) => ({
  U: r.rows(m, d, 1),
  v: Array.from({ length: m }, () => 4 * r.next()),
})
function moments(r: Random, centred: boolean) {
  const d = r.integer(2, 3)
  const [X, Z] = [r.rows(4, d, 4), r.rows(4, d, 2)]
  const all = (A: Rows): Rows => (centred ? [...A, ...negative(A)] : A)
  return { d, real: second(all(X)), latent: second(all(Z)) }
}
const share = (C: Rows, d: number, r: Random): number =>
  Array.from({ length: d }, (_, j) => C[j]![j]!).reduce((sum, x) => sum + x, 0) * (0.05 + 0.25 * (r.next() + 0.5))

type Place = 'far' | 'near' | 'at'
const distance = (place: Place, r: Random): number => (place === 'at' ? 0 : 2 ** -r.integer(4, 30))

function matrix(r: Random, place: Place, i: number, [, at]: Line): Certificate {
  const [m, n] = [r.integer(2, 5), r.integer(2, 5)]
  const A = Array.from({ length: m }, () => Array.from({ length: n }, () => 4 * r.next() + 0.5))
  let [x, y] = [simplex(r, m), simplex(r, n)]
  if (place !== 'far') {
    const solution = doubles(at)
    const e = distance(place, r)
    const towards = (to: number[], from: number[]): number[] => to.map((a, j) => a * (1 - e) + from[j]! * e)
    ;[x, y] = [towards(solution.slice(0, m), x), towards(solution.slice(m), y)]
  }
  if (i % 4 !== 0) return matrixCertificate(A, alone(x), alone(y))
  const w = r.next() / 4 + 0.5
  return matrixCertificate(A, alone(x), beside(alone(y), w, simplex(r, n)))
}

function quadratic(r: Random, place: Place, i: number, [numbers, at, k]: Line): Certificate {
  const { d, real, latent } = moments(r, false)
  const beta = share(real, d, r)
  let [W, D] = [alone<Rows>([]), alone<{ U: Rows; v: number[] }>({ U: [], v: [] })]
  if (place === 'far') {
    W = alone(r.rows(d, d, 2))
    D = alone(critics(r, d, 4))
  } else {
    const solution = square(doubles(at), d)
    const e = distance(place, r)
    W = alone(nearby(solution.slice(0, d), e, r))
    D = alone({ U: nearby(solution.slice(d), e, r), v: Array.from({ length: k! }, () => 1 + e * r.next()) })
  }
  if (i % 4 === 0) {
    const w = r.next() / 4 + 0.5
    W = beside(W, w, r.rows(d, d, 2))
    D = beside(D, w, critics(r, d, 2))
  }
  return quadraticCertificate(
    { real: block(real), latent: block(latent), beta, critic: numbers[1]!, generator: numbers[2]! },
    W,
    D,
  )
}

function lifted(r: Random, place: Place, i: number, [numbers, at]: Line): Certificate {
  const { d, real } = moments(r, false)
  const beta = share(real, d, r)
  let [S, M]: [Rows, Rows] = [[], []]
  if (place === 'far') [S, M] = [block(second(r.rows(d + 1, d, 2))), symmetric(r.rows(d, d, 4))]
  else {
    const solution = square(doubles(at), d)
    const e = distance(place, r)
    const [F, G] = [block(second(r.rows(d, d, 1))), symmetric(r.rows(d, d, 1))]
    ;[S, M] = [added(solution.slice(0, d), e, F), added(solution.slice(d), e, G)]
  }
  let [s, m] = [alone(S), alone(M)]
  if (i % 4 === 0) {
    const w = r.next() / 4 + 0.5
    s = beside(s, w, block(second(r.rows(d, d, 2))))
    m = beside(m, w, symmetric(r.rows(d, d, 2)))
  }
  return liftedCertificate({ real: block(real), beta, critic: numbers[1]!, generator: numbers[2]! }, s, m)
}

function linear(r: Random, place: Place, i: number, [numbers, at]: Line): Certificate {
  const { d, real, latent } = moments(r, false)
  const penalty = i % 12 < 6 ? 'weights' : 'outputs'
  const total = real[d]!.slice(0, d).reduce((sum, x) => sum + Math.abs(x), 0)
  const beta = total * (0.05 + 0.3 * (r.next() + 0.5))
  let [W, D] = [alone<Rows>([]), alone<{ U: Rows; v: number[] }>({ U: [], v: [] })]
  if (place === 'far') {
    W = alone(r.rows(d, d, 2))
    D = alone(critics(r, d, 3))
  } else {
    const solution = doubles(at)
    const e = distance(place, r)
    W = alone(nearby(square(solution.slice(0, d * d), d), e, r))
    D = alone({ U: nearby([solution.slice(d * d, d * d + d)], e, r), v: solution.slice(-1) })
  }
  if (i % 4 === 0) {
    const w = r.next() / 4 + 0.5
    D = beside(D, w, critics(r, d, 2))
  }
  return linearCertificate({ real, latent, beta, critic: numbers[1]!, generator: numbers[2]!, penalty }, W, D)
}

function polynomial(r: Random, place: Place, i: number, [numbers, at, k]: Line): Certificate {
  const { d, real, latent } = moments(r, place !== 'far')
  const activation = [1, 0.5 + r.next(), 0.5] as const
  const beta = share(real, d, r)
  let [W, D] = [alone<Rows>([]), alone<{ U: Rows; v: number[] }>({ U: [], v: [] })]
  if (place === 'far') {
    if (i % 12 < 6) real[d]![d]! += 1
    W = alone(r.rows(d, d, 2))
    D = alone(critics(r, d, 3))
  } else {
    const solution = square(doubles(at), d)
    const e = distance(place, r)
    W = alone(nearby(solution.slice(0, d), e, r))
    D = alone({ U: solution.slice(d), v: Array.from({ length: k! }, () => 1 + e * r.next()) })
  }
  if (i % 4 === 0) {
    const w = r.next() / 4 + 0.5
    W = beside(W, w, r.rows(d, d, 1))
    D = beside(D, w, critics(r, d, 2))
  }
  const game = { real, latent, activation, beta, critic: numbers[1]!, generator: numbers[2]!, penalty: 'outputs' } as const
  return polynomialCertificate(game, W, D)
}

function relu(r: Random, _: Place, i: number, [, at]: Line): Certificate {
  const d = [2, 2, 1, 3][Math.floor(i / 18) % 4]!
  const [n, k] = [r.integer(2, d === 2 ? 4 : 3), r.integer(2, 3)]
  const [X, Z] = [r.rows(n, d, 4), r.rows(k, 2, 2)]
  let [W, D] = [alone(r.rows(2, d, 3)), alone(critics(r, d, 3))]
  if (i % 4 === 0) {
    const w = r.next() / 4 + 0.5
    W = beside(W, w, r.rows(2, d, 3))
    D = beside(D, w, critics(r, d, 2))
  }
  const scale = i % 12 < 6 ? ([1 / n, 1 / k] as const) : ([1, 1] as const)
  const penalty = i % 24 < 12 ? 'weights' : 'outputs'
  return reluCertificate({ real: X, latent: Z, scale, beta: doubles(at)[0]!, penalty }, W, D)
}

const families = [matrix, linear, quadratic, lifted, polynomial, relu]
/** The certificate of problem i of the fixture, from its number and its line. */
export const certified = (i: number, line: Line): Certificate =>
  families[i % 6]!(new Random(i), (['far', 'near', 'at'] as const)[Math.floor(i / 6) % 3]!, i, line)
