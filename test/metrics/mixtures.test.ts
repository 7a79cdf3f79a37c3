import { lastValueFrom, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { Game } from '../../core/contract.ts'
import { engineOf } from '../../core/execute.ts'
import { hostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { createLab, type Assembled } from '../../core/lab.ts'
import { measure } from '../../core/measure.ts'
import { dirac, type Mixture } from '../../core/mixture.ts'
import { Refusal } from '../../core/refusal.ts'
import { everySteps, run } from '../../core/run.ts'
import { builtin } from '../../plugins/builtin.ts'
import { ganOf, rows, seenOf, vector } from './seen.ts'

const lab = createLab(builtin)
const table = 'data=[[2,1],[1,2],[0,1]],latent=[[1,0],[0,1],[1,1]]'

/** Runs whose answers are mixtures. */
const runs = {
  'gan': ['gan[batch=4,latent=2]', 'chekhov[stepSize=0.05,queue=3]', { generator: 'mlp[hidden=[4]]', critic: 'mlp[hidden=[4]]' }],
  'matrix': ['matrix[payoff=portable]', 'chekhov[queue=3]', {}],
  'semi-shallow': ['semi-shallow-gan[grid=41]', 'chekhov-ftl[horizon=9]', {}],
  'quadratic-wgan': [`quadratic-wgan[${table},beta=2,normalise=sum,neurons=2]`, 'chekhov[stepSize=0.01,queue=3]', {}],
  'two-layer-wgan': [`two-layer-wgan[activation=polynomial,${table},beta=1]`, 'chekhov[stepSize=0.01,queue=3]', {}],
  'bilinear': ['bilinear', 'average[of=gda,kind=mixture[atoms=4]]', {}],
} as const
type Name = keyof typeof runs

const [notGan, noEquilibrium, noPayoff] = [/is not a GAN/, /claims no equilibrium/, /no payoff matrix/]
const finite: Readonly<Record<string, RegExp>> = { exploitability: noPayoff, optimality: /no linear program/, stages: /no stages/, directions: /no generator of pictures/ } // prettier-ignore
const gan: Readonly<Record<string, RegExp>> = { ...finite, 'classes': /no classifier/, 'distance': noEquilibrium, 'certified-gap': /certifies no gap/, 'duality-gap': noPayoff, 'phase-portrait': /needs two players of one/, 'restricted-gap': /zero-sum/ } // prettier-ignore
const wgan: Readonly<Record<string, RegExp>> = { ...gan, 'modes-pacgan': /no known modes/, 'modes-veegan': /no known modes/, 'mode-weights': /no known modes/, 'restricted-gap': /no product of intervals/ } // prettier-ignore
const noGan: Readonly<Record<string, RegExp>> = { 'modes-pacgan': notGan, 'modes-veegan': notGan, 'mode-weights': notGan, 'classes': notGan, 'sliced-wasserstein': notGan, 'frechet-distance': notGan, 'samples': notGan, 'components': notGan } // prettier-ignore
const without = (all: Readonly<Record<string, RegExp>>, ...ids: string[]): Readonly<Record<string, RegExp>> =>
  Object.fromEntries(Object.entries(all).filter(([id]) => !ids.includes(id)))

/** What each run is not measured by, and why; every other metric of the registry gives finite numbers. */
const refused: Record<Name, Readonly<Record<string, RegExp>>> = {
  'gan': gan,
  'matrix': { ...without({ ...gan, ...noGan }, 'duality-gap', 'exploitability'), 'restricted-gap': /no product of intervals/ },
  'semi-shallow': {
    ...without(wgan, 'duality-gap'),
    samples: /neither pictures nor points/,
    components: /neither pictures nor points/,
  },
  'quadratic-wgan': without(wgan, 'certified-gap'),
  'two-layer-wgan': without(wgan, 'certified-gap'),
  'bilinear': {
    ...without({ ...finite, ...noGan }, 'distance', 'restricted-gap'),
    'duality-gap': noPayoff,
    'certified-gap': /certifies no gap/,
  },
}

/** The last measured step of a run, by all metrics that apply; what is refused is thrown out with its sentence. */
async function measured(name: Name): Promise<{ readonly numbers: Record<string, number>; readonly why: Record<string, string> }> {
  const [game, optimizer, players] = runs[name]
  const why: Record<string, string> = {}
  const wanted = (metric: string): Assembled => lab.assemble({ game, optimizer, players, metrics: [metric], seed: 3 })
  const metrics = lab
    .list('metric')
    .map(m => m.id)
    .filter(id => {
      try {
        return wanted(id)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        why[id] = error.message
        return false
      }
    })
  const assembled = lab.assemble({ game, optimizer, players, metrics, seed: 3 })
  const { engine } = await engineOf(assembled, { execution: 'auto', precision: 'float64' })
  const budget = { steps: 7 }
  const ticks = run({ engine, key: assembled.key, budget, measured: everySteps(7) }).pipe(measure(assembled.metrics), toArray())
  const last = (await lastValueFrom(ticks)).at(-1)!
  engine.dispose()
  expect(Math.max(...last.answer.map(m => m.atoms.length))).toBeGreaterThan(1)
  const named = assembled.metrics.flatMap(({ metric }) => metric.names!(assembled.optimizer))
  expect(Object.keys(last.metrics).sort()).toEqual([...named].sort())
  return { numbers: last.metrics, why }
}

describe('every metric of the registry on answers that are mixtures', () => {
  it.each(Object.keys(runs) as Name[])('%s: finite numbers, or a sentence', async name => {
    const { numbers, why } = await measured(name)
    for (const [id, value] of Object.entries(numbers)) expect(Number.isFinite(value), `${id} = ${value}`).toBe(true)
    const others = runs[name][1].startsWith('average') ? { averages: /side-by-side/ } : {}
    const expected = { ...refused[name], ...others }
    expect(Object.keys(why).sort()).toEqual(Object.keys(expected).sort())
    for (const [id, sentence] of Object.entries(expected)) expect(why[id]).toMatch(sentence)
  })
})

const mixed = (weights: readonly number[], ...atoms: readonly (readonly number[])[]): Mixture => ({
  atoms: atoms.map(a => vector(...a)),
  weights,
})
const single = async (game: string, metric: string, answer: readonly Mixture[]): Promise<Readonly<Record<string, number>>> => {
  const made = lab.assemble({ game, optimizer: 'gda', metrics: [metric], seed: 0 })
  return made.metrics[0]!.metric.measure(seenOf(made.game, answer))
}

describe('numbers of mixtures, against sums over their atoms', () => {
  it('restricted-gap: replies to the mean payoff', async () => {
    const [α, β, γ, r] = [0.5, 2, 4, 1]
    const game = `quadratic[curvatureX=[[${α}]],interaction=[[${β}]],curvatureY=[[${γ}]]]`
    const [w, x, q, y] = [
      [0.25, 0.75],
      [0.9, -0.3],
      [0.5, 0.3, 0.2],
      [0.1, -0.6, 0.8],
    ]
    const mean = (p: readonly number[], f: (i: number) => number): number => p.reduce((s, pi, i) => s + pi * f(i), 0)
    const answer = [mixed(w, ...x.map(v => [v])), mixed(q, ...y.map(v => [v]))]
    const found = await single(game, `restricted-gap[radius=${r},tolerance=1e-12]`, answer)
    // A reply on a grid of 2·10⁵ cells misses at most γ·10⁻¹⁰/8.
    const grid = Array.from({ length: 200001 }, (_, k) => k / 1e5 - 1)
    const f = (a: number, b: number): number => (α * a * a) / 2 + β * a * b - (γ * b * b) / 2
    const [Ex, Ey] = [mean(w, i => x[i]!), mean(q, j => y[j]!)]
    const [Exx, Eyy] = [mean(w, i => x[i]! ** 2), mean(q, j => y[j]! ** 2)]
    const upper = grid.reduce((m, b) => Math.max(m, (α * Exx) / 2 + β * Ex * b - (γ * b * b) / 2), -Infinity)
    const lower = grid.reduce((m, a) => Math.min(m, (α * a * a) / 2 + β * a * Ey - (γ * Eyy) / 2), Infinity)
    expect(found['restricted-gap']).toBeCloseTo(upper - lower, 9)
    expect(found['restricted-gap-missing']).toBeLessThan(1e-11)
    const losses = await single(game, 'losses', answer)
    expect(losses['loss-x']).toBeCloseTo(
      mean(w, i => mean(q, j => f(x[i]!, y[j]!))),
      12,
    )
  })

  it('field-norm and hamiltonian of a bilinear game: every atom meets the mean of the other player', async () => {
    const A = [
      [1, -2],
      [0.5, 3],
    ]
    const [w, X, q, Y] = [[0.25, 0.75], [[1, 2], [-1, 0.5]], [0.5, 0.3, 0.2], [[0, 1], [2, -1], [1, 1]]] as const // prettier-ignore
    const mean = (p: readonly number[], Z: readonly (readonly number[])[]) =>
      [0, 1].map(k => Z.reduce((s, z, i) => s + p[i]! * z[k]!, 0))
    const [x, y] = [mean(w, X), mean(q, Y)]
    const Ay = A.map(row => row[0]! * y[0]! + row[1]! * y[1]!)
    const Atx = [0, 1].map(j => A[0]![j]! * x[0]! + A[1]![j]! * x[1]!)
    const square = [...Ay, ...Atx].reduce((s, v) => s + v * v, 0)
    const answer = [mixed(w, ...X), mixed(q, ...Y)]
    const game = `bilinear[matrix=${JSON.stringify(A)}]`
    expect((await single(game, 'field-norm', answer))['field-norm']).toBeCloseTo(Math.sqrt(square), 9)
    expect((await single(game, 'hamiltonian', answer)).hamiltonian).toBeCloseTo(square / 2, 11)
    const far = [...X.map(z => w[X.indexOf(z)]! * (z[0] ** 2 + z[1] ** 2)), ...Y.map(z => q[Y.indexOf(z)]! * (z[0] ** 2 + z[1] ** 2))] // prettier-ignore
    const { distance } = await single(game, 'distance', answer)
    expect(distance).toBeCloseTo(Math.sqrt(far.reduce((a, b) => a + b)), 12)
  })

  it('losses of quadratic-wgan: the payoff of every pair of atoms, from its rows', async () => {
    const [data, latent] = [[[2, 1], [1, 2], [0, 1]], [[1, 0], [0, 1], [1, 1]]] as const // prettier-ignore
    const game = runs['quadratic-wgan'][0]
    const { players } = lab.assemble({ game, optimizer: 'gda', seed: 0 }).game
    const like = players.map(p => p.start(key(0)))
    const at = (i: number, ...values: number[]) => like[i]!.with(Float64Array.from(values))
    const [W, V] = [[[1, 0.5, -0.2, 0.8], [0.1, 0.3, 0.9, -0.4]], [[1, 0, 0.6, 0.8, 0.7, -0.2], [0, 1, -0.8, 0.6, 0.3, 0.5]]] as const // prettier-ignore
    const [w, q] = [
      [0.3, 0.7],
      [0.6, 0.4],
    ] as const
    const payoff = (G: readonly number[], [a, b, c, d, v0, v1]: readonly number[]): number => {
      const D = (x: readonly number[]): number => v0! * (a! * x[0]! + b! * x[1]!) ** 2 + v1! * (c! * x[0]! + d! * x[1]!) ** 2
      const made = latent.map(z => [z[0] * G[0]! + z[1] * G[2]!, z[0] * G[1]! + z[1] * G[3]!])
      const sum = (list: readonly (readonly number[])[], f: (x: readonly number[]) => number): number => list.reduce((s, x) => s + f(x), 0) // prettier-ignore
      return sum(data, D) - sum(made, D) + sum(made, x => x[0]! ** 2 + x[1]! ** 2)
    }
    const expected = W.reduce((s, G, i) => s + V.reduce((t, D, j) => t + w[i]! * q[j]! * payoff(G, D), 0), 0)
    const answer: Mixture[] = [
      { atoms: W.map(G => at(0, ...G)), weights: w },
      { atoms: V.map(D => at(1, ...D)), weights: q },
    ]
    expect((await single(game, 'losses', answer))['loss-generator']).toBeCloseTo(expected, 11)
  })
})

describe('samples of a mixture are those of its atoms, by weight', () => {
  // The generator moves a latent of 0 to its atom; real rows are (±1, 0), one after the other.
  const real = (n: number): Float64Array => Float64Array.from({ length: 2 * n }, (_, k) => (k % 2 === 1 ? 0 : k % 4 === 0 ? 1 : -1)) // prettier-ignore
  const centres = rows([[1, 0], [-1, 0], [0, 5]]) // prettier-ignore
  const game: Game = ganOf(2, { drawReal: (_, n) => hostTensor(real(n), [n, 2]), modes: { centres, sd: 0.1 } })
  const answer = [mixed([0.25, 0.6, 0.15], [-1, 0], [1, 0], [0, 1]), dirac(vector(0))]
  const of = async (id: string, config: object): Promise<Readonly<Record<string, number>>> =>
    lab.find('metric', id).create(config as never, game).measure(seenOf(game, answer)) // prettier-ignore

  it('modes and their share of high quality', async () => {
    for (const id of ['modes-pacgan', 'modes-veegan']) {
      const suffix = id === 'modes-veegan' ? '-veegan' : ''
      expect(await of(id, {})).toMatchObject({ [`modes${suffix}`]: 2, [`high-quality${suffix}`]: 0.85 })
    }
  })
  it('sliced-wasserstein: the distance of point masses, direction by direction', async () => {
    const found = await of('sliced-wasserstein', { samples: 2000, directions: 16 })
    const cdf = (points: readonly (readonly [at: number, mass: number])[], x: number): number => points.reduce((s, [at, m]) => s + (at <= x ? m : 0), 0) // prettier-ignore
    const W1 = (c: number, s: number): number => {
      const made = [[-c, 0.25], [c, 0.6], [s, 0.15]] as const // prettier-ignore
      const data = [[-c, 0.5], [c, 0.5]] as const // prettier-ignore
      const places = [...made, ...data].map(p => p[0]).sort((a, b) => a - b)
      return places.slice(1).reduce((sum, x, i) => sum + (x - places[i]!) * Math.abs(cdf(made, places[i]!) - cdf(data, places[i]!)), 0) // prettier-ignore
    }
    const angles = Array.from({ length: 16 }, (_, k) => ((k + 0.5) * Math.PI) / 16)
    const expected = angles.reduce((sum, t) => sum + W1(Math.cos(t), Math.sin(t)) / 16, 0)
    expect(found['sliced-wasserstein']).toBeCloseTo(expected, 12)
  })
  it('frechet-distance of means and covariances over the atoms', async () => {
    const n = 2000
    const found = await of('frechet-distance', { features: { kind: 'pixels' }, samples: n })
    // Mean (0.35, 0.15); the covariances are those of point masses, and the real one is diag(1, 0): only its first axis counts.
    const [m, v, cov] = [[0.35, 0.15], [0.85 - 0.35 ** 2, 0.15 - 0.15 ** 2], -0.35 * 0.15] as const
    const c = n / (n - 1)
    expect(cov).toBeLessThan(0)
    const expected = m[0] ** 2 + m[1] ** 2 + c * (1 + v[0] + v[1] - 2 * Math.sqrt(v[0]))
    expect(found['frechet-pixels']).toBeCloseTo(expected, 9)
  })
})
