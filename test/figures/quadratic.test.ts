import { describe, expect, it } from 'vitest'
import { apart, fixture, play, trajectoriesApart } from './play.ts'

interface Problem {
  A: number[][]
  B: number[][]
  C: number[][]
  D: number[][]
  a: number[]
  c: number[]
  equilibrium: number[]
  runs: Record<string, number[][]>
}
const { zeroSum, generalSum, start } = fixture('quadratic') as { zeroSum: Problem; generalSum: Problem; start: number[] }
const split = (z: readonly number[]): number[][] => [z.slice(0, 3), z.slice(3)]
const text = JSON.stringify

const gameOf = ({ A, B, C, D, a, c }: Problem, reply: boolean): string =>
  `quadratic[curvatureX=${text(A)},interaction=${text(B)},curvatureY=${text(C)},linear=${text([a, c])},start=${text(split(start))}${reply ? `,reply=${text(D)}` : ''}]`

/** Our words for the script's schedules, of step size η. */
const schedules: Record<string, (η: number) => string> = {
  'constant': η => `constant[of=${η}]`,
  'inverse-sqrt': η => `inverse-sqrt[of=${η}]`,
  'linear-decay-30': η => `linear-decay[of=${η},steps=30]`,
  'linear-decay-20-end-0.1': η => `linear-decay[of=${η},steps=20,end=0.1]`,
  'cosine-30': η => `cosine[of=${η},steps=30]`,
  'cosine-20-end-0.1': η => `cosine[of=${η},steps=20,end=0.1]`,
  'warm-up-10-constant': η => `warm-up[of=${η},steps=10]`,
}
const methods: Record<string, (stepSize: string) => string> = {
  sim: η => `gda[stepSize=${η}]`,
  alt: η => `gda[stepSize=${η},moves=alternating]`,
  extragradient: η => `extragradient[stepSize=${η}]`,
}
function optimizerOf(name: string): string {
  const method = Object.keys(methods).find(m => name.startsWith(`${m}-`))!
  const schedule = schedules[name.slice(method.length + 1)]!
  return methods[method]!(`by-player[x=${schedule(0.2)},y=${schedule(0.3)}]`)
}

describe.each([
  ['zero-sum', zeroSum, gameOf(zeroSum, false)],
  ['zero-sum, with the reply −Bᵀ written out', zeroSum, gameOf(zeroSum, true)],
  ['general-sum', generalSum, gameOf(generalSum, true)],
])('quadratic game, %s: trajectories of the independent script', (_, problem, game) => {
  it.each(Object.entries(problem.runs))('%s', async (name, run) => {
    const trajectory = await play({ game, optimizer: optimizerOf(name) }, { steps: 30 })
    expect(trajectoriesApart(trajectory, run.map(split))).toBeLessThan(1e-12)
  })

  it('step sizes as a JSON array, one a player', async () => {
    const trajectory = await play({ game, optimizer: 'gda[stepSize=[0.2,0.3]]' }, { steps: 30 })
    expect(trajectoriesApart(trajectory, problem.runs['sim-constant']!.map(split))).toBeLessThan(1e-12)
  })

  it('extragradient reaches the equilibrium of the script', async () => {
    const [, last] = await play({ game, optimizer: 'extragradient[stepSize=0.3]' }, { steps: 500, every: 500 })
    expect(apart(last!, split(problem.equilibrium))).toBeLessThan(1e-12)
  })
})
