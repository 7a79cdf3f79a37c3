import { describe, it } from 'vitest'
import type { Lab } from '../../core/lab.ts'
import type { Selector } from '../../core/selector.ts'
import { formatSelector } from '../../core/selector-parse.ts'
import { attempt, kindsOfPlayers } from './attempt.ts'
import { compiledIsEager, oneContinuesTheOther } from './execution.ts'
import { pairwiseCover } from './pairwise.ts'
import {
  dealt,
  gameId,
  inTurn,
  modest,
  optimizerSelector,
  selects,
  settingName,
  settingsOf,
  smallPlayer,
  type ConformanceOptions,
  type Setting,
} from './setting.ts'
import { demand } from './subject.ts'

/** An optimizer on a game between players, one kind a role: `critic` is a `linear`. */
export interface Combination {
  readonly optimizer: Selector
  readonly setting: Setting
  readonly kinds: Readonly<Record<string, string>>
}

/** What two combinations can have in common. */
export const levels = ({ optimizer, setting, kinds }: Combination): readonly string[] => [
  optimizer.id,
  setting.game,
  ...Object.entries(kinds).map(([role, kind]) => `${role}=${kind}`),
]

/** A setting with each of its roles played by every player of the registry that fits, in a small form; the given ones come first. */
export function castings(
  lab: Lab,
  setting: Setting,
): readonly { readonly setting: Setting; readonly kinds: Combination['kinds'] }[] {
  const given = kindsOfPlayers(lab, setting)
  let casts: readonly Combination['kinds'][] = [given]
  for (const [role, kind] of Object.entries(given)) {
    const others = lab
      .list('player')
      .map(p => p.id)
      .filter(id => id !== kind)
      .filter(id => kindsOfPlayers(lab, recast(setting, given, { ...given, [role]: id }))[role] === id)
    casts = casts.flatMap(cast => [cast, ...others.map(id => ({ ...cast, [role]: id }))])
  }
  return casts.map(kinds => ({ setting: recast(setting, given, kinds), kinds }))
}
/** The setting with other players where their kind is another. */
const recast = (setting: Setting, given: Combination['kinds'], kinds: Combination['kinds']): Setting => {
  const changed = Object.entries(kinds).filter(([role, kind]) => kind !== given[role])
  const players = { ...setting.players, ...Object.fromEntries(changed.map(([role, kind]) => [role, smallPlayer(kind)])) }
  return changed.length === 0 ? setting : { ...setting, players }
}

/** Optimizers × games × players: all that can be put together and runs on the field; what is refused is no combination. */
export function combinations(lab: Lab, settings: readonly Setting[]): readonly Combination[] {
  const cast = settings.flatMap(setting => castings(lab, setting))
  return lab
    .list('optimizer')
    .map(definition => optimizerSelector(lab, definition.id, modest(definition)))
    .flatMap(optimizer => cast.map(c => ({ optimizer, ...c })))
    .filter(({ setting, optimizer }) => {
      const s = attempt(lab, setting, optimizer)
      return typeof s !== 'string' && s.run.needs === 'field'
    })
}

/** Compiled = eager, at the start and later, and each goes on where the other has stopped. */
export async function lawHolds(lab: Lab, { setting, optimizer }: Combination): Promise<void> {
  const s = attempt(lab, setting, optimizer)
  demand(typeof s !== 'string', s as string)
  await compiledIsEager(s, 0)
  await compiledIsEager(s, 2)
  await oneContinuesTheOther(s, 'float32', 'eager')
  await oneContinuesTheOther(s, 'eager', 'float32')
}

/**
 * The law of compiled and eager steps over optimizers × games × players. Every optimizer on every setting with its own players is tested
 * by the contract; of the others those are taken that make all pairs: optimizer and player, game and player, and the players of two
 * roles. With `product: 'whole'` every combination is.
 */
export function product(lab: Lab, options: ConformanceOptions): void {
  const { games, only, product: extent = 'pairs' } = options
  const settings = settingsOf(lab, games)
  const all = combinations(lab, settings)
  const places = lab.list('optimizer').map(o => o.id)
  const own = all.filter(({ setting, optimizer }) => {
    const j = settings.indexOf(setting)
    return j >= 0 && inTurn(options, setting, optimizer, places.indexOf(optimizer.id) + j)
  })
  const chosen = extent === 'whole' ? all.filter(c => !own.includes(c)) : pairwiseCover(all, levels, own)
  const under = selects(only)
  const tested = chosen.filter(
    ({ optimizer, setting, kinds }, i) =>
      dealt(options, i) &&
      (under({ kind: 'optimizer', id: optimizer.id }) ||
        under({ kind: 'game', id: gameId(setting) }) ||
        Object.values(kinds).some(id => under({ kind: 'player', id }))),
  )
  if (tested.length === 0) return
  describe(`compiled = eager over ${extent === 'whole' ? 'all' : 'pairs'} of optimizers, games and players`, () => {
    for (const c of tested) it(`${formatSelector(c.optimizer)} on ${settingName(c.setting)}`, () => lawHolds(lab, c))
  })
}
