import type { Game, Optimizer, ViewName, Views } from './contract.ts'
import { phaseKey, type Engine, type StateData } from './engine.ts'
import type { Key } from './key.ts'
import { noCounts } from './ledger.ts'
import { Point } from './point.ts'
import { flatten, unflatten } from './tree.ts'
import { offeredView } from './view.ts'

/** Runs solvers that work on the host in double precision: a step is a solve. */
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
  const view = offeredView(game, needs)
  const data = (state: unknown): StateData => {
    const { form, leaves } = flatten(state)
    return { form, leaves: leaves as Float64Array[] }
  }
  const state = ({ form, leaves }: StateData): unknown => unflatten(form, leaves as Float64Array[])
  const begun = async (): Promise<StateData> => data(await optimizer.init(view))
  return {
    kind: 'host',
    random: false,
    begin: async () => ({ state: await begun(), counts: noCounts, flops: 0 }),
    init: begun,
    advance: async (from, k, n) => {
      let s = state(from)
      let steps = 0
      let spent: number | null = 0
      for (; steps < n && !optimizer.done?.(s); steps++) {
        const flops = needs === 'staged' ? (view as Views['staged']).flops?.(k + steps) : undefined
        spent = flops === undefined || spent === null ? null : spent + flops
        s = await optimizer.step(view, s, optimizer.phase?.(k + steps, phaseKey(key, k + steps)))
      }
      return { state: data(s), counts: { ...noCounts, solves: steps }, flops: spent, estimated: true as const }
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
