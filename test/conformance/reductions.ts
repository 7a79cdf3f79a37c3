import { describe, it } from 'vitest'
import type { Reduction } from '../../core/claims.ts'
import type { OptimizerDefinition } from '../../core/define.ts'
import type { Assembled, Lab } from '../../core/lab.ts'
import { pure } from '../../core/mixture.ts'
import type { Selector } from '../../core/selector.ts'
import { formatSelector, parseSelector } from '../../core/selector-parse.ts'
import { hostLeaves } from '../../core/tree.ts'
import { attempt } from './attempt.ts'
import {
  gameId,
  optimizerSelector,
  selects,
  smallSteps,
  settingName,
  settingsOf,
  type ConformanceOptions,
  type Setting,
} from './setting.ts'
import { after, answerBits, apart, demand, entriesOf, made, type Subject } from './subject.ts'
import { instead } from './trajectory.ts'

/** Both optimizers of a reduction: what both know, and `when` does not fix, has the first one's default, and step sizes are 0.02. */
export function sides(
  lab: Lab,
  { id, config, slots }: OptimizerDefinition,
  { when, optimizer }: Reduction,
): readonly [Selector, Selector] {
  const target = parseSelector(optimizer)
  const other = lab.find('optimizer', target.id)
  const steps = smallSteps(config)
  const defaults = Object.fromEntries(
    Object.entries(config).flatMap(([name, o]) => (o.default === undefined ? [] : [[name, o.default]])),
  )
  const shared = Object.fromEntries(
    Object.entries({ ...defaults, ...steps, ...when }).filter(
      ([name]) => name in other.config || (name in (slots ?? {}) && name in (other.slots ?? {})),
    ),
  )
  return [optimizerSelector(lab, id, { ...steps, ...when }), optimizerSelector(lab, target.id, { ...shared, ...target.params })]
}

/** What two optimizers are compared by: points that they visit where there are any (a mixture may be a step behind), else their answers. */
function compared({ run }: Subject, point: 'iterate' | 'extrapolated' = 'iterate'): Assembled {
  const { optimizer } = run
  return optimizer.visited
    ? { ...run, optimizer: instead(optimizer, { answer: state => pure(optimizer.visited!(state)[point]!) }) }
    : run
}

/** Why a reduction says nothing of a game, or null where it does. */
const beside = ({ sets, noise }: Reduction, { run: { game, key } }: Subject): string | null => {
  const bound = game.players.find(({ set }) => set.name !== 'free')
  if (sets && bound) return `player '${bound.id}' has the set ${bound.set.name}`
  return noise && hostLeaves(game.sample(key)).length > 0 ? 'the game is random' : null
}

/** Under `when`, 100 float64 steps of both reach the same iterate: to the last bit (`exact`), or within 1e-12 (`rounding`). */
export async function reductionHolds(
  lab: Lab,
  definition: OptimizerDefinition,
  reduction: Reduction,
  setting: Setting,
): Promise<void> {
  const answers = await Promise.all(
    sides(lab, definition, reduction).map(async (selector, side) => {
      const s = attempt(lab, setting, selector)
      demand(typeof s !== 'string', `${formatSelector(selector)} is refused: ${s as string}`)
      const engine = await made(compared(s, side === 0 ? reduction.point : 'iterate'), 'float64')
      return engine.answer(await after(engine, side === 0 && reduction.point === 'extrapolated' ? 101 : 100))
    }),
  )
  const [one, other] = answers as [(typeof answers)[0], (typeof answers)[0]]
  const finite = entriesOf(one).every(v => v.every(Number.isFinite))
  demand(finite, 'the strategies are not finite after 100 steps')
  const error = apart(entriesOf(other), entriesOf(one))
  if (reduction.bits === 'exact')
    demand(answerBits(one).equals(answerBits(other)), `not the same bits after 100 steps; relative difference ${error}`)
  else demand(error <= 1e-12, `after 100 steps the relative difference is ${error}, allowed 1e-12`)
}

/** `reducesTo`, on every game on which both optimizers run. */
export function reductions(lab: Lab, { only, games }: ConformanceOptions): void {
  const under = selects(only)
  const settings = settingsOf(lab, games)
  const made = lab.list('optimizer').flatMap(d => (d.claims?.reducesTo ?? []).map(reduction => ({ d, reduction })))
  const tested = made.flatMap(({ d, reduction }) =>
    settings
      .filter(s => under(d) || under({ kind: 'game', id: gameId(s) }))
      .filter(s => {
        const both = sides(lab, d, reduction).map(selector => attempt(lab, s, selector))
        return both.every(side => typeof side !== 'string' && beside(reduction, side) === null)
      })
      .map(setting => ({ d, reduction, setting })),
  )
  if (tested.length === 0) return
  describe('reductions', () => {
    for (const { d, reduction, setting } of tested) {
      const [one, other] = sides(lab, d, reduction).map(formatSelector)
      it(`${one!} = ${other!} (${reduction.bits}) on ${settingName(setting)}`, () => reductionHolds(lab, d, reduction, setting))
    }
  })
}
