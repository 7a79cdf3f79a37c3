/** Matrix inequalities that prove a bound: they are chosen in doubles, then widened until interval arithmetic finds them to hold. */
import { dualTerm, leastDual } from './dual-search.ts'
import { eigen, leastEigenvalue, reserve, type Eigen } from './eigenvalues.ts'
import { down, entries, middle, minus, plus, point, up, type Interval, type IntervalMatrix } from './interval.ts'
import { within } from './mixing.ts'

type Rows = readonly (readonly number[])[]

const mids = (A: IntervalMatrix): number[][] => A.map(row => row.map(middle))
const block = (A: Rows, d: number): number[][] => A.slice(0, d).map(row => row.slice(0, d))
/** p on the diagonal but t in its last place, plus s·A. */
const framed = (A: IntervalMatrix, s: 1 | -1, p: number, t: Interval): IntervalMatrix =>
  entries(A, (x, i, j) => {
    const signed: Interval = s === 1 ? x : [-x[1], -x[0]]
    return i !== j ? signed : plus(signed, i < A.length - 1 ? point(p) : t)
  })

/** What must be added to the diagonal so that A, whose eigenvalues are not below `least`, is positive semidefinite and found so by others. */
const deficit = (A: IntervalMatrix, least: number = leastEigenvalue(A)): number => Math.max(0, up(reserve(A) - least))

/** The eigenvectors of the block of A without its border, for as many matrices diag(p, t) ± A as there are. */
export const inside = (A: IntervalMatrix): Eigen => eigen(block(mids(A), A.length - 1))
/** Of −A. */
const reversed = ({ values, vectors }: Eigen): Eigen => ({ values: values.map(x => -x).reverse(), vectors: vectors.toReversed() })

/**
 * diag(p, t) + sA with p and t widened by `more` until it is semidefinite, given the eigenvectors of −sA inside. It is decomposed once:
 * what the diagonal gains, every eigenvalue gains at least (Weyl).
 */
function widen(
  A: IntervalMatrix,
  s: 1 | -1,
  { values, vectors }: Eigen,
  ends: () => [p: number, t: Interval],
  more: (lack: number) => void,
): void {
  const d = A.length - 1
  const [p, t] = ends()
  const first = framed(A, s, p, t)
  const bordered = first.slice(0, d).some(row => middle(row[d]!) !== 0)
  const least = leastEigenvalue(
    first,
    bordered
      ? eigen(mids(first))
      : {
          values: [...values.map(x => p - x), middle(first[d]![d]!)],
          vectors: [...vectors.map(v => [...v, 0]), [...Array<number>(d).fill(0), 1]],
        },
  )
  for (let round = 0; round < 40; round++) {
    const [q, r] = ends()
    const lack = deficit(framed(A, s, q, r), round === 0 ? least : down(least + Math.min(down(q - p), minus(r, t)[0])))
    if (lack === 0) return
    more(lack)
  }
}

/** ρ and the least violation ≥ 0 such that diag(ρ, β + violation − ρ) ∓ E ⪰ 0, E masked by K: no neuron exceeds β + violation. `spectrum` is that inside E. */
export function worst(
  E: IntervalMatrix,
  β: number,
  s: 1 | -1,
  spectrum: Eigen,
): { readonly ρ: number; readonly violation: number; readonly u: readonly number[] } {
  const d = E.length - 1
  const e = mids(E).map(row => row.map(x => s * x))
  const own = s === 1 ? spectrum : reversed(spectrum)
  const { values, vectors } = own
  const side = e.slice(0, d).map(row => row[d]!)
  const g = vectors.map(v => v.reduce((total, x, i) => total + x * side[i]!, 0))
  const scale = Math.max(...values.map(Math.abs), Math.hypot(...g))
  const bottom = Math.max(0, values[0]!)
  let ρ = g.every(x => x === 0) ? bottom : leastDual(1, values, g, bottom)
  const start = ρ + dualTerm(ρ + 2 ** -60 * scale, values, g) + e[d]![d]!
  let violation = Math.max(0, start - β)
  const ends = (): [number, Interval] => [ρ, minus(plus(point(β), point(violation)), point(ρ))]
  widen(E, s === 1 ? -1 : 1, own, ends, lack => {
    ρ = up(ρ + lack)
    violation = up(violation + 2 * lack)
  })
  const along = vectors.map((_, i) => (g[i] === 0 ? 0 : g[i]! / Math.max(ρ - values[i]!, 2 ** -60 * scale)))
  const others = along.slice(1).reduce((total, x) => total + x * x, 0)
  // Off the ball's inside (ρ > 0) the maximiser has length 1; what the slope does not say goes along the top eigenvector.
  if (ρ > 1e-9 * scale) along[0] = (along[0]! < 0 ? -1 : 1) * Math.sqrt(Math.max(0, 1 - others))
  const u = side.map((_, i) => vectors.reduce((total, v, j) => total + along[j]! * v[i]!, 0))
  return { ρ, violation, u: within(u) }
}

/** λ ≥ 0 and gain with diag(1 + λ, gain + M_dd) − M ⪰ 0: no generator with R ≤ T gains more than λT + τ·gain. */
export function gains(M: IntervalMatrix, τ: number, T: number): { readonly λ: number; readonly gain: number } {
  const d = M.length - 1
  const m = mids(M)
  const own = inside(M)
  const { values, vectors } = own
  const g = vectors.map(v => v.reduce((total, x, i) => total + x * m[i]![d]!, 0))
  const bottom = Math.max(1, values[0]!)
  const still = g.every(x => x === 0) || τ === 0 || T === 0
  const root = Math.sqrt(τ)
  const p = still
    ? bottom
    : leastDual(
        T,
        values,
        g.map(x => root * x),
        bottom,
      )
  let [λ, gain] = [p - 1, dualTerm(Math.max(p, bottom + 2 ** -50), values, g)]
  const ends = (): [number, Interval] => [1 + λ, plus(point(gain), M[d]![d]!)]
  widen(M, -1, own, ends, lack => {
    λ = up(λ + lack)
    gain = up(gain + lack)
  })
  return { λ, gain }
}

/** τ ≥ zᵀP⁻¹z for the latents' means z and P = Σ, or I where weights are penalised. Throws where P is singular in doubles. */
export function meanBound(Σ: IntervalMatrix, weights: boolean): number {
  const k = Σ.length - 1
  const P = entries(Σ, (x, i, j) => (weights && i < k && j < k ? point(i === j ? 1 : 0) : x))
  const { values, vectors } = eigen(block(mids(P), k))
  const z = mids(P)[k]!.slice(0, k)
  const found = vectors.reduce((total, v, i) => total + v.reduce((t, x, j) => t + x * z[j]!, 0) ** 2 / values[i]!, 0)
  for (let more = 2 ** -50; more < 2 ** -20; more *= 2) {
    const τ = found * (1 + more) + more * Math.abs(P[k]![k]![1])
    if (Number.isFinite(τ) && deficit(entries(P, (x, i, j) => (i === k && j === k ? point(τ) : x))) === 0) return τ
  }
  throw new Error(
    'certificate: the second moments of the latents are singular in double precision, so that no lower bound can be shown; give latents of full rank',
  )
}
