import { describe, it } from 'vitest'
import type { LearnerDefinition } from '../../core/define.ts'
import type { Lab } from '../../core/lab.ts'
import { formatSelector, parseSelector } from '../../core/selector-parse.ts'
import type { Selector, Value } from '../../core/selector.ts'
import { attempt } from './attempt.ts'
import { pair } from './contract.ts'
import { dealt, optimizerSelector, requestOf, selects, settingName, settingsOf, type ConformanceOptions } from './setting.ts'
import { after, demand, type Subject } from './subject.ts'

/** Every optimizer that takes learners, with this one for all players; options without a default are those of its example. */
export function playing(lab: Lab, { id, config, example }: LearnerDefinition): readonly Selector[] {
  const demanded = Object.values(config).some(o => o.default === undefined && !('absent' in o))
  return lab.list('optimizer').flatMap(optimizer =>
    Object.entries(optimizer.slots ?? {})
      .filter(([, slot]) => (typeof slot === 'string' ? slot : slot.kind) === 'learner')
      .map(([name]): Selector => {
        const shown = demanded && example !== undefined ? requestOf(example).optimizer : undefined
        const value: Value = typeof shown === 'string' ? (parseSelector(shown).params[name] ?? id) : id
        return optimizerSelector(lab, optimizer.id, { [name]: value })
      }),
  )
}

/** What it plays in each round, not only its average, lies in its player's set, within 1e-9. */
export async function playsItsSet(s: Subject): Promise<void> {
  const engine = await s.engine('float64')
  for (const n of [0, 1, 2, 5]) {
    const last = await engine.answer(await after(engine, n), 'last')
    last.forEach(({ atoms }, i) => {
      const { set, id } = s.run.game.players[i]!
      const violation = Math.max(...atoms.map(a => set.violation?.(a.host) ?? 0))
      demand(violation <= 1e-9, `in round ${n + 1} the learner of '${id}' plays outside ${set.name} by ${violation}`)
    })
  }
}

/** What any learner must do in self-play, on the first game that it can play: all laws of an optimizer there, and it plays in its set. */
export function learners(lab: Lab, options: ConformanceOptions): void {
  const tested = lab.list('learner').filter((d, i) => selects(options.only)(d) && dealt(options, i))
  if (tested.length === 0) return
  const settings = settingsOf(lab, options.games)
  describe('learners', () => {
    for (const definition of tested) {
      for (const selector of playing(lab, definition)) {
        const able = settings.flatMap(setting => {
          const s = attempt(lab, setting, selector)
          return typeof s === 'string' ? [] : [{ setting, s }]
        })
        const [first] = able
        if (!first) {
          it(`${definition.id} plays one of the games`, () =>
            demand(false, `the learner '${definition.id}' plays none of the games`))
          continue
        }
        describe(`${formatSelector(selector)} on ${settingName(first.setting)}`, () => {
          pair(first.s)
          if (first.s.run.optimizer.others?.includes('last')) it('every round is played in the set', () => playsItsSet(first.s))
        })
      }
    }
  })
}
