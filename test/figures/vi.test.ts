import { describe, expect, it } from 'vitest'
import { answers, apart, atomsOf, fixture, play, squaredNorm, trajectoriesApart } from './play.ts'

type Pair = [number, number]
interface Figures {
  runs: Record<string, { iterates: Pair[]; z200: Pair }>
  eag: Record<'constant' | 'varying', { stepSize: number; squares: Record<string, number> }>
  lookahead: { stepSize: number; every: number; weight: number; modulus: number }[]
  box: Record<string, { iterates: Pair[]; answers?: Pair[]; last: Pair }>
}
const figures = fixture('vi') as Figures
const asProfile = ([x, y]: Pair): number[][] => [[x], [y]]
const game = 'bilinear[start=[[1],[1]]]'
const adam = 'adam[beta1=0.5,beta2=0.9,epsilon=1e-8]'

describe('trajectories of the independent script on f = xy', () => {
  it.each(Object.entries(figures.runs))('%s', async (selector, { iterates, z200 }) => {
    const optimizer = selector.replaceAll('ADAM', adam)
    expect(trajectoriesApart(await play({ game, optimizer }, { steps: 30 }), iterates.map(asProfile))).toBeLessThan(1e-12)
    const [, last] = await play({ game, optimizer }, { steps: 200, every: 200 })
    expect(apart(last!, asProfile(z200))).toBeLessThan(1e-9)
  })
})

describe('extrapolation from the past on f = xy', () => {
  it.each([
    [0.3, 0.9],
    [0.57, 0.96179],
    [0.578, 1.00338],
  ])('η = %d: ‖z‖² changes by %d a step in the mean of steps 200 to 400', async (η, factor) => {
    const [, from, to] = await play({ game, optimizer: `past-extragradient[stepSize=${η}]` }, { steps: 400, every: 200 })
    expect(Math.abs((squaredNorm(to!) / squaredNorm(from!)) ** (1 / 200) - factor)).toBeLessThan(5e-6)
  })

  it('extrapolates to the points of optimistic descent-ascent', async () => {
    const steps = 30
    const past = await play({ game, optimizer: 'past-extragradient[stepSize=0.3]' }, { steps })
    const optimistic = await play({ game: 'bilinear[start=[[0.7],[1.3]]]', optimizer: 'optimistic[stepSize=0.3]' }, { steps })
    // z̄ₖ = zₖ − ηF(z̄ₖ₋₁) and zₖ₊₁ = zₖ − ηF(z̄ₖ), so z̄ₖ₊₁ = z̄ₖ − 2ηF(z̄ₖ) + ηF(z̄ₖ₋₁). Both are begun at z̄₀, the second with F(z̄₀) for F(z₀).
    const F = ([x, y]: number[][]): number[] => [y![0]!, -x![0]!]
    const half: number[][][] = []
    for (const z of past) {
      const before = half.at(-1) ?? past[0]!
      half.push(z.map((x, i) => [x[0]! - 0.3 * F(before)[i]!]))
    }
    const next = (z: number[][], before: number[][]): number[][] =>
      z.map((x, i) => [x[0]! - 0.6 * F(z)[i]! + 0.3 * F(before)[i]!])
    for (let k = 1; k + 1 < half.length; k++) expect(apart(half[k + 1]!, next(half[k]!, half[k - 1]!))).toBeLessThan(1e-14)
    for (let k = 1; k + 1 < optimistic.length; k++)
      expect(apart(optimistic[k + 1]!, next(optimistic[k]!, optimistic[k - 1]!))).toBeLessThan(1e-14)
  })
})

describe('without sets', () => {
  it.each([
    ['fbf[stepSize=0.3,sample=same]', 'extragradient[stepSize=0.3,sample=same]'],
    ['fbf[stepSize=0.3,past=true]', 'past-extragradient[stepSize=0.3]'],
  ])('%s makes the iterates of %s', async (one, other) => {
    const both = await Promise.all([one, other].map(optimizer => play({ game, optimizer }, { steps: 50 })))
    expect(trajectoriesApart(both[0]!, both[1]!)).toBeLessThan(1e-14)
  })
})

describe('on a box with the solution (0.2, −0.3) inside', () => {
  const box = 'vector[start=[1],set=box[low=-0.5,high=1]]'
  const constrained = (id: string): Parameters<typeof play>[0] => ({
    game: 'bilinear[linear=[[0.3],[-0.2]]]',
    players: { x: box, y: box },
    optimizer: id.includes('[') ? id.replace('[', '[stepSize=0.4,') : `${id}[stepSize=0.4]`,
  })
  it.each(Object.entries(figures.box))('%s', async (id, { iterates, answers: points, last }) => {
    expect(trajectoriesApart(await play(constrained(id), { steps: 30 }), iterates.map(asProfile))).toBeLessThan(1e-13)
    const [, end] = await play(constrained(id), { steps: 100, every: 100 })
    expect(apart(end!, asProfile(last))).toBeLessThan(1e-12)
    if (!points) return
    const found = (await answers(constrained(id), { steps: 30 })).map(atomsOf)
    expect(trajectoriesApart(found, points.map(asProfile))).toBeLessThan(1e-13)
  })
})

describe('extra anchored gradient on f = xy', () => {
  it.each(Object.entries(figures.eag))(
    '%s step size: ‖F‖² after 10, 100 and 1,000 steps',
    async (schedule, { stepSize, squares }) => {
      const optimizer = `eag[stepSize=${stepSize},schedule=${schedule}]`
      for (const [steps, square] of Object.entries(squares)) {
        const [, z] = await play({ game, optimizer }, { steps: Number(steps), every: Number(steps) })
        expect(Math.abs(squaredNorm(z!) / square - 1)).toBeLessThan(1e-9)
      }
    },
  )
  it('refuses sets', async () => {
    const optimizer = 'eag[stepSize=0.125]'
    const x = 'vector[start=[1],set=box[limit=1]]'
    await expect(play({ game, players: { x }, optimizer }, { steps: 1 })).rejects.toThrow(/without constraints, and player 'x'/)
  })
})

describe('lookahead over descent-ascent on f = xy', () => {
  it.each(figures.lookahead)(
    'a cycle of $every steps multiplies ‖z‖ by $modulus',
    async ({ stepSize, every, weight, modulus }) => {
      const optimizer = `lookahead[of=gda[stepSize=${stepSize}],every=${every},weight=${weight}]`
      const trajectory = await play({ game, optimizer }, { steps: 40 * every, every })
      for (const [k, z] of trajectory.slice(1).entries())
        expect(Math.sqrt(squaredNorm(z) / squaredNorm(trajectory[k]!))).toBeCloseTo(modulus, 10)
    },
  )
  it('diverges where a cycle is too long', async () => {
    const optimizer = 'lookahead[of=gda[stepSize=0.1],every=1000,weight=0.5]'
    const [start, end] = await play({ game, optimizer }, { steps: 2000, every: 2000 })
    expect(squaredNorm(end!)).toBeGreaterThan(100 * squaredNorm(start!))
  })
})
