import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs'
import { CholeskyDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix'
import { beforeAll, describe, expect, it } from 'vitest'
import { installSafeGradients } from '../../core/calculus/install.ts'
import { compiledEngine } from '../../core/compile/engine.ts'
import type { Option } from '../../core/config/option.ts'
import type { FieldView, Game, Optimizer, StagedView } from '../../core/contract.ts'
import type { Probe } from '../../core/define.ts'
import { hostTensor, type HostTensor } from '../../core/host.ts'
import { hostEngine } from '../../core/hostrun.ts'
import { key } from '../../core/key.ts'
import { spectrum } from '../../core/linear-algebra/symmetric.ts'
import { pure, type Mixture } from '../../core/mixture.ts'
import { Profile } from '../../core/profile.ts'
import { scalar } from '../../core/scalar.ts'
import type { Value } from '../../core/selector.ts'
import { digitsMatrix } from '../../games/data/digits.ts'
import { quadraticWgan } from '../../games/quadratic-wgan.ts'
import { certify } from '../../games/quadratic-wgan/certificate.ts'
import { lifted } from '../../games/quadratic-wgan/closed-form.ts'
import { convexDual } from '../../optimizers/convex/convex-dual.ts'

type Rows = number[][]
interface Problem {
  normalisation: 'mean' | 'sum'
  X: Rows
  Z: Rows
  beta: number
  k: number
  rankZ: number
  pG: number
  S: Rows
}
interface Figures {
  relativeGap: number
  violation: number
  payoff: number
  trace: number
}
interface Run {
  iterates: Rows
  steps: number[]
  payoff: number[]
  relativeGap: number[]
  violation: number[]
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/quadratic_wgan.json', import.meta.url), 'utf8')) as {
  closedForm: { problems: Problem[]; infeasible: Problem[]; fixtureQ: Problem }
  certifiedGap: { C: Rows; beta: number; p: number; points: { name: string; S: Rows; M: Rows; gap: number }[] }
  neural: {
    C: Rows
    sigmaZ: Rows
    beta: number
    p: number
    W0: Rows
    U0: Rows
    v0: number[]
    fieldAtStart: { W: Rows; U: Rows; v: number[] }
    runs: Record<'extragradient' | 'gda', Run>
  }
  digits: {
    beta: number
    k: number
    p: number
    portableStart: { runs: Record<'extragradient-0.3' | 'gda-0.05', Record<string, Figures>> }
  }
}

const gameOf = (options: Readonly<Record<string, Value>> = {}): Game => {
  const config = Object.entries<Option<unknown>>(quadraticWgan.config).map(([name, option]): [string, unknown] => {
    const value = options[name] ?? option.default
    return [name, value === undefined ? null : option.parse(value, { path: `game.${name}`, players: [] })]
  })
  return quadraticWgan.create(Object.fromEntries(config) as never, {}, { key: key(0) })
}
const problemGame = ({ X, Z, beta, normalisation }: Problem): Game =>
  gameOf({ data: X, latent: Z, beta, normalise: normalisation, neurons: 6 })
const certified = (game: Game, answer: readonly Mixture[]) => game.oracles!.certify!(answer)
const staged = (game: Game): StagedView => game.views!.staged!()
const solution = (game: Game): Profile => staged(game).solve(0, []) as Profile

/** XᵀX (divided by n for means) and ‖·‖₂ by singular values, apart from the library. */
const moments = (X: Matrix, normalisation: string): Matrix =>
  Matrix.div(X.transpose().mmul(X), normalisation === 'mean' ? X.rows : 1)
const spectral = (A: Matrix): number => new SingularValueDecomposition(A).diagonal[0]!
const generator = (z: Profile, dz: number): Matrix => {
  const W = z.at(0).host
  return Matrix.from1DArray(dz, W.length / dz, Array.from(W))
}

/** z⁺ = move(z, F(z)), or the field at that point for extragradient; move(z, g) = prox(z − ηg). */
const method = (η: number, extra: boolean): Optimizer<unknown, 'field'> => {
  const step = (view: FieldView, z: Profile): Profile => {
    const move = (g: Profile): Profile => view.prox(z.minus(g.times(scalar(η))), scalar(η))
    const F = (at: Profile): Profile => view.F(at, view.sample())
    return move(F(extra ? move(F(z)) : z))
  }
  return {
    init: (view: FieldView) => ({ z: view.start() }),
    step: (view: FieldView, state) => ({ z: step(view, (state as { z: Profile }).z) }),
    answer: state => pure((state as { z: Profile }).z),
  }
}
const engineOf = (game: Game, optimizer: Optimizer<unknown, 'field'>) =>
  compiledEngine({ game, optimizer, key: key(1) }, { precision: 'float64', device: { threads: 1, provider: 'cpu' } })
/** The answers at the given steps, in float64. */
async function answersAt(
  game: Game,
  optimizer: Optimizer<unknown, 'field'>,
  steps: readonly number[],
): Promise<Map<number, Mixture[]>> {
  const engine = engineOf(game, optimizer)
  let state = await engine.init()
  let k = 0
  const out = new Map<number, Mixture[]>()
  for (const to of steps) {
    if (to > k) ({ state } = await engine.advance(state, k, to - k))
    k = to
    out.set(to, [...(await engine.answer(state))])
  }
  return out
}
const evaluate = (game: Game, run: Probe['run'], z: Profile, inputs: readonly HostTensor[] = []) =>
  engineOf(game, method(0.1, false)).evaluate({ run }, z, inputs)
const losses: Probe['run'] = (view, z) => {
  const ξ = view.sample()
  return [view.loss(0, z, ξ), view.loss(1, z, ξ)]
}
const startingAt = (game: Game, z: readonly (readonly number[])[]): Game => ({
  ...game,
  players: game.players.map((p, i) => ({ ...p, start: k => p.start(k).with(Float64Array.from(z[i]!)) })),
})
const randomProfile = (game: Game, seed: number, size: number): Profile =>
  new Profile(
    game.players.map((p, i) =>
      p.start(key(0)).with(
        key(seed)
          .fold(i)
          .normal(p.start(key(0)).size, 0, size),
      ),
    ),
  )
const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length)
  return Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0)
}

let digits: Game
beforeAll(async () => {
  await tf.ready()
  installSafeGradients()
  digits = gameOf()
})

describe('closed form', () => {
  it.each(fixture.closedForm.problems.map((p, i) => [i, p] as const))('is the independent one: problem %i', (_, problem) => {
    const game = problemGame(problem)
    const z = solution(game)
    const [X, Z] = [new Matrix(problem.X), new Matrix(problem.Z)]
    const S = moments(Z.mmul(generator(z, Z.columns)), problem.normalisation)
    const C = moments(X, problem.normalisation)
    expect(largest(S.to1DArray(), problem.S.flat())).toBeLessThan(1e-10 * spectral(C))
    if (problem.k > 0) expect(Math.abs(spectral(Matrix.sub(C, S)) / problem.beta - 1)).toBeLessThan(1e-8)
    const { gap, violation, value, optimum } = certified(game, pure(z))
    expect(Math.abs(optimum - problem.pG)).toBeLessThan(1e-10 * spectral(C))
    expect(Math.abs(value - problem.pG)).toBeLessThan(1e-10 * spectral(C))
    expect(violation).toBeLessThan(1e-10 * spectral(C))
    expect(Math.abs(gap)).toBeLessThan(1e-10 * spectral(C))
  })

  it('is fixture Q of the reference', () => {
    const problem = { ...fixture.closedForm.fixtureQ, normalisation: 'sum' } as const
    const game = problemGame(problem)
    const S = moments(new Matrix(problem.Z).mmul(generator(solution(game), 2)), 'sum')
    expect(spectral(Matrix.sub(moments(new Matrix(problem.X), 'sum'), S))).toBeCloseTo(2, 12)
    expect(certified(game, pure(solution(game))).value).toBeCloseTo(7.53112887, 8)
  })

  it('is exact on the digits', () => {
    const { n, d, rows } = digitsMatrix()
    const C = moments(Matrix.from1DArray(n, d, Array.from(rows)), 'mean')
    const z = solution(digits)
    const W = generator(z, 16)
    expect(Math.abs(spectral(Matrix.sub(C, W.transpose().mmul(W))) / 0.127918697 - 1)).toBeLessThan(4e-9) // β is published to nine digits
    expect(Math.abs(spectral(Matrix.sub(C, W.transpose().mmul(W))) / fixture.digits.beta - 1)).toBeLessThan(1e-12)
    const { gap, value, optimum } = certified(digits, pure(z))
    expect(Math.abs(optimum - 2.185515243)).toBeLessThan(5e-10)
    expect(Math.abs(value / fixture.digits.p - 1)).toBeLessThan(1e-12)
    expect(Math.abs(gap)).toBeLessThan(1e-12 * optimum)
    expect(
      z
        .at(1)
        .host.slice(-20)
        .filter(v => v !== 0),
    ).toEqual(new Float64Array(10).fill(1))
  })

  it('is a fixed point of extragradient', async () => {
    const z = solution(digits)
    const at = await answersAt(
      startingAt(
        digits,
        z.points.map(p => Array.from(p.host)),
      ),
      method(0.3, true),
      [10],
    )
    at.get(10)!.forEach((m, i) => expect(largest(m.atoms[0]!.host, z.at(i).host)).toBeLessThan(1e-12))
  })

  it('is what convex-dual answers, in one solve', async () => {
    const optimizer = convexDual.create({}, {}, { players: ['generator', 'critic'], sets: digits.players.map(p => p.set) })
    const engine = hostEngine({ game: digits, optimizer, needs: 'staged', key: key(0) })
    const before = await engine.init()
    expect(await engine.answer(before)).toEqual([])
    expect(certified(digits, []).gap).toBeNaN()
    expect(engine.done(before)).toBe(false)
    const { state, counts, flops, estimated } = await engine.advance(before, 0, 5)
    expect(engine.done(state)).toBe(true)
    expect([counts.solves, flops, estimated]).toEqual([1, 9 * 64 ** 3, true])
    expect(Math.abs(certified(digits, await engine.answer(state)).gap)).toBeLessThan(1e-12 * fixture.digits.p)
  })
})

describe('what is refused', () => {
  it.each(fixture.closedForm.infeasible)('latents of rank $rankZ where $k directions are kept', problem => {
    expect(() => problemGame(problem)).toThrow(/rank \(k\).* at most 2, the rank of the latents, got 3/)
  })
  it.each([
    [{ rank: 17 }, /rank \(k\).* at most 16, the rank of the latents, got 17/],
    [{ latent: 9 }, /at most 9, the rank of the latents, got 10/],
    [{ rank: 3, beta: 0.1 }, /rank \(k\) or beta \(β\), not both/],
    [{ rank: 65, latent: 70 }, /rank \(k\) must be at most the data's 64 columns, got 65/],
    [
      {
        data: [
          [1, 0],
          [0, 1],
        ],
        rank: 1,
      },
      /must end where the eigenvalues .* fall/,
    ],
    [{ data: [[1, 0], [0]] }, /rows of equal length/],
    [{ data: 'faces' }, /digits/],
    [{ beta: 0 }, /beta/],
    [{ neurons: 0 }, /neurons/],
  ])('%j', (options, sentence) => {
    expect(() => gameOf(options)).toThrow(sentence)
  })
  it('a closed form with fewer neurons than kept directions, though the game is playable', () => {
    const game = gameOf({ neurons: 9 })
    expect(() => staged(game)).toThrow(/neurons \(m\) of at least 10, .* got 9/)
    expect(game.players[1]!.start(key(0)).size).toBe(9 * 65)
  })
})

describe('certificate', () => {
  it.each(fixture.certifiedGap.points)('is the independent one: $name', ({ S, M, gap }) => {
    const C = new Matrix(fixture.certifiedGap.C)
    const game = lifted(C, spectrum(C), fixture.certifiedGap.beta)
    expect(game.optimum).toBeCloseTo(fixture.certifiedGap.p, 12)
    expect(certify(game, new Matrix(S), new Matrix(M)).gap).toBeCloseTo(gap, 11)
  })

  it('is never negative: 1,000 random profiles', () => {
    const game = problemGame(fixture.closedForm.problems[1]!)
    const p = fixture.closedForm.problems[1]!.pG
    const saddle = solution(game)
    for (let seed = 0; seed < 1000; seed++) {
      const near = seed % 2 === 0
      const step = randomProfile(game, seed, near ? 10 ** -(seed % 7) : 1)
      const { gap, violation } = certified(game, pure(near ? saddle.plus(step) : step))
      expect(gap).toBeGreaterThan(-1e-12 * p)
      expect(violation).toBeGreaterThanOrEqual(0)
    }
  })

  it('of a mixture is that of its mean second moments, not of its mean parameters', () => {
    const p = fixture.closedForm.problems[1]!
    const game = problemGame(p)
    const atoms = [1, 2, 3].map(seed => randomProfile(game, seed, 0.7))
    const weights = [0.5, 0.2, 0.3]
    const mixed = [0, 1].map(i => ({ atoms: atoms.map(z => z.at(i)), weights }))
    const [C, Z] = [moments(new Matrix(p.X), p.normalisation), new Matrix(p.Z)]
    const sum = (parts: Matrix[]): Matrix =>
      parts.reduce((a, b, i) => Matrix.add(a, Matrix.mul(b, weights[i]!)), new Matrix(C.rows, C.rows))
    const S = sum(atoms.map(z => moments(Z.mmul(generator(z, Z.columns)), p.normalisation)))
    const M = sum(
      atoms.map(z => {
        const [U, v] = z.at(1).hostBlocks() as [Float64Array, Float64Array]
        const u = Matrix.from1DArray(6, C.rows, Array.from(U))
        return u
          .transpose()
          .mmul(Matrix.diag(Array.from(v)))
          .mmul(u)
      }),
    )
    const expected = certify(lifted(C, spectrum(C), p.beta), S, M)
    const got = certified(game, mixed)
    expect(got.gap / expected.gap).toBeCloseTo(1, 11)
    expect(got.value / expected.value).toBeCloseTo(1, 11)
    const mean = atoms.map((z, i) => z.times(weights[i]!)).reduce((a, b) => a.plus(b))
    expect(Math.abs(certified(game, pure(mean)).gap / got.gap - 1)).toBeGreaterThan(0.01)
  })

  it('of a point that is not finite is not a number', () => {
    const z = solution(digits)
    const broken = z.with(
      0,
      z.at(0).map(
        x => x,
        () => Infinity,
      ),
    )
    expect(certified(digits, pure(broken)).gap).toBeNaN()
  })
})

describe('neural game', () => {
  const { neural } = fixture
  /** Rows whose sums are the fixture's second moments. */
  const rowsOf = (A: Rows): Rows => new CholeskyDecomposition(new Matrix(A)).lowerTriangularMatrix.transpose().to2DArray()
  const small = (): Game =>
    startingAt(gameOf({ data: rowsOf(neural.C), latent: rowsOf(neural.sigmaZ), beta: 1, normalise: 'sum', neurons: 6 }), [
      neural.W0.flat(),
      [...neural.U0.flat(), ...neural.v0],
    ])
  const start = (game: Game): Profile => new Profile(game.players.map(p => p.start(key(0))))

  it('has the field and the payoff of the independent script', async () => {
    const game = small()
    const field = await evaluate(game, (view, z) => view.F(z, view.sample()).points.map(p => p.tensor), start(game))
    const { W, U, v } = neural.fieldAtStart
    expect(largest(field[0]!.values, W.flat())).toBeLessThan(1e-12)
    expect(largest(field[1]!.values, [...U.flat(), ...v])).toBeLessThan(1e-12)
    const [V, minusV] = await evaluate(game, losses, start(game))
    expect(V!.values[0]).toBeCloseTo(neural.runs.gda.payoff[0]!, 12)
    expect(minusV!.values[0]).toBe(-V!.values[0]!)
  })

  it.each(['extragradient', 'gda'] as const)('has its trajectory: %s', async name => {
    const game = small()
    const { iterates, steps, relativeGap, violation } = neural.runs[name]
    const answers = await answersAt(game, method(0.05, name === 'extragradient'), steps)
    steps.forEach((k, i) => {
      const answer = answers.get(k)!
      expect(
        largest(
          answer.flatMap(m => Array.from(m.atoms[0]!.host)),
          iterates[i]!,
        ),
      ).toBeLessThan(1e-11)
      const certificate = certified(game, answer)
      expect(Math.abs(certificate.gap / neural.p - relativeGap[k]!)).toBeLessThan(1e-11)
      expect(Math.abs(certificate.violation - violation[k]!)).toBeLessThan(1e-11)
    })
  })

  it.each([
    ['extragradient-0.3', 0.3, true],
    ['gda-0.05', 0.05, false],
  ] as const)('has its figures on the digits, with unit rows throughout: %s', async (name, η, extra) => {
    const { rows } = digitsMatrix()
    const W = Array.from({ length: 16 * 64 }, (_, at) => {
      const [i, j] = [Math.floor(at / 64), at % 64]
      return 0.1 * Math.SQRT2 * Math.sin(1.3 * i + 2.1 * j + 0.5 * i * j)
    })
    const U = Array.from({ length: 20 }, (_, r) => {
      const row = Array.from(rows.subarray(89 * r * 64, (89 * r + 1) * 64))
      return row.map(x => x / Math.hypot(...row))
    }).flat()
    const game = startingAt(digits, [W, [...U, ...Array<number>(20).fill(0.1)]])
    const steps = [0, 1, 2, 10, 100]
    const answers = await answersAt(game, method(η, extra), steps)
    for (const k of steps) {
      const expected = fixture.digits.portableStart.runs[name][k]!
      const answer = answers.get(k)!
      const { gap, violation, value } = certified(game, answer)
      expect(Math.abs(gap / fixture.digits.p / expected.relativeGap - 1)).toBeLessThan(1e-9)
      expect(Math.abs(violation - expected.violation)).toBeLessThan(1e-9)
      const [u, v] = answer[1]!.atoms[0]!.hostBlocks() as [Float64Array, Float64Array]
      if (v.every(x => x >= 0)) {
        const paid = fixture.digits.beta * v.reduce((a, b) => a + b, 0)
        expect(Math.abs(value + paid - expected.payoff)).toBeLessThan(1e-9)
      }
      for (let r = 0; r < 20; r++) expect(Math.abs(Math.hypot(...u.subarray(r * 64, (r + 1) * 64)) - 1)).toBeLessThan(1e-14)
    }
  })

  it('reaches the certified optimum from its own start by extragradient, and not by gda', async () => {
    const extra = await answersAt(digits, method(0.3, true), [4000])
    expect(certified(digits, extra.get(4000)!).gap).toBeLessThan(1e-4 * fixture.digits.p)
    const gda = await answersAt(digits, method(0.05, false), [1000, 2000, 4000])
    for (const answer of gda.values()) expect(certified(digits, answer).gap).toBeGreaterThan(3 * fixture.digits.p)
  })
})

describe('starts and samples', () => {
  it('start at distinct normalised data rows, weights v₀, and N(0, σ₀²)', () => {
    const { n, rows } = digitsMatrix()
    const [W, ψ] = digits.players.map(p => p.start(key(3).fold(p.id)))
    const [U, v] = ψ!.hostBlocks() as [Float64Array, Float64Array]
    expect(v).toEqual(new Float64Array(20).fill(0.1))
    const found = Array.from({ length: 20 }, (_, r) => {
      const u = U.subarray(r * 64, (r + 1) * 64)
      const cosine = (at: number): number => {
        const row = rows.subarray(at * 64, (at + 1) * 64)
        return u.reduce((s, x, j) => s + x * row[j]!, 0) / Math.hypot(...row)
      }
      expect(Math.hypot(...u)).toBeCloseTo(1, 14)
      return Array.from({ length: n }, (_, at) => at).find(at => cosine(at) > 1 - 1e-12)
    })
    expect(found).not.toContain(undefined)
    expect(new Set(found).size).toBe(20)
    const variance = W!.host.reduce((s, x) => s + x * x, 0) / 1024
    expect(Math.abs(variance / 0.01 - 1)).toBeLessThan(0.2) // 4.5 standard deviations of the mean of 1,024 squares
  })

  it('give unit rows where neurons outnumber the data', () => {
    const game = gameOf({
      data: [
        [2, 1],
        [0, 0],
        [0, 1],
      ],
      beta: 0.5,
      v0: 0.5,
      neurons: 7,
    })
    const [U, v] = game.players[1]!.start(key(0)).hostBlocks() as [Float64Array, Float64Array]
    for (let r = 0; r < 7; r++) expect(Math.hypot(U[2 * r]!, U[2 * r + 1]!)).toBeCloseTo(1, 14)
    expect(v).toEqual(new Float64Array(7).fill(0.5))
  })

  it.each(['mean', 'sum'] as const)('a minibatch of everything is the full batch: %s', async normalise => {
    const { X, Z: all } = fixture.closedForm.problems[0]!
    const Z = all.slice(0, 5) // other counts, so that the two scales differ
    const game = gameOf({ data: X, latent: Z, beta: 1, normalise, neurons: 6, batch: 4 })
    const whole = gameOf({ data: X, latent: Z, beta: 1, normalise, neurons: 6 })
    const z = randomProfile(game, 5, 1)
    const inputs = [X, Z].map(A => hostTensor(A.flat(), [A.length, A[0]!.length]))
    const [mini] = await evaluate(game, (view, at, [real, latent]) => [view.loss(0, at, { ξ: { real, latent } })], z, inputs)
    const [full] = await evaluate(whole, losses, z)
    expect(mini!.values[0]! / full!.values[0]!).toBeCloseTo(1, 12)
  })

  it('draw rows of the data and latents, the same for the same key', () => {
    const game = gameOf({ batch: 8 })
    const draw = game.sample(key(2)) as { real: HostTensor; latent: HostTensor }
    expect([draw.real.shape, draw.latent.shape]).toEqual([
      [8, 64],
      [8, 16],
    ])
    expect(game.sample(key(2))).toEqual(draw)
    const { rows } = digitsMatrix()
    const first = draw.real.values.slice(0, 64)
    expect(
      Array.from({ length: 1797 }, (_, r) => r).some(r => first.every((x: number, j: number) => x === rows[r * 64 + j])),
    ).toBe(true)
    expect(digits.sample(key(2))).toEqual({})
  })

  it('show a generated row as a digit: the mean is added back', () => {
    const { picture } = digits.gan!
    const { rows } = digitsMatrix()
    const text = Array.from({ length: 64 }, (_, j) => 16 * picture!.level(rows[j]!, j))
    expect(text.slice(0, 8).map(Math.round)).toEqual([0, 0, 5, 13, 9, 1, 0, 0])
    expect([picture!.height, picture!.width, picture!.level(9, 0), picture!.level(-9, 0)]).toEqual([8, 8, 1, 0])
  })
})
