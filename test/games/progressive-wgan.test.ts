import { readFileSync } from 'node:fs'
import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import { beforeAll, describe, expect, it } from 'vitest'
import { installSafeGradients } from '../../core/calculus/install.ts'
import { compiledEngine } from '../../core/compile/engine.ts'
import type { Game } from '../../core/contract.ts'
import { key } from '../../core/key.ts'
import { createLab } from '../../core/lab.ts'
import { hostTensor, type HostTensor } from '../../core/host.ts'
import { dirac } from '../../core/mixture.ts'
import { Point } from '../../core/point.ts'
import { Profile } from '../../core/profile.ts'
import { readDigits } from '../../games/data/digits.ts'
import { spectralNorm } from '../../games/progressive-wgan/spectral-norm.ts'
import { firstDirections, moreDirections, population, sampled } from '../../games/progressive-wgan/whitening.ts'
import { builtin } from '../../plugins/builtin.ts'

interface Fixture {
  stages: {
    size: number
    rank: number
    mean: number[]
    eigenvalues: number[]
    beta: number
    trace: number
    Sw: number[]
    Cw: number[]
  }[]
  published: Record<'float32' | 'float64', { constraint: number; largest: number }[]>
  fresh: { rank: number; constraint: number }[]
  capped: { rank: number; constraint: number }[]
  overfit: { n: number; d: number; measured: number; theory: number }
  losses: {
    rows: number[]
    real: number[][]
    W: number[][][]
    U: number[][][]
    v: number[][]
    latent: number[][]
    epsilon: number[]
    weight: number
    drift: number
    output: number
    losses: number[][]
  }
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/progressive_wgan.json', import.meta.url), 'utf8')) as Fixture

const lab = createLab(builtin)
const gameOf = (options: string, seed = 0): Game =>
  lab.assemble({ game: `progressive-wgan[${options}]`, optimizer: 'convex-dual', seed }).game
/** The profile after each stage. */
async function chain(game: Game): Promise<Profile[]> {
  const { stages, solve } = game.views!.staged!()
  const solved: Profile[] = []
  for (let s = 0; s < stages; s++) solved.push(await solve(s, solved))
  return solved
}

it('knows the classes of digits in the size that their classifier takes, and of no other', () => {
  // scikit-learn's digits: np.bincount(load_digits().target)
  const counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
  expect(gameOf('data=digits').gan!.classes).toEqual({ classifier: 'digits', shares: counts.map(n => n / 1797) })
  expect(gameOf('data=digits,sizes=[2,4]').gan!.classes).toBeUndefined()
})

/** Digits averaged to a size, less their mean, by plain loops. */
function centredDigits(size: number): Matrix {
  const { n, pixels } = readDigits()
  const cell = 8 / size
  const X = Matrix.zeros(n, size * size)
  for (let i = 0; i < n; i++)
    for (let y = 0; y < 8; y++)
      for (let x = 0; x < 8; x++) {
        const column = Math.floor(y / cell) * size + Math.floor(x / cell)
        X.set(i, column, X.get(i, column) + pixels[i * 64 + 8 * y + x]! / (16 * cell * cell))
      }
  return X.subRowVector(X.mean('column'))
}
const second = (X: Matrix): Matrix => X.transpose().mmul(X).div(X.rows)
const spectral = (A: Matrix): number => new SingularValueDecomposition(A).diagonal[0]!
const weights = (θ: Point, s: number): Matrix => {
  const [rows, columns] = θ.layout[s]!.shape as [number, number]
  return Matrix.from1DArray(rows, columns, Array.from(θ.hostBlocks()[s]!))
}
/** G of stage s on given latent rows, by the equations: equalised weights times √(2/fan-in), inputs beside fresh latents and ones. */
function generated(θ: Point, s: number, Z: Matrix, from: number, fresh: readonly number[]): Matrix {
  let Y = Z.subMatrix(0, Z.rows - 1, 0, from - 1)
  let at = from
  for (let i = 0; i <= s; i++) {
    const parts = [Y, ...(fresh[i]! > 0 ? [Z.subMatrix(0, Z.rows - 1, at, at + fresh[i]! - 1)] : [])]
    const H = new Matrix(Y.to2DArray().map((row, r) => [...row, ...(parts[1]?.getRow(r) ?? []), 1]))
    at += fresh[i]!
    const W = weights(θ, i)
    Y = H.mmul(W).mul(Math.sqrt(2 / (W.rows - 1)))
  }
  return Y
}
const cosines = (d: number): Matrix => Matrix.columnVector(Array.from({ length: d }, (_, i) => Math.cos(i)))

beforeAll(installSafeGradients)

describe('the chain of closed forms on the digits at 2, 4 and 8 pixels', () => {
  const [from, fresh] = [48, [0, 7, 10]] as const
  it('has the second moments that NumPy has, with the thresholds after ranks 3, 10 and 20', async () => {
    const game = gameOf('ranks=[3,10,20]')
    const profiles = await chain(game)
    const Z = Matrix.eye(65).mul(1)
    for (const [s, stage] of fixture.stages.entries()) {
      // The rows of the identity, with and without the bias: S = AᵀA for white latents.
      const zero = generated(profiles[s]!.at(0), s, Matrix.zeros(1, 65), from, fresh)
      const A = generated(profiles[s]!.at(0), s, Z, from, fresh).subRowVector(zero.getRow(0))
      const S = A.transpose().mmul(A)
      expect(Math.abs(S.trace() - stage.trace)).toBeLessThan(1e-12)
      expect(
        S.mmul(cosines(S.rows))
          .to1DArray()
          .every((x, i) => Math.abs(x - stage.Sw[i]!) < 1e-12),
      ).toBe(true)
      expect(zero.to1DArray().every(x => Math.abs(x) < 1e-14)).toBe(true)
      const C = second(centredDigits(stage.size))
      expect(
        C.mmul(cosines(C.rows))
          .to1DArray()
          .every((x, i) => Math.abs(x - stage.Cw[i]!) < 1e-12),
      ).toBe(true)
      expect(spectral(Matrix.sub(C, S)) / stage.beta).toBeLessThan(1 + 1e-9)
      const { values, threshold } = await game.oracles!.stages![s]!.real()
      expect(Math.abs(threshold / stage.beta - 1)).toBeLessThan(1e-9)
      stage.eigenvalues.forEach((λ, i) => expect(Math.abs(values[i]! - λ)).toBeLessThan(1e-12))
    }
  })

  it.each([
    ['fresh latents', 'ranks=[3,10,20]', [3, 10, 20]],
    ['fresh latents by number', 'ranks=[3,10,20],latent=5,fresh=[0,8,12]', [3, 10, 20]],
    ['a lower rank', 'ranks=[3,10,20],latent=3,cap=true', [3, 3, 3]],
    ['thresholds', 'beta=[0.01,0.02,0.05],latent=5,fresh=[0,10,20]', [2, 7, 18]],
    ['thresholds that are raised', 'beta=[0.01,0.02,0.05],latent=5,cap=true', [2, 2, 2]],
  ])('meets the constraint at every stage with %s', async (_, options, ranks) => {
    const game = gameOf(options)
    const profiles = await chain(game)
    for (const [s, z] of profiles.entries()) {
      const oracle = game.oracles!.stages![s]!
      const { threshold } = await oracle.real()
      const { distance, values } = await oracle.generated(dirac(z.at(0)))
      expect(distance / threshold).toBeLessThan(1 + 1e-6)
      expect(distance / threshold).toBeGreaterThan(1 - 1e-6)
      expect(values.filter(x => x > 1e-9 * values[0]!).length).toBe(ranks[s])
      // Nothing was divided by rounding: the published formula's weights reach 10¹⁶ here.
      expect(Math.max(...z.at(0).host.map(Math.abs))).toBeLessThan(1e3)
    }
    expect(fixture.published.float64[1]!.constraint).toBeGreaterThan(100)
    expect(fixture.published.float64[1]!.largest).toBeGreaterThan(1e12)
  })

  it('on rows that were drawn, whitening=sample is exact and has the mean of the data', async () => {
    const game = gameOf('ranks=[3,10,20],whitening=sample[rows=300]')
    const Z = Matrix.from1DArray(
      300,
      65,
      Array.from(
        key(0)
          .fold('data')
          .fold('whitening')
          .normal(300 * 65),
      ),
    )
    for (const [s, z] of (await chain(game)).entries()) {
      const G = generated(z.at(0), s, Z, from, fresh)
      const { size, beta, Sw } = fixture.stages[s]!
      expect(Math.max(...G.mean('column').map(Math.abs))).toBeLessThan(1e-12)
      expect(
        second(G)
          .mmul(cosines(size ** 2))
          .to1DArray()
          .every((x, i) => Math.abs(x - Sw[i]!) < 1e-11),
      ).toBe(true)
      const { distance } = await game.oracles!.stages![s]!.generated(dirac(z.at(0)))
      expect(Math.abs(distance / beta - 1)).toBeLessThan(1e-6)
    }
  })

  it('goes on with a latent in the same sense: what it draws, averaged, is never against what it drew before', async () => {
    const profiles = await chain(gameOf('ranks=[3,15,60],latent=3'))
    const drawn = [0, 1, 2].map(s => generated(profiles[s]!.at(0), s, Matrix.eye(60), 3, [0, 12, 45]))
    for (const [s, size] of [
      [1, 4],
      [2, 8],
    ] as const)
      for (let latent = 0; latent < (s === 1 ? 3 : 15); latent++) {
        let along = 0
        for (let e = 0; e < size ** 2; e++) {
          const before = (Math.floor(e / size) >> 1) * (size / 2) + ((e % size) >> 1)
          along += drawn[s - 1]!.get(latent, before) * drawn[s]!.get(latent, e)
        }
        expect(along).toBeGreaterThan(-1e-15)
      }
  })

  it('gives the critic ‖V_kᵀx‖², and needs a neuron for each direction', async () => {
    const game = gameOf('ranks=[3,10,20],neurons=[3,11,20]')
    const z = (await chain(game)).at(-1)!
    const [U, v] = z.at(1).hostBlocks().slice(-2) as [Float64Array, Float64Array]
    const V = Matrix.from1DArray(20, 64, Array.from(U)).mul(Math.sqrt(2 / 64))
    expect(spectral(Matrix.sub(V.mmul(V.transpose()), Matrix.eye(20)))).toBeLessThan(1e-12)
    expect([...v].every(x => Math.abs(x * Math.sqrt(2 / 20) - 1) < 1e-12)).toBe(true)
    await expect(chain(gameOf('ranks=[3,10,20],neurons=[3,11,19]'))).rejects.toThrow(
      'the exact critic of size 8 needs neurons (m) of at least 20, one for each direction kept, got 19',
    )
  })
})

describe('whitening', () => {
  it('by a sample makes the first direction (1 + √(d/n))⁻² of its variance on fresh latents, by the law 1', () => {
    const { n, d, measured, theory } = fixture.overfit
    const columns = Array.from({ length: d }, (_, i) => i)
    const first = (law: ReturnType<typeof population>): number =>
      firstDirections(law, columns)[0]!.t.reduce((sum, x) => sum + x * x, 0)
    const ours = [0, 1, 2].map(seed => first(sampled(d, n, key(seed)))).reduce((a, b) => a + b / 3, 0)
    expect(Math.abs(ours - measured)).toBeLessThan(0.01)
    expect(Math.abs(ours - theory)).toBeLessThan(0.02)
    expect(first(population(d))).toBe(1)
  })
  it('leaves a latent out that is a sum of others', () => {
    const law = population(4)
    // ζ₃ = ζ₁ + ζ₂
    const T = new Matrix([
      [1, 0, 0, 0],
      [0, 1, 0, 1],
      [0, 0, 1, 1],
      [0, 1, 1, 2],
    ])
    const directions = moreDirections({ ...law, second: T }, firstDirections({ ...law, second: T }, [0]), [1, 2, 3])
    expect(directions.length).toBe(3)
    const gram = directions.map(a =>
      directions.map(b =>
        Matrix.rowVector([...a.t])
          .mmul(T)
          .mmul(Matrix.columnVector([...b.t]))
          .get(0, 0),
      ),
    )
    expect(spectral(Matrix.sub(new Matrix(gram), Matrix.eye(3)))).toBeLessThan(1e-14)
  })
})

it.each([7, 200])('the spectral norm of a matrix of %i rows whose largest eigenvalue is negative', d => {
  const A = Matrix.from1DArray(d, d, Array.from(key(3).normal(d * d)))
  const E = Matrix.sub(A.transpose().add(A), Matrix.eye(d).mul(8))
  const times = (x: Float64Array): Float64Array => Float64Array.from(E.mmul(Matrix.columnVector([...x])).to1DArray())
  expect(Math.abs(spectralNorm(times, d) / spectral(E) - 1)).toBeLessThan(1e-10)
})

describe('as a game of the field', () => {
  const { losses: f } = fixture
  const options = `sizes=[2,4],ranks=[2,3],latent=2,neurons=[3,2],batch=3,penalty=gp[weight=${f.weight}],drift=${f.drift},output=${f.output}`
  const game = gameOf(options)
  const engine = compiledEngine(
    { game, optimizer: {} as never, key: key(0) },
    { precision: 'float64', device: { threads: 1, provider: 'cpu' } },
  )
  const draw = {
    latent: hostTensor(f.latent.flat(), [3, 3]),
    real: hostTensor(real4(f.real), [3, 4, 4, 1]),
    ε: hostTensor(f.epsilon, [3]),
  }
  function real4(rows: readonly (readonly number[])[]): number[] {
    return rows.flatMap(row =>
      Array.from({ length: 16 }, (_, i) => {
        const [y, x] = [2 * Math.floor(i / 4), 2 * (i % 4)]
        return [0, 1, 8, 9].reduce((sum, o) => sum + row[8 * y + x + o]! / 4, 0)
      }),
    )
  }
  const profile = (depth: number): Profile => {
    const [θ, ψ] = game.players.map(p => p.start(key(0)).layout)
    const flat = (all: readonly unknown[]): Float64Array => Float64Array.from((all as number[][]).flat(4))
    return new Profile([
      new Point(θ!.slice(0, depth), flat(f.W.slice(0, depth))),
      new Point(ψ!.slice(0, 2 * depth), flat(Array.from({ length: depth }, (_, s) => [f.U[s], f.v[s]]))),
    ])
  }
  const evaluated = async (z: Profile, what: 'losses' | 'field'): Promise<readonly HostTensor[]> =>
    engine.evaluate(
      {
        run: (view, z, [latent, real, ε]) => {
          const ξ = { ξ: { latent, real, ε } }
          return what === 'losses' ? [view.loss(0, z, ξ), view.loss(1, z, ξ)] : view.F(z, ξ).points.map(p => p.tensor)
        },
      },
      z,
      [draw.latent, draw.real, draw.ε],
    )

  it('has the losses that NumPy has, of one stage and of both', async () => {
    for (const depth of [1, 2]) {
      const made = (await evaluated(profile(depth), 'losses')).map(t => t.values[0]!)
      const sums = [0, 1].map(i => f.losses.slice(0, depth).reduce((sum, stage) => sum + stage[i]!, 0))
      made.forEach((x, i) => expect(Math.abs(x / sums[i]! - 1)).toBeLessThan(1e-12))
    }
  })
  it('stops gradients between stages: the first stage’s field is the same with and without the second', async () => {
    const [one, both] = [await evaluated(profile(1), 'field'), await evaluated(profile(2), 'field')]
    one.forEach((t, i) => t.values.forEach((x, j) => expect(Math.abs(x - both[i]!.values[j]!)).toBeLessThan(1e-13)))
    expect(both[0]!.values.slice(one[0]!.values.length).some(x => Math.abs(x) > 1e-3)).toBe(true)
    expect(game.claims.semiGradient).toBe(true)
  })
  it('shows the pictures of the stages that a strategy has, each pixel a square, around the mean picture', async () => {
    const run = { run: (_: unknown, z: Profile, [x]: readonly unknown[]) => [game.gan!.generate(z.at(0), x as never)] }
    const θ = profile(1).map(x => x.with(new Float64Array(x.size)))
    const [made] = await engine.evaluate(run, θ, [draw.latent])
    expect(made!.shape).toEqual([3, 4, 4, 1])
    const { mean } = fixture.stages[0]!
    made!.values.forEach((x, at) => {
      const [y, x0] = [Math.floor((at % 16) / 4), at % 4]
      expect(Math.abs(x - mean[2 * Math.floor(y / 2) + Math.floor(x0 / 2)]!)).toBeLessThan(1e-14)
    })
  })
})

it('an answer before the last stage has the blocks of its stages alone', async () => {
  const game = gameOf('sizes=[2,4]')
  const names = (await chain(game)).map(z => z.points.map(x => x.layout.map(b => b.name)))
  expect(names).toEqual([
    [['W2'], ['U2', 'v2']],
    [
      ['W2', 'W4'],
      ['U2', 'v2', 'U4', 'v4'],
    ],
  ])
  expect(game.stages).toEqual([
    [['W2'], ['U2', 'v2']],
    [['W4'], ['U4', 'v4']],
  ])
})

describe('refuses with a sentence', () => {
  it.each([
    ['sizes=[2,4,6]', 'sizes must double from one to the next, as in [4,8,16], got [2, 4, 6]'],
    ['sizes=[3,6]', "sizes must end at the pictures' 8 pixels, or at a half, a quarter, … of them, got 6"],
    ['sizes=[1,2]', 'a size of 1 has 1 columns of 1797 pictures: nothing can be kept; begin with a larger one'],
    ['data=images[folder=games/data/photographs,size=8]', 'at least 3 pictures are needed: of 2, less their mean,'],
    ['ranks=[3,10]', 'ranks (k) must have an entry for each of the 3 sizes 2, 4, 8, got 2'],
    [
      'ranks=[4,10,20]',
      'rank (k) of size 2 must be below its 4 columns, so that β, the eigenvalue after the last one kept, is above 0; got 4',
    ],
    ['ranks=[3,2.5,20]', 'ranks (k) must be integers ≥ 1, got 2.5'],
    ['ranks=[3,10,20],latent=3,fresh=[0,0,0]', 'rank (k) of size 4 is 10, above the rank of its input, 3 and 0 fresh latents'],
    ['ranks=[3,10,20],beta=[1,1,1]', 'give ranks (k) or beta (β), not both'],
    ['beta=[1,0,1],cap=true', 'beta (β) must be a JSON array of numbers > 0'],
    ['beta=[0.1,0.1,0.1]', 'with beta (β) ranks are known only when a stage is solved'],
    [
      'data=patches[size=8,stride=400],sizes=[4,8],ranks=[20,30]',
      'rank (k) of size 4 must be at most 6: 8 pictures have fewer dimensions than its 48 columns, and β must be above 0; got 20',
    ],
  ])('%s', (options, sentence) => {
    expect(() => gameOf(options)).toThrow(sentence)
  })
  it('when a stage is solved: a threshold that keeps too many, ranks beyond the pictures', async () => {
    await expect(chain(gameOf('beta=[0.01,0.02,0.05],latent=3,fresh=[0,1,0]'))).rejects.toThrow(
      'keeps more directions at size 4 than the 3 of its input and fresh latents',
    )
    // Below 1e-9 of the largest eigenvalue rounding alone would violate the constraint.
    await expect(chain(gameOf('sizes=[4],beta=[1e-20],fresh=[0]'))).rejects.toThrow(
      'beta (β) of size 4 must be above 1.26e-10, 1e-9 of the largest eigenvalue, got 1e-20',
    )
    await expect(chain(gameOf('ranks=[3,15,63]'))).rejects.toThrow(
      'rank (k) of size 8 is 63, and the real pictures have no variance beyond that',
    )
  })
})
