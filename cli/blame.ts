import { Refusal } from '../core/refusal.ts'
import type { Registered } from '../core/registry.ts'
import { builtin } from '../plugins/builtin.ts'

/** Errors by which a step, a loss or a player says that it is written wrongly. A TypeError and its like are faults of the code. */
const theirs = ['Error', 'ReadWhileTraced', 'MissingRule']

/** What a run is of, and the definitions that make it. */
export interface Blamed {
  readonly game: string
  readonly optimizer: string
  readonly used: readonly Registered[]
}

/** A fault names the definitions of plugins that do not come along: it is theirs before it is ours. */
function faultOf(error: Error, { game, optimizer, used }: Blamed): Error {
  const strangers = used.filter(({ plugin }) => !builtin.some(p => p.name === plugin))
  const names = [...new Set(strangers.map(({ plugin, definition: { kind, id } }) => `${kind} '${id}' of plugin '${plugin}'`))]
  if (names.length === 0) return error
  const kinds = new Set(strangers.map(s => s.definition.kind))
  const where = kinds.has('game') ? (kinds.has('optimizer') ? '' : ` under optimizer '${optimizer}'`) : ` on game '${game}'`
  return new Error(`${names.join(' or ')} fails${where}: ${error.message}`, { cause: error })
}

/** An error of a run in words that say whose it is: the user's to mend, or a fault of a plugin. */
export function blamed(error: unknown, what: Blamed): unknown {
  if (!(error instanceof Error) || error instanceof Refusal) return error
  if (!theirs.includes(error.name)) return faultOf(error, what)
  return new Refusal(`optimizer '${what.optimizer}' cannot run on game '${what.game}': ${error.message}`, { cause: error })
}
