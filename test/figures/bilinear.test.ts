import { describe, expect, it } from 'vitest'
import { answers, apart, atomsOf, fixture, norm, play, squaredNorm, trajectoriesApart, type Selectors } from './play.ts'

type Pair = [number, number]
interface Run {
  readonly method: string
  readonly order?: string
  readonly stepSize: number
  readonly weight?: number
  readonly direction?: string
  readonly iterates: Pair[]
  readonly z100: Pair
  readonly z200: Pair
  readonly [option: string]: unknown
}
interface Figures {
  runs: Record<string, Run>
  stepMaps: Record<string, { matrix: [Pair, Pair]; determinant: number }>
  adamFloors: Record<string, { stepSize: number; steps: number; min: number; max: number }>
  toyTable: Record<string, Record<string, number>>
  threeDimensional: { A: number[][]; x0: number[]; y0: number[]; stepSize: number } & Record<
    'sim' | 'alt' | 'extragradient',
    { x: number[][]; y: number[][]; x200: number[]; y200: number[] }
  >
}
const figures = fixture('bilinear') as Figures
const game = 'bilinear[start=[[1],[1]]]'
const asProfile = ([x, y]: Pair): number[][] => [[x], [y]]
const ratios = (trajectory: number[][][]): number[] =>
  trajectory.slice(1).map((z, k) => squaredNorm(z) / squaredNorm(trajectory[k]!))

/** Options of a direction as the script and as the library name them. */
const directionOptions: Record<string, Record<string, string>> = {
  adam: { beta1: 'beta1', beta2: 'beta2', eps: 'epsilon' },
  rmsprop: { alpha: 'decay', eps: 'epsilon' },
  momentum: { mu: 'momentum' },
}
function optimizerOf(run: Run): string {
  const options = [`stepSize=${run.stepSize}`]
  if (run.weight !== undefined) options.push(`weight=${run.weight}`)
  if (run.order?.startsWith('alternating')) options.push('moves=alternating')
  if (run.direction) {
    const named = Object.entries(directionOptions[run.direction]!).map(([theirs, ours]) => `${ours}=${String(run[theirs])}`)
    options.push(`direction=${run.direction}[${named.join(',')}]`)
  }
  return `${run.method}[${options.join(',')}]`
}

describe('bilinear game, factors a step of ‖z‖²', () => {
  it('simultaneous descent-ascent grows by 1.09 at every step', async () => {
    const all = ratios(await play({ game, optimizer: 'gda[stepSize=0.3]' }, { steps: 200 }))
    expect(Math.max(...all.map(r => Math.abs(r - 1.09)))).toBeLessThan(1e-12)
  })

  it('extragradient shrinks by 0.9181 at every step', async () => {
    const all = ratios(await play({ game, optimizer: 'extragradient[stepSize=0.3]' }, { steps: 200 }))
    expect(Math.max(...all.map(r => Math.abs(r - 0.9181)))).toBeLessThan(1e-12)
  })

  it('alternating descent-ascent, x first, keeps x² + y² − 0.3xy; y first, with the other sign', async () => {
    for (const [moves, sign] of [
      ['alternating', 1],
      ['["y","x"]', -1],
    ] as const) {
      const trajectory = await play({ game, optimizer: `gda[stepSize=0.3,moves=${moves}]` }, { steps: 200 })
      const kept = trajectory.map(([x, y]) => x![0]! ** 2 + y![0]! ** 2 - sign * 0.3 * x![0]! * y![0]!)
      expect(Math.max(...kept.map(c => Math.abs(c - kept[0]!)))).toBeLessThan(1e-12)
    }
  })

  it.each([
    [0.5, 'regularized-0.1-0.5', 0.91],
    [0.05, 'regularized-0.1-0.05', 1],
  ])(
    'gradient-regularized with h = 0.1, ρ = %d has the step map of the script (%s) with determinant %d',
    async (ρ, name, determinant) => {
      const image = async (start: string): Promise<number[]> => {
        const optimizer = `gradient-regularized[stepSize=0.1,weight=${ρ}]`
        const [, z] = await play({ game: `bilinear[start=${start}]`, optimizer }, { steps: 1 })
        return z!.flat()
      }
      const [[a, c], [b, d]] = [await image('[[1],[0]]'), await image('[[0],[1]]')] as [Pair, Pair]
      expect(Math.abs(a * d - b * c - determinant)).toBeLessThan(1e-12)
      expect(
        apart(
          [
            [a, b],
            [c, d],
          ],
          figures.stepMaps[name]!.matrix,
        ),
      ).toBeLessThan(1e-12)
    },
  )
})

describe('bilinear game, trajectories of the independent script', () => {
  const known = Object.entries(figures.runs).filter(([, run]) => run.method !== 'extrapolation from the past')

  it('covers all but one of its methods', () => expect(known).toHaveLength(Object.keys(figures.runs).length - 1))

  it.each(known)('%s', async (_, run) => {
    const optimizer = optimizerOf(run)
    const trajectory = await play({ game, optimizer }, { steps: 50 })
    expect(trajectoriesApart(trajectory, run.iterates.map(asProfile))).toBeLessThan(1e-9)
    const [, z100, z200] = await play({ game, optimizer }, { steps: 200, every: 100 })
    expect(apart(z100!, asProfile(run.z100))).toBeLessThan(1e-9)
    expect(apart(z200!, asProfile(run.z200))).toBeLessThan(1e-9)
  })

  it.each([
    ['sim', 'gda[stepSize=0.3]'],
    ['alt', 'gda[stepSize=0.3,moves=alternating]'],
    ['extragradient', 'extragradient[stepSize=0.3]'],
  ] as const)('%s in three dimensions with a full matrix', async (name, optimizer) => {
    const { A, x0, y0, [name]: run } = figures.threeDimensional
    const game = `bilinear[matrix=${JSON.stringify(A)},start=${JSON.stringify([x0, y0])}]`
    const trajectory = await play({ game, optimizer }, { steps: 30 })
    expect(
      trajectoriesApart(
        trajectory,
        run.x.map((x, k) => [x, run.y[k]!]),
      ),
    ).toBeLessThan(1e-9)
    const [, last] = await play({ game, optimizer }, { steps: 200, every: 200 })
    expect(apart(last!, [run.x200, run.y200])).toBeLessThan(1e-9)
  })
})

describe('bilinear game with Adam', () => {
  it('ExtraAdam makes the two iterates of the reference', async () => {
    const optimizer = 'extragradient[stepSize=0.1,direction=adam[beta1=0.5,beta2=0.9,epsilon=1e-8]]'
    const [, first, second] = await play({ game, optimizer }, { steps: 2 })
    expect(Math.max(...[0.89878048, 1.09838197].map((c, i) => Math.abs(c - first![i]![0]!)))).toBeLessThan(5e-9)
    expect(Math.max(...[0.79555297, 1.19365343].map((c, i) => Math.abs(c - second![i]![0]!)))).toBeLessThan(5e-9)
  })

  it.each([
    ['sim-adam', 'gda'],
    ['extra-adam', 'extragradient'],
  ])('%s ends in the ring of the script at η = 0.01', async (name, id) => {
    const { stepSize, steps, min, max } = figures.adamFloors[name]!
    const optimizer = `${id}[stepSize=${stepSize},direction=adam[beta1=0.5,beta2=0.9,epsilon=1e-8]]`
    const tail = await play({ game, optimizer }, { steps, after: steps - 499 })
    const norms = tail.map(norm)
    expect(norms).toHaveLength(500)
    expect(Math.abs(Math.min(...norms) / min - 1)).toBeLessThan(1e-6)
    expect(Math.abs(Math.max(...norms) / max - 1)).toBeLessThan(1e-6)
  })
})

describe('bilinear game with y in [−1, 1] from (2, 0.5): the toy table, distances after 100 steps', () => {
  const toy = figures.toyTable
  const clipped = (optimizer: string): Selectors => ({
    game: 'bilinear[start=[[2],[0.5]]]',
    players: { y: 'vector[start=[0.5],set=box[limit=1]]' },
    optimizer,
  })
  const adam = 'adam[beta1=0,beta2=0.99,correction=false]'
  it.each([
    ['gda[stepSize=0.1]', 1.0775885563, toy['sim-0.1']!.distance!],
    ['gda[stepSize=0.1,moves=["y","x"]]', 0.9958721691, toy['alt-0.1']!.distance!],
    [`gda[stepSize=0.01,direction=${adam}]`, 0.9956877271, toy['adam-0.01']!.simultaneous!],
    ['extragradient[stepSize=0.6]', 2.9828628651e-6, toy['extragradient-0.6-half-clipped']!.distance!],
  ])('%s: %d', async (optimizer, published, computed) => {
    const [, last] = await play(clipped(optimizer), { steps: 100, every: 100 })
    expect(Math.abs(norm(last!) - published)).toBeLessThan(1e-10)
    expect(Math.abs(norm(last!) - computed)).toBeLessThan(1e-12)
  })

  it('extrapolation from the past, η = 0.5: 1.23e-13', async () => {
    const [, last] = await play(clipped('past-extragradient[stepSize=0.5]'), { steps: 100, every: 100 })
    expect(Math.abs(norm(last!) / 1.23e-13 - 1)).toBeLessThan(0.005)
    expect(Math.abs(norm(last!) / toy['past-0.5']!.distanceWithHalfClipped! - 1)).toBeLessThan(1e-9)
  })

  it('averages of descent-ascent with η = 2/√t: all 101 iterates alike, and weighted by step size', async () => {
    const gda = 'gda[stepSize=inverse-sqrt[of=2]]'
    const rows = toy['average-2/sqrt(t)'] as unknown as Record<string, Pair>
    const average = async (options: string): Promise<number[][]> => {
      const [, last] = await answers(clipped(`average[of=${gda},kind=uniform,${options}]`), { steps: 100, every: 100 })
      return atomsOf(last!)
    }
    expect(apart(await average('includeStart=true'), asProfile(rows.meanOfAll101!))).toBeLessThan(1e-12)
    expect(apart(await average('weights=step-size'), asProfile(rows.meanWeightedByNextStep!))).toBeLessThan(1e-12)
  })
})

describe('the mean of a Gaussian (arXiv:1711.00141): min over θ, max over w of ⟨w, v − θ⟩, v = (3, 4), η = 0.1', () => {
  const game = 'bilinear[matrix=[[-1,0],[0,-1]],linear=[[0,0],[3,4]],start=[[1.7,1.7],[1.4,1.4]]]'
  const mean = (θ: readonly number[][], j: number): number => θ.reduce((s, x) => s + x[j]!, 0) / θ.length
  const near = (found: readonly number[], published: readonly number[]): void =>
    published.forEach((v, j) => expect(Math.abs(found[j]! - v)).toBeLessThan(5.1e-9))

  it('descent-ascent with w clipped to [−1, 1]: mean and last of 1,000 iterates as printed', async () => {
    // The published start w = (1.4, 1.4) is outside: the first step, θ + 0.1w and the clipped w, is made by hand.
    const players = { x: 'vector[start=[1.84,1.84]]', y: 'vector[start=[1,1],set=box[limit=1]]' }
    const played = await play({ game, players, optimizer: 'gda[stepSize=0.1]' }, { steps: 998 })
    const θ = [[1.7, 1.7], ...played.map(([x]) => x!)]
    expect(θ).toHaveLength(1000)
    near([mean(θ, 0), mean(θ, 1)], [3.01224287, 3.98588748])
    near(θ.at(-1)!, [3.48000545, 5.07760794])
  })

  it('optimistic descent-ascent: mean of 1,000 iterates, the first one twice, as printed', async () => {
    const θ = (await play({ game, optimizer: 'optimistic[stepSize=0.1]' }, { steps: 998 })).map(([x]) => x!)
    const all = [θ[0]!, ...θ]
    expect(all).toHaveLength(1000)
    near([mean(all, 0), mean(all, 1)], [3.01131623, 4.00931959])
  })
})
