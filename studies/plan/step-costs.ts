/** What a step of each tuned pair costs: counted over a few steps of its first trial, so that the same plan always has the same numbers. */
import { engineOf } from '../../core/execute.ts'
import type { Lab } from '../../core/lab.ts'
import type { StepCost } from '../tuning/trials.ts'
import { pairName, type Plan } from './plan.ts'

/** Steps that are counted, after the first, which may be of another kind. */
const steps = 24

export async function stepCosts({ runs }: Plan, lab: Lab): Promise<ReadonlyMap<string, StepCost>> {
  const costs = new Map<string, StepCost>()
  for (const run of runs) {
    if (run.purpose.kind !== 'tuning' || costs.has(pairName(run))) continue
    const { game, optimizer, players, seeds, execution } = run.spec
    const { engine } = await engineOf(lab.assemble({ game, optimizer, players, metrics: [], seed: seeds.init, seeds }), execution)
    try {
      const { state } = await engine.advance(await engine.init(), 0, 1)
      const { flops, counts } = await engine.advance(state, 1, steps)
      costs.set(pairName(run), { flops: flops === null ? null : flops / steps, gradients: counts.gradients / steps })
    } catch {
      // What a step throws is told by the run itself.
    } finally {
      engine.dispose()
    }
  }
  return costs
}
