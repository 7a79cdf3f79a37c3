import type { Place } from '../config/option.ts'
import { resolve } from '../config/resolve.ts'
import { byPlayer } from '../config/step-size.ts'
import type { Direction, StrategySet, Transform } from '../contract.ts'
import { directionOf } from '../direction.ts'
import { Refusal } from '../refusal.ts'
import type { Registry } from '../registry.ts'
import { selectorValue, type Value } from '../selector.ts'
import { creating } from './creating.ts'
import { slotSelector } from './selected.ts'

interface Made {
  readonly id: string
  readonly transform: Transform
  readonly written: Value
}

function transformOf({ find }: Registry, value: Value, place: Place): Made {
  const { id, params } = slotSelector(value, place, 'transform')
  const definition = find('transform', id)
  const { config, params: written } = resolve(`transform '${id}'`, definition.config, params, place)
  return { id, transform: creating(`transform '${id}'`, () => definition.create(config)), written: selectorValue(id, written) }
}

/**
 * The value of a transform slot, one transform a player. Throws where a transform that steps in a metric of its own would be followed
 * by a Euclidean projection that does not commute with it, and where one that rescales directions would be followed by the prox of a
 * function: prox(x − ηu, η) weighs the function against u, so that a rescaled u is another weight and another solution.
 */
export function directionSlot(
  registry: Registry,
  value: Value,
  place: Place,
  sets: readonly StrategySet[],
): { readonly direction: Direction; readonly written: Value } {
  const selector = slotSelector(value, place, 'transform')
  const each = selector.id === 'by-player'
  const made = each
    ? byPlayer(selector, place, (v, at) => transformOf(registry, v, at))
    : place.players.map(() => transformOf(registry, selector, place))
  made.forEach(({ id, transform }, i) => {
    const set = sets[i]!
    const whose = `${set.name} of player '${place.players[i]!}'`
    if (set.kind === 'function' && !transform.consistent) {
      throw new Refusal(
        `${place.path}=${id} cannot be followed by the proximal map of ${whose}: it rescales the gradient but not the term, whose weight would ` +
          'change; use sgd for this player (by-player[…]), or a set in place of the term',
      )
    }
    if (transform.metric && !set.separable) {
      throw new Refusal(
        `${place.path}=${id} cannot be followed by a Euclidean projection on the set ${whose}: the two use different metrics; ` +
          'use sgd, momentum or clip-norm for this player, or a set that is a product of intervals (free, box, orthant)',
      )
    }
  })
  return {
    direction: directionOf(made.map(m => m.transform)),
    written: each
      ? { id: 'by-player', params: Object.fromEntries(made.map((m, i) => [place.players[i]!, m.written])) }
      : made[0]!.written,
  }
}
