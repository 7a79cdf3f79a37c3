import { describe, expect, it } from 'vitest'
import { doubleOracle, type Atom, type MetaGame, type DoubleOracleOptions } from '../../core/double-oracle/double-oracle.ts'
import { lawsOf } from '../../core/double-oracle/laws.ts'
import { estimated, evaluatorOf, payoffsOf } from '../../core/double-oracle/payoffs.ts'
import { restricted } from '../../core/double-oracle/restricted.ts'
import { defaultExecution, engineOf } from '../../core/execute.ts'
import { key } from '../../core/key.ts'
import type { Point } from '../../core/point.ts'
import { fixture, lab } from '../figures/play.ts'

interface Matrix {
  A: number[][]
  whole: number
  rounds: { value: number; lower: number; upper: number; rows: number; columns: number }[]
}
const { matrices, moments } = fixture('double_oracle') as {
  matrices: Record<string, Matrix>
  moments: {
    generators: number[]
    critics: number[][]
    payoffs: number[][]
    value: number
    x: number[]
    y: number[]
    upper: number
    lower: number
  }
}
const execution = { ...defaultExecution, precision: 'float64' } as const

interface Given {
  readonly game: string
  readonly players?: Readonly<Record<string, string>>
  /** Entries of the strategies that are there at first. */
  readonly rows: readonly (readonly number[])[]
  readonly columns: readonly (readonly number[])[]
  readonly optimizer?: string
}
/** Plays double oracle as the command does. */
async function play(
  { game, players = {}, rows, columns, optimizer = 'gda[stepSize=0.05]' }: Given,
  options: Partial<DoubleOracleOptions>,
): Promise<MetaGame> {
  const assembled = lab.assemble({ game, players, optimizer: 'gda', seed: 0 })
  const evaluator = await evaluatorOf(assembled, execution)
  const laws = lawsOf(assembled.game)
  const payoffs = payoffsOf(evaluator, laws.training.draws(assembled.key, 8))
  const start = (i: number): Point => assembled.game.players[i]!.start(assembled.key)
  const atoms = (i: number, all: readonly (readonly number[])[]): Atom[] =>
    all.map((x, k) => ({ point: start(i).with(Float64Array.from(x)), from: `given ${k}` }))
  const found = await doubleOracle({
    game: assembled.game,
    training: payoffs,
    heldOut: laws.training.exact ? payoffs : payoffsOf(evaluator, laws.heldOut.draws(assembled.key.fold('held'), 8)),
    starts: 2,
    steps: 200,
    most: 200,
    points: 2,
    always: false,
    engineOf: async (responses, key) => {
      const made = lab.assemble({ game, players, optimizer, seed: 0, override: { game: responses, key } })
      return (await engineOf(made, execution)).engine
    },
    rows: atoms(0, rows),
    columns: atoms(1, columns),
    rounds: 1,
    key: assembled.key,
    compared: {},
    ...options,
  })
  evaluator.dispose()
  return found
}
const unit = (n: number, k: number): number[] => Array.from({ length: n }, (_, i) => (i === k ? 1 : 0))
const apart = (a: ArrayLike<number>, b: readonly number[]): number =>
  b.reduce((most, v, k) => Math.max(most, Math.abs(a[k]! - v)), 0)

describe.each(Object.entries(matrices))(
  'double oracle on the %s matrix, from one strategy a player',
  (name, { A, whole, rounds }) => {
    it('has the rounds of the independent script, each around the value, and ends at the whole game’s equilibrium', async () => {
      const game = name === 'portable' ? 'matrix[payoff=portable]' : `matrix[payoff=${JSON.stringify(A)}]`
      const found = await play({ game, rows: [unit(A.length, 0)], columns: [unit(A[0]!.length, 0)] }, { rounds: 100 })
      expect(found.solved).toBe(true)
      expect(found.rounds).toHaveLength(rounds.length)
      for (const [r, { value, lower, upper, rows, columns }] of rounds.entries()) {
        const round = found.rounds[r]!
        expect([round.rows, round.columns]).toEqual([rows, columns])
        expect(apart([round.heldOut.value, round.heldOut.lower, round.heldOut.upper], [value, lower, upper])).toBeLessThan(1e-9)
        expect(round.restricted.upper - round.restricted.lower).toBeLessThan(1e-12)
        expect(round.restricted.upper - round.restricted.lower).toBeGreaterThanOrEqual(-1e-15)
        expect(round.heldOut.lower).toBeLessThanOrEqual(whole + 1e-9)
        expect(round.heldOut.upper).toBeGreaterThanOrEqual(whole - 1e-9)
      }
      expect(Math.abs(found.rounds.at(-1)!.restricted.value - whole)).toBeLessThan(1e-9)
      expect(Math.abs(found.rounds.at(-1)!.heldOut.gap)).toBeLessThan(1e-12)
    })
  },
)

describe('a restricted game', () => {
  it('is solved exactly where payoffs are large and differ little', async () => {
    // Rock, paper, scissors, a millionth of a large payoff.
    const rps = [
      [0, -1, 1],
      [1, 0, -1],
      [-1, 1, 0],
    ]
    const { x, y, value, upper, lower } = await restricted(rps.map(row => row.map(a => 1000 + 1e-6 * a)))
    for (const w of [...x, ...y]) expect(Math.abs(w - 1 / 3)).toBeLessThan(1e-7)
    expect(Math.abs(value - 1000)).toBeLessThan(1e-12)
    expect(upper - lower).toBeLessThan(1e-12)
  })

  it.each([30, 100, 200])('leaves less than 1e-12 of the payoffs to gain, of a side of %d', async n => {
    const values = key(3).normal(n * n)
    const A = Array.from({ length: n }, (_, i) => Array.from(values.subarray(i * n, (i + 1) * n)))
    const { upper, lower } = await restricted(A)
    expect(upper - lower).toBeLessThan(1e-12 * values.reduce((most, a) => Math.max(most, Math.abs(a)), 0))
  })

  it('is the better for the player who has more: rows lower the value, columns raise it', async () => {
    const { A } = matrices.random!
    const value = async (m: number, n: number): Promise<number> => (await restricted(A.slice(0, m).map(r => r.slice(0, n)))).value
    expect(await value(10, 5)).toBeLessThan(await value(5, 5))
    expect(await value(5, 10)).toBeGreaterThan(await value(5, 5))
  })
})

describe('a semi-shallow GAN', () => {
  const given = { game: 'semi-shallow-gan', rows: moments.generators.map(u => [u]), columns: moments.critics }

  it('has the payoffs, the equilibrium and the bounds of the independent script', async () => {
    const { payoffs, rounds } = await play(given, {})
    const { x, y, restricted, heldOut, responses } = rounds[0]!
    payoffs.forEach((row, i) => expect(apart(row, moments.payoffs[i]!)).toBeLessThan(1e-12))
    expect(apart([restricted.value], [moments.value])).toBeLessThan(1e-10)
    expect(apart(x, moments.x)).toBeLessThan(1e-7)
    expect(apart(y, moments.y)).toBeLessThan(1e-7)
    expect(responses.map(r => r.how)).toEqual(['searched', 'exact'])
    expect(Math.abs(heldOut.upper - moments.upper)).toBeLessThan(1e-7)
    expect(Math.abs(heldOut.lower - moments.lower)).toBeLessThan(1e-12)
  })

  it('bounds its exploitability from inside by trained responses, and reaches it', async () => {
    // The generator's payoff has three local minima, near −2, 0.7 and 2: fresh starts are about 1.5 here, and the least is at 2.
    const game = 'semi-shallow-gan[start=[[1.5],[0,0]]]'
    const { rounds } = await play(
      { ...given, game, optimizer: 'gda[stepSize=0.5]' },
      { always: true, starts: 3, steps: 600, most: 600, points: 3 },
    )
    const { heldOut, responses } = rounds[0]!
    expect(responses.map(r => r.how)).toEqual(['trained', 'trained'])
    expect(responses.map(r => r.found.map(f => f.from))).toEqual(
      [0, 1].map(() => ['best snapshot', 'fresh start 1', 'fresh start 2', 'fresh start 3']),
    )
    expect(responses[0].curve.steps).toEqual([0, 200, 400, 600])
    expect(heldOut.upper).toBeLessThanOrEqual(moments.upper + 1e-9)
    expect(heldOut.lower).toBeGreaterThanOrEqual(moments.lower - 1e-9)
    expect(moments.upper - heldOut.upper).toBeLessThan(1e-5)
    expect(heldOut.lower - moments.lower).toBeLessThan(1e-5)
    // Of one curve a player every point is such a bound: none passes the truth.
    for (const v of responses[1].curve.payoffs.flat()) expect(v).toBeLessThanOrEqual(moments.upper + 1e-9)
    for (const v of responses[0].curve.payoffs.flat()) expect(v).toBeGreaterThanOrEqual(moments.lower - 1e-9)
  })

  it('comes to its value, −log 2, by rounds with its own oracles', async () => {
    const { rounds } = await play(given, { rounds: 25 })
    for (const { heldOut } of rounds) {
      expect(heldOut.lower).toBeLessThanOrEqual(-Math.LN2 + 1e-12)
      expect(heldOut.upper).toBeGreaterThanOrEqual(-Math.LN2 - 1e-12)
    }
    expect(rounds.at(-1)!.heldOut.gap).toBeLessThan(2e-4)
    expect(rounds.at(-1)!.heldOut.gap).toBeLessThan(rounds[0]!.heldOut.gap / 100)
  })
})

describe('trained responses on games of known value', () => {
  it('bilinear on a box: f = 2xy + 0.4x − 0.6y on [−1, 1]² has the value 0.12', async () => {
    const box = 'vector[start=[0.9],set=box[limit=1]]'
    const found = await play(
      {
        game: 'bilinear[matrix=[[2]],linear=[[0.4],[-0.6]]]',
        players: { x: box, y: box },
        rows: [[0.9], [0.5]],
        columns: [[0.9], [0.7]],
      },
      { rounds: 4 },
    )
    for (const { heldOut } of found.rounds) {
      expect(heldOut.lower).toBeLessThanOrEqual(0.12 + 1e-12)
      expect(heldOut.upper).toBeGreaterThanOrEqual(0.12 - 1e-12)
    }
    const { restricted, heldOut } = found.rounds.at(-1)!
    // Both have both corners by then: the corners' mixtures are the saddle point (0.3, −0.2).
    expect(Math.abs(restricted.value - 0.12)).toBeLessThan(1e-12)
    expect(Math.abs(heldOut.gap)).toBeLessThan(1e-12)
    const mean = (atoms: readonly Atom[], w: Float64Array): number => atoms.reduce((s, a, k) => s + w[k]! * a.point.host[0]!, 0)
    expect(Math.abs(mean(found.rows, found.rounds.at(-1)!.x) - 0.3)).toBeLessThan(1e-12)
    expect(Math.abs(mean(found.columns, found.rounds.at(-1)!.y) + 0.2)).toBeLessThan(1e-12)
    // The first round has the far corner's payoff: the generator's best against y = 0.9 is x = −1.
    expect(found.rounds[0]!.responses[0].best).toBeLessThan(-1)
  })

  it('bilinear on balls: the best response to a mixture is the far point of the ball along its mean', async () => {
    const ball = 'vector[start=[0.6,0],set=ball[radius=1]]'
    const { rounds } = await play(
      {
        game: 'bilinear[dimension=2]',
        players: { x: ball, y: ball },
        rows: [[0.6, 0]],
        columns: [[0, 0.5]],
        optimizer: 'gda[stepSize=0.5]',
      },
      {},
    )
    // max over |y| ≤ 1 of 0.6y₁, min over |x| ≤ 1 of 0.5x₂.
    expect(Math.abs(rounds[0]!.heldOut.upper - 0.6)).toBeLessThan(1e-6)
    expect(Math.abs(rounds[0]!.heldOut.lower + 0.5)).toBeLessThan(1e-6)
  })

  it('dirac-gan: against the generators ±1 the best critic is 0, and with it the value is −2 log 2', async () => {
    const box = (limit: number, start: number): string => `vector[start=[${start}],set=box[limit=${limit}]]`
    const { rounds } = await play(
      {
        game: 'dirac-gan',
        players: { generator: box(2, 1), critic: box(1, 1) },
        rows: [[-1], [1]],
        columns: [[-1], [1]],
        optimizer: 'gda[stepSize=0.5]',
      },
      { rounds: 2 },
    )
    const f = (t: number): number => -Math.log(1 + Math.exp(-t))
    const [first, second] = rounds as [MetaGame['rounds'][number], MetaGame['rounds'][number]]
    // ½f(1) + ½f(−1) + f(0); the generator's best against the critics ±1 is ±2.
    expect(Math.abs(first.restricted.value - ((f(1) + f(-1)) / 2 + f(0)))).toBeLessThan(1e-12)
    expect(Math.abs(first.heldOut.lower - ((f(2) + f(-2)) / 2 + f(0)))).toBeLessThan(1e-12)
    expect(Math.abs(first.heldOut.upper + 2 * Math.LN2)).toBeLessThan(1e-9)
    expect(Math.abs(second.restricted.value + 2 * Math.LN2)).toBeLessThan(1e-6)
  })
})

it('an estimate is the mean and its standard error; of a single number without error', () => {
  expect(estimated([1, 2, 3, 4])).toEqual({ mean: 2.5, error: Math.sqrt(5 / 3 / 4) })
  expect(estimated([7])).toEqual({ mean: 7, error: 0 })
})
