import { describe, expect, it } from 'vitest'
import { hostTensor, type HostTensor } from '../../core/host.ts'
import { key as keyOf } from '../../core/key.ts'
import { simplex } from '../../core/set/sets.ts'
import { actionValues } from '../../core/solvers/action-values.ts'
import { matrixGap } from '../../metrics/duality-gap.ts'
import { hostLearner } from './host-frame.ts'

/** Random games with entries in [low, high]. */
const games = (low: number, high: number): HostTensor[] =>
  [
    [2, 2],
    [3, 5],
    [7, 4],
    [10, 10],
  ].map(([m, n]) =>
    hostTensor(
      Array.from(keyOf(m! * n!).uniform(m! * n!), u => low + (high - low) * u),
      [m!, n!],
    ),
  )

/** After a round: the gap of the averages, and both regrets. */
interface Round {
  readonly t: number
  readonly gap: number
  readonly regret: number
}
/** Two learners on the host, from uniform strategies where no start is given: by loops, with the averages of `self-play`. */
function rounds(
  A: HostTensor,
  learners: readonly [string, string],
  T: number,
  alternating = false,
  power = 0,
  start?: readonly (readonly number[])[],
): Round[] {
  const [m, n] = A.shape as [number, number]
  const [X, Y] = [m, n].map((k, i) => hostLearner(learners[i]!, simplex(), start?.[i] ?? Array<number>(k).fill(1 / k))) as [
    ReturnType<typeof hostLearner>,
    ReturnType<typeof hostLearner>,
  ]
  const [sx, sy, gx, gy] = [m, n, m, n].map(k => new Float64Array(k)) as [Float64Array, Float64Array, Float64Array, Float64Array]
  const add = (to: Float64Array, v: Float64Array, w = 1): void => v.forEach((e, i) => (to[i]! += w * e))
  let [weight, paid, got] = [0, 0, 0]
  return Array.from({ length: T }, (_, k): Round => {
    const t = k + 1
    const [x, y] = [X.play(), Y.play()]
    const { Ay } = actionValues(A, x, y)
    X.observe(Ay)
    const met = alternating ? X.play() : x
    const { Atx } = actionValues(A, met, y)
    Y.observe(Atx.map(v => -v))
    paid += x.reduce((s, p, i) => s + p * Ay[i]!, 0)
    got += y.reduce((s, p, i) => s + p * Atx[i]!, 0)
    add(gx, Ay)
    add(gy, Atx)
    weight += t ** power
    add(sx, met, t ** power)
    add(sy, y, t ** power)
    const gap = matrixGap(A, sx.map(v => v / weight), sy.map(v => v / weight)) // prettier-ignore
    return { t, gap, regret: paid - Math.min(...gx) + Math.max(...gy) - got }
  })
}

describe('self-play on random matrix games, after every round', () => {
  const learners = [
    'hedge',
    'ada-hedge',
    'fictitious-play',
    'online-gradient-descent',
    'regret-matching',
    'regret-matching[plus=true]',
  ]
  it.each(learners)('%s: the gap of the uniform averages is the sum of the regrets over T', learner => {
    for (const A of games(-1, 1))
      for (const { t, gap, regret } of rounds(A, [learner, learner], 60)) expect(Math.abs(gap - regret / t)).toBeLessThan(1e-12)
  })
  it.each([
    'hedge',
    'online-gradient-descent',
    'adaptive-gradient-descent',
    'follow-the-leader',
    'regret-matching',
    'regret-matching[plus=true]',
  ])('%s, alternating: it is at most that, for the next strategy answers the last loss no worse', learner => {
    for (const A of games(-1, 1))
      for (const { t, gap, regret } of rounds(A, [learner, learner], 60, true)) expect(gap - regret / t).toBeLessThan(1e-12)
  })

  it('hedge with η = √(8 ln n/T) on payoffs in [0, 1]: at most √(ln n/(2T)) + √(ln m/(2T)) at T, whatever T', () => {
    for (const A of games(0, 1))
      for (const T of [1, 2, 5, 20, 100, 300]) {
        const [m, n] = A.shape as [number, number]
        const tuned = (k: number): string => `hedge[stepSize=${Math.sqrt((8 * Math.log(k)) / T)}]`
        const bound = Math.sqrt(Math.log(m) / (2 * T)) + Math.sqrt(Math.log(n) / (2 * T))
        expect(rounds(A, [tuned(m), tuned(n)], T).at(-1)!.gap).toBeLessThanOrEqual(bound)
      }
  })
  it('optimistic hedge with η ≤ 1/2 on payoffs in [−1, 1]: at most ((ln m + ln n)/η + 2η)/T', () => {
    for (const A of games(-1, 1))
      for (const η of [0.1, 0.5]) {
        const learner = `optimistic-hedge[stepSize=${η}]`
        const potential = (Math.log(A.shape[0]!) + Math.log(A.shape[1]!)) / η + 2 * η
        for (const { t, gap } of rounds(A, [learner, learner], 200)) expect(gap).toBeLessThanOrEqual(potential / t)
      }
  })
  it.each([
    ['regret-matching', false, 0, 1],
    ['regret-matching[plus=true]', false, 0, 1],
    ['regret-matching[plus=true]', true, 0, 1],
    ['regret-matching[plus=true]', true, 1, 2],
  ] as const)(
    '%s, alternating %s, weights t^%d: at most %d·Δ(√m + √n)/√T, Δ the range of payoffs',
    (learner, alternating, power, factor) => {
      for (const A of games(-1, 1)) {
        const range = Math.max(...A.values) - Math.min(...A.values)
        const size = factor * range * (Math.sqrt(A.shape[0]!) + Math.sqrt(A.shape[1]!))
        for (const { t, gap } of rounds(A, [learner, learner], 150, alternating, power))
          expect(gap).toBeLessThanOrEqual(size / Math.sqrt(t))
      }
    },
  )
})

describe('matching pennies from (0.9, 0.1) and (0.3, 0.7): uniform strategies are its equilibrium', () => {
  const A = hostTensor([1, -1, -1, 1], [2, 2])
  const start = [[0.9, 0.1], [0.3, 0.7]] // prettier-ignore
  const far = start.map(p => -Math.log(Math.min(...p)))
  const η = 0.2
  const [Dx, Dy] = far as [number, number]
  /** Against u the regret is at most KL(u‖x₁)/η and what is added for the payoffs, of range 2. Regret matching plays its start once. */
  it.each([
    [`hedge[stepSize=${η}]`, (t: number) => (Dx + Dy) / (η * t) + η],
    [`optimistic-hedge[stepSize=${η}]`, (t: number) => ((Dx + Dy) / η + 2 * η) / t],
    ['regret-matching', (t: number) => (4 * Math.SQRT2) / Math.sqrt(t)],
    ['regret-matching[plus=true]', (t: number) => (4 * Math.SQRT2) / Math.sqrt(t)],
    ['adaptive-gradient-descent', (t: number) => (2 * Math.SQRT2 * Math.SQRT2 * Math.SQRT2) / Math.sqrt(t)],
  ] as const)('%s: moves, and its gap is within its bound at every T', (learner, bound) => {
    const seen = rounds(A, [learner, learner], 500, false, 0, start)
    expect(seen[0]!.gap).toBeCloseTo(0.8 + 0.4, 12)
    for (const { t, gap } of seen) expect(gap, `T = ${t}`).toBeLessThanOrEqual(bound(t) * (1 + 1e-12))
  })
})

describe('fictitious play, in whole numbers', () => {
  const identity = (n: number): number[][] => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => +(i === j)))
  /** T·gap of the counts of actions played, from the first ones, of equals the first: integers. */
  function counted(A: number[][], T: number): number[] {
    const [rows, columns] = [A.map(() => 0), A[0]!.map(() => 0)]
    let [i, j] = [0, 0]
    return Array.from({ length: T }, () => {
      A.forEach((row, k) => (rows[k]! += row[j]!))
      A[i]!.forEach((a, k) => (columns[k]! += a))
      ;[i, j] = [rows.indexOf(Math.min(...rows)), columns.indexOf(Math.max(...columns))]
      return Math.max(...columns) - Math.min(...rows)
    })
  }
  /** The exponent of the least squares line through ln gap over ln t, t = 100, …, T: −½ is proved of diagonal payoffs (arXiv:1911.08418). */
  // prettier-ignore
  it.each([
    ['rock–paper–scissors', [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]],
    ['matching pennies', [[1, -1], [-1, 1]]],
    ['the identity, 3 × 3', identity(3)],
    ['the identity, 4 × 4', identity(4)],
  ] as const)('%s: the gaps are those of the counts, and fall like T^(−½)', (_, rows) => {
    const A = rows.map(row => [...row])
    const T = 3000
    const whole = counted(A, T)
    const seen = rounds(hostTensor(A.flat(), [A.length, A.length]), ['fictitious-play', 'fictitious-play'], T)
    seen.forEach(({ gap, t }) => expect(Math.abs(gap - whole[t - 1]! / t)).toBeLessThan(1e-14))
    const points = whole.map((g, k) => [Math.log(k + 1), Math.log(g / (k + 1))] as const).slice(99)
    const [u, v] = [0, 1].map(c => points.reduce((s, p) => s + p[c]!, 0) / points.length) as [number, number]
    const slope = points.reduce((s, [a, b]) => s + (a - u) * (b - v), 0) / points.reduce((s, [a]) => s + (a - u) ** 2, 0)
    expect(Math.abs(slope + 0.5)).toBeLessThan(0.05)
  })
})
