import { Refusal } from '../../core/refusal.ts'
import type { Lab } from '../../core/lab.ts'
import type { Selector } from '../../core/selector.ts'
import { parseSelector } from '../../core/selector-parse.ts'
import { playersOf } from './evaluator.ts'
import type { Setting } from './setting.ts'
import { subject, type Subject } from './subject.ts'

const seed = 1

/** What is made, or the sentence with which it is refused. Anything else that is thrown is a fault. */
function orSentence<T>(make: () => T): T | string {
  try {
    return make()
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
}

/** An optimizer on a setting, or why it cannot be there. */
export const attempt = (lab: Lab, { game, players }: Setting, optimizer: Selector): Subject | string =>
  orSentence(() => subject(lab, { game, optimizer, seed, ...(players ? { players } : {}) }))

/** The kind of player in each role of a setting: role → id; empty where the game makes its own, or a player does not fit. */
export function kindsOfPlayers(lab: Lab, setting: Setting): Readonly<Record<string, string>> {
  const written = orSentence(() => playersOf(lab, setting))
  return typeof written === 'string'
    ? {}
    : Object.fromEntries(Object.entries(written).map(([role, player]) => [role, parseSelector(player).id]))
}
