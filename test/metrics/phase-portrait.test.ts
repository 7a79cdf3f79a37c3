import { expect, test } from 'vitest'
import { createLab } from '../../core/lab.ts'
import { dirac } from '../../core/mixture.ts'
import { pairsIn, squareAround, type Portrait } from '../../core/portrait.ts'
import { jsonLine } from '../../cli/jsonl.ts'
import { phasePortrait } from '../../metrics/phase-portrait.ts'
import { builtin } from '../../plugins/builtin.ts'
import { measuredIn } from '../../studies/run-page/record.ts'
import { gameOf, player, seenOf, vector } from './seen.ts'

const lab = createLab(builtin)
const square = { centre: [0.5, -1], half: 2 } as const
async function portraitOf(game: string, arrows: number, players: Record<string, string> = {}): Promise<Portrait> {
  const made = lab.assemble({ game, players, optimizer: 'gda', metrics: [`phase-portrait[arrows=${arrows}]`], seed: 0 })
  const seen = seenOf(made.game, [dirac(vector(1)), dirac(vector(1))])
  return made.metrics[0]!.metric.portrait!(seen, square)
}

test('on f = 2xy arrows are (−2y, 2x), in the middles of the cells of the square', async () => {
  const { names, arrows, solution } = await portraitOf('bilinear[singular=[2]]', 4)
  expect(names).toEqual(['x', 'y'])
  expect(solution).toEqual([0, 0])
  expect(arrows.map(a => a.at)).toEqual([-2.5, -1.5, -0.5, 0.5].flatMap(y => [-1, 0, 1, 2].map(x => [x, y])))
  for (const { at, by } of arrows) {
    expect(by[0]).toBeCloseTo(-2 * at[1], 9)
    expect(by[1]).toBeCloseTo(2 * at[0], 9)
  }
})

test("there are none outside of the players' sets, and at their edge the field is projected", async () => {
  // Cells of y: −2.5, −1.5, −0.5, 0.5.
  const players = { y: 'vector[start=[0],set=box[low=-1.5,high=9]]' }
  const { arrows } = await portraitOf('bilinear', 4, players)
  expect([...new Set(arrows.map(a => a.at[1]))]).toEqual([-1.5, -0.5, 0.5])
  const edge = arrows.filter(a => a.at[1] === -1.5)
  // y ascends xy: pushed out where x < 0, free where x ≥ 0.
  edge.forEach(({ at, by }) => expect(by[1]).toBeCloseTo(Math.max(0, at[0]), 9))
})

test('the square around the way: an eighth of its width is left free, infinite places count for nothing', () => {
  const around = squareAround([
    [0, 0],
    [7, 3.5],
    [Infinity, 2],
    [1, NaN],
  ])
  expect(around.centre).toEqual([3.5, 1.75])
  expect(around.half).toBeCloseTo(4, 14)
  expect(squareAround([[2, 2]])).toEqual({ centre: [2, 2], half: 1 })
  expect(squareAround([])).toEqual({ centre: [0, 0], half: 1 })
})

test('a mixed answer is the pairs that it plays, the same in the answer and in its line', () => {
  const answer = [{ atoms: [vector(1), vector(-2)], weights: [0.25, 0.75] }, dirac(vector(3))]
  const pairs = [
    { at: [1, 3], weight: 0.25 },
    { at: [-2, 3], weight: 0.75 },
  ]
  expect(pairsIn(answer)).toEqual(pairs)
  expect(pairsIn([dirac(vector(1)), dirac(vector(3))])).toEqual([])
  expect(pairsIn([answer[0]!, dirac(vector(3, 1))])).toEqual([])
  const measured = { step: 4, meter: { seconds: 0 } as never, metrics: {}, answer }
  const line = (a: typeof answer): string => jsonLine({ ...measured, answer: a }, gameOf({}), false)
  expect(measuredIn([line(answer)])).toMatchObject({ pairs, way: [] })
  const two = { atoms: [vector(5), vector(7)], weights: [0.5, 0.5] }
  expect(measuredIn([line([answer[0]!, two])]).pairs!.map(p => [...p.at, p.weight])).toEqual([
    [1, 5, 0.125],
    [1, 7, 0.125],
    [-2, 5, 0.375],
    [-2, 7, 0.375],
  ])
  expect(measuredIn([line([dirac(vector(1)), dirac(vector(3))])])).toMatchObject({ pairs: [], way: [{ step: 4, at: [1, 3] }] })
})

test('refused where there are not two numbers', () => {
  expect(phasePortrait.refuses!(gameOf({}))).toBeNull()
  expect(phasePortrait.refuses!(gameOf({ players: [player('x', 2), player('y', 1)] }))).toMatch(/players of 2 and 1 entries/)
})
