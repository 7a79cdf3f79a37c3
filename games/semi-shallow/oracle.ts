import type { BestResponseView, Oracles } from '../../core/contract.ts'
import type { Mixture } from '../../core/mixture.ts'
import type { Point } from '../../core/point.ts'
import type { Profile } from '../../core/profile.ts'
import { ballMaximum, type Concave } from '../../core/solvers/ball-maximum.ts'
import { Refusal } from '../../core/refusal.ts'
import type { Family } from './family.ts'
import type { Features } from './features.ts'
import { concave, type Payoff, type Term } from './payoff.ts'
import { searchOf } from './search.ts'

/** A semi-shallow game on the host: generators of a family, a critic v in a ball. */
export interface SemiShallow {
  readonly data: readonly (readonly number[])[]
  readonly features: Features
  readonly family: Family
  readonly payoff: Payoff
  /** Values of every entry of u on the grid. */
  readonly values: number
  readonly radius: number
}

const flat = (rows: readonly (readonly number[])[]): Float64Array => Float64Array.from(rows.flat())
const even = (n: number): Float64Array => new Float64Array(n).fill(1 / n)
/** The atoms of an answer and their weights, as numbers. */
const weighted = ({ atoms, weights }: Mixture): (readonly [Float64Array, number])[] =>
  atoms.map((a, i) => [a.host, Number(weights[i])])

/** Features of a size above which Newton's method on the ball would overflow. */
const largest = 1e50

/**
 * The oracles of a semi-shallow game: against a mixture of generators the best critic, a concave maximum on the ball; against a mixture of critics
 * `respond` gives the best generator of the grid, the first of equals, by trying all, as Alg. 1 is played on finitely many generators, and `worst` and
 * `searched` the best that a wider search finds (search.ts): `lower` is the least of the grid, of what descent finds from there, and of the generators in
 * the answer, so that upper − lower ≥ 0 for every answer.
 */
export function semiShallowOracles({ data, features, family, payoff, values, radius }: SemiShallow) {
  const m = features.size
  const { latents } = family
  const made = (u: ArrayLike<number>): Float64Array => flat(latents.map(z => features.host(family.row(u, z))))
  const real: Term = { f: payoff.real, rows: flat(data.map(features.host)), weights: even(data.length) }
  demandFinite(real.rows, m, k => `data (x), row ${k + 1},`)
  const search = searchOf(family, values, made)
  search.grid.forEach(({ u, rows }) => demandFinite(rows, m, () => `the generator [${u.join(', ')}]`))

  /** v ↦ E M(u, v). Equal generators are taken together. */
  const against = (generators: readonly (readonly [ArrayLike<number>, number])[]): Concave => {
    const shares = new Map<string, { u: ArrayLike<number>; p: number }>()
    for (const [u, p] of generators) {
      const name = Array.from(u).join()
      shares.set(name, { u, p: (shares.get(name)?.p ?? 0) + p })
    }
    const terms = [...shares.values()].map(({ u, p }): Term => ({
      f: payoff.fake,
      rows: made(u),
      weights: even(latents.length).map(w => w * p),
    }))
    return concave([real, ...terms], m)
  }
  const bestCritic = (generators: Mixture) => ballMaximum(against(weighted(generators)), radius, new Float64Array(m))

  /** What a generator with these rows has of E M(u, v) beside the part of the data. Linear payoffs know their critics by the mean. */
  const costOf = (critics: readonly (readonly [Float64Array, number])[]): ((rows: Float64Array) => number) => {
    const mean = new Float64Array(m).map((_, i) => critics.reduce((s, [v, p]) => s + p * v[i]!, 0))
    const all = payoff.linear ? [[mean, 1] as const] : critics
    return rows => {
      let sum = 0
      for (const [v, p] of all) {
        for (let k = 0; k < latents.length; k++) {
          let s = 0
          for (let i = 0; i < m; i++) s += v[i]! * rows[k * m + i]!
          sum += (p * payoff.fake.value(s)) / latents.length
        }
      }
      return sum
    }
  }
  const constant = (critics: readonly (readonly [Float64Array, number])[]): number =>
    critics.reduce((s, [v, p]) => s + p * concave([real], m).value(v), 0)

  const size = (rows: Float64Array): number =>
    Array.from({ length: rows.length / m }, (_, k) => Math.hypot(...rows.subarray(k * m, (k + 1) * m))).reduce(
      (a, b) => Math.max(a, b),
      0,
    )
  const sizes = search.grid.reduce((most, { rows }) => Math.max(most, size(rows)), 0)
  const lipschitz = (start: Point): number => payoff.slope * (size(real.rows) + Math.max(sizes, size(made(start.host))))

  const worst: Oracles['worst'] = ([generators, critics]) => {
    const finite = [generators, critics].every(p => p && p.atoms.length > 0 && p.atoms.every(a => a.host.every(Number.isFinite)))
    if (!finite) return { upper: NaN, lower: NaN }
    const played = weighted(critics!)
    const { cost } = search.best(
      costOf(played),
      weighted(generators!).map(([u]) => Array.from(u)),
    )
    return { upper: bestCritic(generators!).bound, lower: constant(played) + cost }
  }
  const view = (sets: BestResponseView['sets'], start: Profile): BestResponseView => ({
    sets,
    start: () => start,
    respond: (i, opponents) => {
      if (i === 1) return start.at(1).with(bestCritic(opponents[0]!).point)
      const cost = costOf(weighted(opponents[1]!))
      const found = search.grid.map(({ rows }) => cost(rows))
      const best = found.reduce((least, s, k) => (s < found[least]! ? k : least), 0)
      return start.at(0).with(Float64Array.from(search.grid[best]!.u))
    },
    searched: i =>
      i === 1
        ? null
        : {
            over: search.over,
            respond: opponents => start.at(0).with(Float64Array.from(search.best(costOf(weighted(opponents[1]!)), []).u)),
          },
    smooth: i => (i === 0 ? null : { gradient: descent, diameter: 2 * radius, lipschitz: lipschitz(start.at(0)) }),
  })
  /** −∇ᵥM at a pure profile. */
  const descent = (z: Profile): Point =>
    z.at(1).with(
      against([[z.at(0).host, 1]])
        .gradient(z.at(1).host)
        .map(x => -x),
    )
  return { worst, searched: `'worst-critic' is the least over ${search.over}`, view }
}

function demandFinite(rows: Float64Array, m: number, what: (k: number) => string): void {
  const at = rows.findIndex(x => !(Math.abs(x) <= largest))
  if (at >= 0)
    throw new Refusal(
      `semi-shallow-gan: ${what(Math.floor(at / m))} has a feature φ(x) of ${rows[at]!}; valid: at most ${largest} in absolute value, as of smaller entries or features=identity`,
    )
}
