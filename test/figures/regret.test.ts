import { describe, expect, it } from 'vitest'
import type { StrategySet } from '../../core/contract.ts'
import { key as keyOf } from '../../core/key.ts'
import { ball, box, simplex } from '../../core/set/sets.ts'
import { hostLearner } from './host-frame.ts'

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((s, v, i) => s + v * b[i]!, 0)
const square = (a: ArrayLike<number>): number => dot(a, a)
const minus = (a: ArrayLike<number>, b: ArrayLike<number>): number[] => Array.from(a, (v, i) => v - b[i]!)
const most = (a: ArrayLike<number>): number => Math.max(...Array.from(a, Math.abs))
const sum = (a: readonly number[]): number => a.reduce((s, v) => s + v, 0)

/** What a bound may depend on: all rounds so far. */
interface History {
  readonly n: number
  readonly g: readonly (readonly number[])[]
  readonly x: readonly (readonly number[])[]
}
/** Losses in [0, 1]ⁿ shifted and scaled: random, drifting, turning with every round, and against what is played. */
type Losses = (t: number, x: ArrayLike<number>) => number[]
const families: Readonly<Record<string, (n: number, seed: number) => Losses>> = {
  random: (n, seed) => t => Array.from(keyOf(seed).fold(t).uniform(n), u => 3 * u - 1),
  drifting: (n, seed) => t => Array.from(keyOf(seed).fold(t).uniform(n), (u, i) => u * 0.1 + Math.sin(0.05 * t + 2 * i)),
  turning: n => t => Array.from({ length: n }, (_, i) => ((t + i) % 2 === 0 ? 1 : -0.5)),
  against: n => (_, x) => Array.from({ length: n }, (_, i) => (most(x) === x[i] ? 1 : 0)),
  still: n => () => Array.from({ length: n }, () => 0.3),
}
const range = (g: readonly (readonly number[])[]): number => Math.max(...g.map(v => Math.max(...v) - Math.min(...v)))

/** The most by which the regret exceeds its bound after any of T rounds. `shown`: what becomes of the losses before the learner sees them. */
function excess(
  { learner, set, start, bound, least }: Case,
  losses: Losses,
  T = 60,
  shown: (g: number[]) => number[] = g => g,
): number {
  const made = hostLearner(learner, set, start)
  const [g, x]: [number[][], number[][]] = [[], []]
  const total = start.map(() => 0)
  let [paid, worst] = [0, -Infinity]
  for (let t = 0; t < T; t++) {
    const played = Array.from(made.play())
    expect(set.violation!(Float64Array.from(played))).toBeLessThan(1e-12)
    const cost = losses(t, played)
    x.push(played)
    g.push(cost)
    paid += dot(played, cost)
    cost.forEach((v, i) => (total[i]! += v))
    worst = Math.max(worst, paid - least(total) - bound({ n: start.length, g, x }))
    made.observe(shown(cost))
  }
  return worst
}
interface Case {
  readonly learner: string
  readonly set: StrategySet
  readonly start: readonly number[]
  bound(h: History): number
  /** The least that a fixed strategy would have paid. */
  least(total: readonly number[]): number
}
const onSimplex = (learner: string, n: number, bound: Case['bound']): Case => ({
  learner,
  set: simplex(),
  start: Array<number>(n).fill(1 / n),
  bound,
  least: total => Math.min(...total),
})

const η = 0.3
const previous = (h: readonly (readonly number[])[], t: number): readonly number[] => h[t - 1] ?? h[0]!.map(() => 0)
/** Σ‖g_t − g_{t−1}‖², g₀ = 0, in a norm given by its square. */
const variation = (g: History['g'], norm: (v: number[]) => number): number => sum(g.map((v, t) => norm(minus(v, previous(g, t)))))
/** Σ‖x_t − x_{t−1}‖², from the second round on. */
const path = (x: History['x'], norm: (v: number[]) => number): number => sum(x.slice(1).map((v, t) => norm(minus(v, x[t]!))))
const l1 = (v: number[]): number => sum(v.map(Math.abs)) ** 2
const linf = (v: number[]): number => most(v) ** 2
/** r_t = ⟨g_t, x_t⟩1 − g_t. */
const regrets = ({ g, x }: History): number[][] => g.map((v, t) => v.map(c => dot(v, x[t]!) - c))
const variance = ({ g, x }: History): number =>
  sum(
    g.map(
      (v, t) =>
        dot(
          x[t]!,
          v.map(c => c * c),
        ) -
        dot(x[t]!, v) ** 2,
    ),
  )

const bounds: readonly (readonly [learner: string, bound: (h: History) => number])[] = [
  [`hedge[stepSize=${η}]`, ({ n, g }) => Math.log(n) / η + (η * g.length * range(g) ** 2) / 8],
  [`optimistic-hedge[stepSize=${η}]`, ({ n, g, x }) => Math.log(n) / η + η * variation(g, linf) - path(x, l1) / (4 * η)],
  ['ada-hedge', h => 2 * Math.sqrt(variance(h) * Math.log(h.n)) + range(h.g) * ((4 / 3) * Math.log(h.n) + 2)],
  [`follow-the-regularized-leader[stepSize=${η}]`, ({ n, g }) => (1 - 1 / n) / (2 * η) + (η / 2) * sum(g.map(square))],
  [
    `follow-the-regularized-leader[stepSize=${η},regularizer=entropic]`,
    ({ n, g }) => Math.log(n) / η + (η * g.length * range(g) ** 2) / 8,
  ],
  [
    `follow-the-regularized-leader[stepSize=${η},predictive=true]`,
    ({ n, g, x }) => (1 - 1 / n) / (2 * η) + η * variation(g, square) - path(x, square) / (4 * η),
  ],
  [`online-gradient-descent[stepSize=${η}]`, ({ n, g }) => (1 - 1 / n) / (2 * η) + (η / 2) * sum(g.map(square))],
  [
    `online-gradient-descent[stepSize=${η},predictive=true]`,
    ({ g, x }) => 1 / η + η * variation(g, square) - path(x, square) / (8 * η),
  ],
  ['adaptive-gradient-descent', ({ g }) => 2 * Math.sqrt(sum(g.map(square)))],
  ['regret-matching', h => Math.sqrt(sum(regrets(h).map(square)))],
  ['regret-matching[plus=true]', h => Math.sqrt(sum(regrets(h).map(square)))],
  ['regret-matching[predictive=true]', h => Math.sqrt(2 * variation(regrets(h), square))],
  ['regret-matching[plus=true,predictive=true]', h => Math.sqrt(2 * variation(regrets(h), square))],
]

describe('regret is within its bound after every one of 60 rounds', () => {
  it.each(bounds)('%s on the simplex: five kinds of losses, 2 to 7 actions', (learner, bound) => {
    for (const [kind, make] of Object.entries(families))
      for (const n of [2, 3, 7]) expect(excess(onSimplex(learner, n, bound), make(n, n)), `${kind}, n = ${n}`).toBeLessThan(1e-9)
  })
  it.each(bounds)('%s exceeds it where it is shown the negative of its losses', (learner, bound) => {
    const worst = excess(onSimplex(learner, 3, bound), families.drifting!(3, 3), 60, g => g.map(v => -v))
    expect(worst).toBeGreaterThan(1)
  })

  it.each([
    [`follow-the-regularized-leader[stepSize=${η}]`, ({ g }: History) => 2 / η + (η / 2) * sum(g.map(square))],
    [`online-gradient-descent[stepSize=${η}]`, ({ g }: History) => 2 / η + (η / 2) * sum(g.map(square))],
    ['adaptive-gradient-descent', ({ g }: History) => 4 * Math.SQRT2 * Math.sqrt(sum(g.map(square)))],
  ] as const)('%s on a ball of radius 2', (learner, bound) => {
    const played = { learner, set: ball(2), start: [0, 0, 0], bound, least: (g: readonly number[]) => -2 * Math.sqrt(square(g)) }
    for (const [kind, make] of Object.entries(families)) expect(excess(played, make(3, 1)), kind).toBeLessThan(1e-9)
    expect(excess(played, families.drifting!(3, 1), 60, g => g.map(v => -v))).toBeGreaterThan(1)
  })

  it('adaptive-gradient-descent takes D from the set: on boxes of any size within √2·D·√Σ‖g‖², not with a D that is too small', () => {
    const played = (limit: number, D: number, learner = 'adaptive-gradient-descent'): Case => ({
      learner,
      set: box({ limit }),
      start: [0.8 * limit, 0, -limit],
      bound: ({ g }) => D * Math.SQRT2 * Math.sqrt(sum(g.map(square))),
      least: total => -limit * sum(total.map(Math.abs)),
    })
    for (const limit of [0.01, 1, 50])
      for (const [kind, make] of Object.entries(families))
        expect(excess(played(limit, 2 * limit * Math.sqrt(3)), make(3, 1)), `${kind}, ${limit}`).toBeLessThan(1e-9)
    const small = 'adaptive-gradient-descent[diameter=1.4142135623730951]'
    expect(excess(played(50, Math.SQRT2, small), families.drifting!(3, 1))).toBeGreaterThan(1)
  })

  it('following the leader has none: on losses that turn it pays T/2 more than an action', () => {
    const losses: Losses = t => (t === 0 ? [0.5, 0] : t % 2 === 1 ? [0, 1] : [1, 0])
    const played = { ...onSimplex('follow-the-leader', 2, () => 0), start: [1, 0] }
    expect(excess(played, losses)).toBeGreaterThan(29)
  })
})
