import { describe, expect, it } from 'vitest'
import type { Game } from '../../core/contract.ts'
import type { Engine } from '../../core/engine.ts'
import { engineOf } from '../../core/execute.ts'
import { Point } from '../../core/point.ts'
import { analysed } from '../spectrum/spectrum.ts'
import { apart, atomsOf, fixture, lab } from './play.ts'

interface Run {
  readonly optimizer: string
  readonly fifth: number[][]
  readonly elsewhere: readonly (readonly [step: number, gap: number])[]
  readonly gaps: readonly (readonly [step: number, gap: number])[]
}
interface Known {
  readonly X: number[][]
  readonly k: number
  readonly S: number[]
  readonly M: number[]
  /** Spectral radii of steps at the saddle by optimizer. */
  readonly rates: Readonly<Record<string, number>>
}
const { small, near, digits } = fixture('lifted_wgan') as {
  small: Known & { start: number[][]; runs: Run[] }
  near: Known
  digits: Pick<Known, 'rates'> & { runs: Pick<Run, 'optimizer' | 'gaps'>[]; leastOfGda: number }
}
const gameOf = ({ X, k }: Known, start = 0): string => `lifted-wgan[data=${JSON.stringify(X)},rank=${k},start=${start}]`
const game = gameOf(small)

/** The run, from given points where there are any. */
async function opened(game: string, optimizer: string, start?: readonly number[][]): Promise<{ game: Game; engine: Engine }> {
  const assembled = lab.assemble({ game, optimizer, seed: 0 })
  const players = assembled.game.players.map((player, i) =>
    start ? { ...player, start: () => new Point([{ name: 'A', shape: [6, 6] }], Float64Array.from(start[i]!)) } : player,
  )
  const played = { ...assembled.game, players }
  const { engine } = await engineOf({ ...assembled, game: played }, { execution: 'compiled', precision: 'float64' })
  return { game: played, engine }
}

/** The answers after these steps, with their certified gaps over p*. */
async function follow(game: string, optimizer: string, steps: readonly number[], start?: readonly number[][]) {
  const { game: played, engine } = await opened(game, optimizer, start)
  let state = await engine.init()
  const seen: { gap: number; z: number[][] }[] = []
  let k = 0
  for (const to of steps) {
    state = (await engine.advance(state, k, to - k)).state
    k = to
    const answer = await engine.answer(state)
    const { gap, optimum } = played.oracles!.certify!(answer)
    seen.push({ gap: gap / optimum, z: atomsOf(answer) })
  }
  engine.dispose()
  return seen
}
/** The gaps of the script at its steps up to some; relatively, down to what rounding leaves of them. */
async function agrees(
  game: string,
  optimizer: string,
  gaps: Run['gaps'],
  upTo: number,
  start?: readonly number[][],
): Promise<void> {
  const known = gaps.filter(([step]) => step <= upTo)
  const seen = await follow(
    game,
    optimizer,
    known.map(([step]) => step),
    start,
  )
  known.forEach(([step, gap], i) => expect(Math.abs(seen[i]!.gap - gap), `step ${step}`).toBeLessThan(1e-7 * gap + 1e-12))
}

describe('lifted-wgan, six columns and three directions kept', () => {
  it.each(small.runs.map(r => [r.optimizer, r] as const))('as the independent script: %s', async (optimizer, run) => {
    await agrees(game, optimizer, run.gaps, 300)
    await agrees(game, optimizer, run.elsewhere, 300, small.start)
    const [five] = await follow(game, optimizer, [5], small.start)
    expect(apart(five!.z, run.fifth)).toBeLessThan(1e-13)
  })

  it('PDHG is at 1e-7 in 30 steps and at 1e-14 in 100, extragradient at 1e-13 in 1000, descent-ascent cycles', () => {
    const at = (optimizer: string, step: number): number =>
      small.runs.find(r => r.optimizer === optimizer)!.gaps.find(([k]) => k === step)![1]
    expect(at('pdhg[tau=0.9,sigma=0.9]', 30)).toBeLessThan(1e-7)
    expect(at('pdhg[tau=0.9,sigma=0.9]', 100)).toBeLessThan(2e-14)
    expect(at('extragradient[stepSize=0.5]', 1000)).toBeLessThan(1e-13)
    expect(at('gda[stepSize=0.1]', 4000)).toBeGreaterThan(0.95)
  })
})

/** By what a step multiplies the distance to the saddle in a run from a start that commutes with nothing, between 1e-7 and 1e-9 of it. */
async function seenRate(known: Known, optimizer: string, rate: number): Promise<number> {
  const [from, to] = [1e-7, 1e-9].map(fall => Math.ceil(Math.log(fall) / Math.log(rate))) as [number, number]
  const far = ({ z }: { z: number[][] }): number => Math.hypot(...z.flat().map((x, i) => x - [...known.S, ...known.M][i]!))
  const [a, b] = await follow(gameOf(known, 0.3), optimizer, [from, to])
  return (far(b!) / far(a!)) ** (1 / (to - from))
}

/** Rates by the products of the proximal maps' slopes, direction by direction. */
describe.each([
  ['apart', small],
  ['near the threshold', near],
] as const)('lifted-wgan, rates where eigenvalues are %s', (_, known) => {
  const fields = Object.entries(known.rates).filter(([optimizer]) => !optimizer.startsWith('pdhg'))
  it.each(fields)('%s multiplies by %s, as analyze predicts and a run shows', async (optimizer, rate) => {
    const { verdict, derivative } = await analysed({ game: gameOf(known), optimizer })
    expect(derivative).toBe('exact')
    expect(verdict).toMatchObject({ kind: rate > 1 ? 'diverges' : 'converges' })
    expect(Math.abs((verdict as { rate: number }).rate - rate)).toBeLessThan(1e-8)
    if (rate < 1) expect(Math.abs((await seenRate(known, optimizer, rate)) - rate)).toBeLessThan(1e-4)
  })
})

it.each(Object.entries(near.rates).filter(([optimizer]) => optimizer.startsWith('pdhg')))(
  'lifted-wgan, near the threshold: %s multiplies by %s',
  async (optimizer, rate) => expect(Math.abs((await seenRate(near, optimizer, rate)) - rate)).toBeLessThan(1e-4),
)

describe('lifted-wgan, the digits', () => {
  it.each(digits.runs.map(r => [r.optimizer, r] as const))('as the independent script: %s', async (optimizer, { gaps }) => {
    const few = optimizer === 'pdhg' ? 100 : optimizer.startsWith('extra') ? 25 : 50
    await agrees('lifted-wgan', optimizer, gaps, process.env.SADDLE_PRODUCT === 'whole' ? 1000 : few)
  })

  it('the script has PDHG at 1e-12 in 200 steps, extragradient at 1e-8 in 1000, descent-ascent nowhere', () => {
    const last = (i: number): number => digits.runs[i]!.gaps.at(-1)![1]
    expect(last(0)).toBeLessThan(1e-12)
    expect(last(1)).toBeLessThan(1e-8)
    expect(digits.leastOfGda).toBeGreaterThan(0.5)
    expect(last(3)).toBeGreaterThan(0.1)
  })

  it('from a start that does not commute with the moments, PDHG with a longer step of the critic is as fast', async () => {
    const [z] = await follow('lifted-wgan[start=0.1]', 'pdhg[tau=0.25,sigma=3.6]', [100])
    expect(z!.gap).toBeLessThan(1e-11)
  })
})
