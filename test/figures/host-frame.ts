import { within, type Frame } from '../../core/frame.ts'
import type { StrategySet } from '../../core/contract.ts'
import { resolve } from '../../core/config/resolve.ts'
import { hostPoint, vectorLayout } from '../../core/point.ts'
import { parseSelector } from '../../core/selector-parse.ts'
import { lab } from './play.ts'

/** A frame in which scalars are numbers and points are on the host: learners run without a tensor. */
const onHost = (k: number): Frame =>
  ({
    lift: (host: { values: ArrayLike<number> }) => host.values[0],
    feed: (feed: { value(k: number): number }) => feed.value(k),
  }) as unknown as Frame

/** A learner on the host against given losses: what it plays in round k, and the next state of it. */
export interface HostLearner {
  play(): Float64Array
  observe(g: ArrayLike<number>): void
}

/** One player's learner on a set, from a start. */
export function hostLearner(selector: string, set: StrategySet, start: readonly number[]): HostLearner {
  const { id, params } = parseSelector(selector)
  const definition = lab.find('learner', id)
  const { config } = resolve(`learner '${id}'`, definition.config, params, { path: 'learner', players: ['x'] })
  const learner = definition.create(config, { player: 'x', index: 0, set })
  const layout = vectorLayout(start.length)
  let k = 0
  let state = within(onHost(0), () => learner.init(hostPoint(layout, [start])))
  return {
    play: () => learner.play(state).host,
    observe: g => {
      state = within(onHost(k++), () => learner.observe(state, hostPoint(layout, [g])))
    },
  }
}
