import { formKey, type Form } from '../tree.ts'
import { Refusal } from '../refusal.ts'
import type { Maps } from './maps.ts'
import type { Rhythm } from './phases.ts'
import type { Leaves, LeafUse, StepMap } from './step-map.ts'

/** The steps of one period of an optimizer, one after another, as a map of the state before the first of them. */
export interface PeriodMap {
  readonly period: number
  readonly form: Form
  readonly uses: readonly LeafUse[]
  readonly differentiated: boolean
  /** The state after a period; schedules are read at step k. */
  apply(s: Leaves, k: number): Promise<Leaves>
  /** v ↦ T′(s)v, the product of the steps' derivatives along the orbit of s. */
  derivative(s: Leaves, k: number): Promise<(v: Leaves) => Promise<Leaves>>
}

/** The steps from a state of this form on. Throws where the form is another one after a period. */
export async function periodMap(maps: Maps, form: Form, { phases }: Rhythm): Promise<PeriodMap> {
  const steps: StepMap[] = []
  for (const phase of phases) steps.push(await maps.step(steps.at(-1)?.next ?? form, phase))
  if (formKey(steps.at(-1)!.next) !== formKey(form))
    throw new Refusal('the form of the state is another one after every period: its steps are not powers of one map')
  return {
    period: steps.length,
    form,
    uses: steps[0]!.uses.map((use, i) => ({
      ...use,
      reaches: steps
        .slice(1)
        .reduce((reached, { uses }) => new Set([...reached].flatMap(j => [...uses[j]!.reaches])), use.reaches),
      kept: steps.every(step => step.uses[i]?.kept === true),
    })),
    differentiated: steps.every(step => step.differentiated),
    apply: async (s, k) => {
      for (const step of steps) s = await step.apply(s, k)
      return s
    },
    derivative: async (s, k) => {
      const orbit: Leaves[] = [s]
      for (const step of steps.slice(0, -1)) orbit.push(await step.apply(orbit.at(-1)!, k))
      return async v => {
        for (const [j, step] of steps.entries()) v = await step.tangent(orbit[j]!, v, k)
        return v
      }
    },
  }
}
