import { lastValueFrom, toArray } from 'rxjs'
import { expect, it } from 'vitest'
import { engineOf } from '../../core/execute.ts'
import { createLab } from '../../core/lab.ts'
import { measure } from '../../core/measure.ts'
import { everySteps, run } from '../../core/run.ts'
import { builtin } from '../../plugins/builtin.ts'

const lab = createLab(builtin)

/** Every built-in metric, on a game where it measures. */
const cases: readonly (readonly [game: string, optimizer: string, metrics: readonly string[]])[] = [
  [
    'bilinear',
    'side-by-side[of=gda]',
    ['averages', 'distance', 'losses', 'field-norm', 'hamiltonian', 'phase-portrait', 'restricted-gap'],
  ],
  ['matrix', 'mirror-prox', ['duality-gap', 'exploitability']],
  ['linear-program', 'pdhg', ['optimality']],
  ['quadratic-wgan[rank=2]', 'convex-dual', ['certified-gap']],
  ['progressive-wgan[sizes=[2,4]]', 'convex-dual', ['stages', 'directions']],
  ['gan[data=digits]', 'gda', ['classes']],
  [
    'gan',
    'gda',
    ['modes-pacgan', 'modes-veegan', 'mode-weights', 'sliced-wasserstein', 'frechet-distance', 'samples', 'components'],
  ],
]

it('every metric of ours is among them', () => {
  expect(cases.flatMap(([, , metrics]) => metrics).sort()).toEqual(lab.list('metric').map(m => m.id))
})

it.each(cases)('on %s under %s, metrics measure the numbers that they name', async (game, optimizer, metrics) => {
  const assembled = lab.assemble({ game, optimizer, metrics, seed: 0 })
  const { engine } = await engineOf(assembled)
  const { key } = assembled
  const ticks = run({ engine, key, budget: { steps: 1 }, measured: everySteps(1) }).pipe(measure(assembled.metrics), toArray())
  const last = (await lastValueFrom(ticks)).at(-1)!
  engine.dispose()
  const named = assembled.metrics.flatMap(({ metric }) => metric.names!(assembled.optimizer))
  expect(Object.keys(last.metrics).sort()).toEqual([...named].sort())
})
