import { describe, expect, it } from 'vitest'
import { resolve } from '../../core/config/resolve.ts'
import { claimsOf } from '../../core/claims.ts'
import { type Definition, type OptimizerDefinition } from '../../core/define.ts'
import type { Lab, Request } from '../../core/lab.ts'
import { Refusal } from '../../core/refusal.ts'
import { hostLeaves } from '../../core/tree.ts'
import { formatSelector } from '../../core/selector-parse.ts'
import type { Selector } from '../../core/selector.ts'
import { attempt } from './attempt.ts'
import { compiledIsEager, oneContinuesTheOther } from './execution.ts'
import {
  dealt,
  gameId,
  inTurn,
  optimizerSelector,
  selects,
  settingName,
  settingsOf,
  type ConformanceOptions,
  type Setting,
} from './setting.ts'
import { demand, type Subject } from './subject.ts'
import { equilibriumIsFixed, permutationPermutes, pureEquilibrium } from './symmetry.ts'
import * as law from './trajectory.ts'

/** The optimizer runs on one setting at least and refuses every other with a sentence; anything else that is thrown is passed on. */
export function runsSomewhere(lab: Lab, settings: readonly Setting[], optimizer: Selector): void {
  const attempts = settings.map(setting => attempt(lab, setting, optimizer))
  const sentences = attempts.filter(a => typeof a === 'string')
  for (const sentence of sentences) {
    const whole = sentence.includes(optimizer.id) && sentence.split(' ').length >= 5 && !sentence.includes('\n')
    demand(whole, `a refusal must be one sentence that names the optimizer, got '${sentence}'`)
  }
  demand(sentences.length < attempts.length, `'${optimizer.id}' runs on none of the games: ${sentences.join('; ')}`)
}

/** An option that does not exist is refused by its name, and the valid ones are named. */
export function unknownOptionIsRefused(definition: Definition): void {
  const slots = definition.kind === 'optimizer' ? Object.keys(definition.slots ?? {}) : []
  const name = 'no-such-option'
  try {
    const place = { path: definition.kind, players: ['x', 'y'] }
    resolve(`${definition.kind} '${definition.id}'`, definition.config, { [name]: 1 }, place, slots)
  } catch (error) {
    const sentence = error instanceof Refusal ? error.message : ''
    const named = [name, ...Object.keys(definition.config), ...slots].filter(word => !sentence.includes(word))
    demand(named.length === 0, `the refusal of an unknown option does not name ${named.join(', ')}: '${String(error)}'`)
    return
  }
  throw new Error(`the unknown option ${name} was accepted`)
}

/** Every default is valid. */
export function defaultsAreValid({ kind, id, config }: Definition): void {
  for (const [name, option] of Object.entries(config)) {
    if (option.default !== undefined) resolve(`${kind} '${id}'`, { [name]: option }, {}, { path: kind, players: ['x', 'y'] })
  }
}

/** The options under which an optimizer claims something, and each direction in its slots; the defaults are not among them. */
export function variants(lab: Lab, { id, claims, slots }: OptimizerDefinition): readonly Selector[] {
  const made = [claims?.bilinear, claims?.bilinearSum, claims?.bilinearNoise, claims?.stronglyMonotone].flatMap(claimsOf)
  const whens = [...made, ...(claims?.reducesTo ?? [])].flatMap(c => (c.when ? [c.when] : []))
  const directions = Object.entries(slots ?? {})
    .filter(([, slot]) => (typeof slot === 'string' ? slot : slot.kind) === 'transform')
    .flatMap(([name]) => lab.list('transform').map(t => ({ [name]: t.id })))
  const written = [...whens, ...directions].map(when => optimizerSelector(lab, id, when))
  return [...new Map(written.map(s => [formatSelector(s), s])).values()]
}

const random = ({ run }: Subject): boolean => hostLeaves(run.game.sample(run.key)).length > 0

/** Laws of every pair of an optimizer and a game. */
export function pair(s: Subject): void {
  const { needs } = s.run
  it('same key, same steps', () => law.sameKeySameSteps(s))
  it('the state is not mutated', () => law.stateIsNotMutated(s))
  it('shapes are kept', () => law.shapesAreKept(s))
  it('iterates are feasible', () => law.iteratesAreFeasible(s))
  it('metered calls are constant', () => law.metersAreConstant(s))
  it.each([...s.bothWays])('resumed = uninterrupted, %s', way => law.resumeIsUninterrupted(s, way))
  if (needs !== 'field') return
  it('no tensor is left over', () => law.noTensorIsLeftOver(s))
  it('compiled = eager', async () => {
    await compiledIsEager(s, 0)
    await compiledIsEager(s, 2)
  })
  it('compiled goes on where eager has stopped, and eager where compiled has', async () => {
    await oneContinuesTheOther(s, 'eager', 'float32')
    await oneContinuesTheOther(s, 'float32', 'eager')
  })
}

/** What any optimizer must do on any game, and any definition with its options. */
export function contract(lab: Lab, options: ConformanceOptions): void {
  const under = selects(options.only)
  const settings = settingsOf(lab, options.games)
  describe('contract', () => {
    const definitions = (['optimizer', 'transform', 'learner', 'player', 'game', 'metric'] as const).flatMap(
      (kind): readonly Definition[] => lab.list(kind),
    )
    for (const d of dealt(options, 0) ? definitions.filter(under) : []) {
      it(`${d.kind} ${d.id}: unknown options are refused, defaults are valid`, () => {
        unknownOptionIsRefused(d)
        defaultsAreValid(d)
      })
    }
    for (const [i, definition] of lab.list('optimizer').entries()) {
      if (!dealt(options, i)) continue
      const plain = optimizerSelector(lab, definition.id)
      if (under(definition))
        it(`${definition.id} runs somewhere and refuses with a sentence elsewhere`, () => runsSomewhere(lab, settings, plain))
      const tested = settings.filter(
        (s, j) => inTurn(options, s, definition, i + j) && (under(definition) || under({ kind: 'game', id: gameId(s) })),
      )
      const able = tested
        .map(setting => ({ setting, s: attempt(lab, setting, plain) }))
        .filter((a): a is Able => typeof a.s !== 'string')
      for (const { setting, s } of able) {
        describe(`${formatSelector(plain)} on ${settingName(setting)}`, () => {
          pair(s)
          symmetries(lab, definition, s)
        })
      }
      const first = [able.find(a => !random(a.s)), able.find(a => random(a.s))].flatMap(a => (a ? [a] : []))
      const everywhere = options.only !== undefined || options.product === 'whole'
      for (const [v, selector] of variants(lab, definition).entries()) {
        for (const { setting } of everywhere ? first : first.slice(v % first.length, (v % first.length) + 1)) {
          const s = attempt(lab, setting, selector)
          if (typeof s !== 'string') describe(`${formatSelector(selector)} on ${settingName(setting)}`, () => pair(s))
        }
      }
    }
    it('has a game to test', () => expect(settings.length).toBeGreaterThan(0))
  })
}
interface Able {
  readonly setting: Setting
  readonly s: Subject
}

/** Symmetries that an optimizer claims. */
function symmetries(
  lab: Lab,
  { id, claims }: OptimizerDefinition,
  { request, run }: { readonly request: Request; readonly run: Subject['run'] },
): void {
  if (claims?.fixedPoint && pureEquilibrium(run.game)) {
    const { when = {} } = claims.fixedPoint === true ? {} : claims.fixedPoint
    const written = Object.keys(when).length === 0 ? request : { ...request, optimizer: optimizerSelector(lab, id, when) }
    const under =
      written === request
        ? ''
        : ` with ${Object.entries(when)
            .map(([name, v]) => `${name}=${String(v)}`)
            .join(', ')}`
    it(`an equilibrium is a fixed point${under}`, () => equilibriumIsFixed(lab, written))
  }
  if (claims?.permutation) it('permuting the players permutes the steps', () => permutationPermutes(lab, request))
}
