import type { Game, Optimizer, ViewName, Views } from './contract.ts'
import { phaseKey, startOf, type Advanced, type Engine, type StateData } from './engine.ts'
import type { Key } from './key.ts'
import { addCounts, noCounts } from './ledger.ts'
import { meteredSaddle } from './metered-saddle.ts'
import { Point } from './point.ts'
import { flatten, unflatten } from './tree.ts'
import { offeredView } from './view.ts'

/** A view on the host, and what it has spent since it was last asked. */
interface Spending {
  readonly view: Views[ViewName]
  /** Of step k, or of the start. */
  spent(k: number | 'init'): Pick<Advanced, 'counts' | 'flops'>
}

/** A step of a chain of programs is a solve; a step on a saddle problem spends what it asks for. */
function spending(game: Game, needs: Exclude<ViewName, 'field'>, key: Key): Spending {
  if (needs === 'saddle') {
    // From where every optimizer of the seed starts.
    const view = { ...offeredView(game, needs), start: () => startOf({ game, key }) }
    return meteredSaddle(view)
  }
  const view = offeredView(game, needs)
  const flops = (k: number | 'init'): number | null => {
    if (needs === 'staged') return k === 'init' ? 0 : ((view as Views['staged']).flops?.(k) ?? null)
    if (needs === 'biconvex') return (view as Views['biconvex']).spent?.() ?? null
    return k === 'init' ? 0 : null
  }
  return {
    view,
    spent: k => ({ counts: k === 'init' ? noCounts : { ...noCounts, solves: 1 }, flops: flops(k) }),
  }
}

/** Runs solvers that work on the host in double precision. */
export function hostEngine({
  game,
  optimizer,
  needs,
  key,
}: {
  game: Game
  optimizer: Optimizer
  needs: Exclude<ViewName, 'field'>
  key: Key
}): Engine {
  const { view, spent } = spending(game, needs, key)
  const data = (state: unknown): StateData => {
    const { form, leaves } = flatten(state)
    return { form, leaves: leaves as Float64Array[] }
  }
  const state = ({ form, leaves }: StateData): unknown => unflatten(form, leaves as Float64Array[])
  const begin = async (): Promise<Advanced> => {
    const state = data(await optimizer.init(view))
    const start = spent('init')
    return { state, ...start, ...(start.flops ? { estimated: true } : {}) }
  }
  return {
    kind: 'host',
    random: false,
    begin,
    init: async () => (await begin()).state,
    advance: async (from, k, n) => {
      let s = state(from)
      let counts = noCounts
      let flops: number | null = 0
      let steps = 0
      for (; steps < n && !optimizer.done?.(s); steps++) {
        s = await optimizer.step(view, s, optimizer.phase?.(k + steps, phaseKey(key, k + steps)))
        const step = spent(k + steps)
        counts = addCounts(counts, step.counts)
        flops = flops === null || step.flops === null ? null : flops + step.flops
      }
      return { state: data(s), counts, flops, estimated: true as const, steps }
    },
    others: optimizer.others ?? [],
    answer: async (from, other) =>
      Promise.resolve(
        optimizer.answer(state(from), other).map(m => ({
          atoms: m.atoms.map(a => new Point(a.layout, a.host)),
          weights: m.weights.map(Number),
        })),
      ),
    evaluate: async () => {
      return Promise.reject(new Error('a host solver evaluates no tensor programs'))
    },
    done: from => optimizer.done?.(state(from)) ?? false,
    dispose: () => undefined,
  }
}
