import type { Optimizer } from '../contract.ts'
import type { FieldRun } from '../engine.ts'
import { key as keyOf } from '../key.ts'
import { flatten, leafSpecs, unflatten, type Form } from '../tree.ts'
import { offeredView } from '../view.ts'
import type { Formed, Maps } from './maps.ts'
import { centralDifference, type Leaves, type StepMap } from './step-map.ts'

/** Sizes of random states, and of moves, by which is found what follows from what: a projection ends large ones at a vertex. */
const sizes = [1000, 100, 10, 1, 0.1, 0.01, 1e-3]

/**
 * The two functions of an optimizer on the saddle view, which run on the host. Their derivative is a central difference, exact to about 1e-9 where
 * the proximal maps are smooth. What follows from which leaf is found at random states: a leaf of which nothing depends there is of no
 * consequence.
 */
export function hostMaps(run: FieldRun): Maps {
  const optimizer = run.optimizer as Optimizer as Optimizer<unknown, 'saddle'>
  const view = offeredView(run.game, 'saddle')
  const flat = (state: unknown): Formed => {
    const { form, leaves } = flatten(state)
    return { form, leaves: leaves as Float64Array[] }
  }
  const states = (form: Form): { size: number; s: Float64Array[] }[] =>
    sizes.map((size, t) => ({
      size,
      s: leafSpecs(form).map(({ shape }, i) =>
        keyOf(t)
          .fold(i)
          .normal(
            shape.reduce((n, e) => n * e, 1),
            0,
            size,
          ),
      ),
    }))
  const differ = (a: Leaves, b: Leaves): number[] => a.flatMap((x, j) => (x.some((e, i) => e !== b[j]![i]) ? [j] : []))
  /** For each leaf the outputs of f that change with it. */
  const influence = async (form: Form, f: (s: Leaves) => Promise<Leaves>): Promise<ReadonlySet<number>[]> => {
    const found = leafSpecs(form).map(() => new Set<number>())
    for (const { size, s } of states(form)) {
      const before = await f(s)
      for (const [i, into] of found.entries()) {
        const moved = s.map((x, j) => (i === j ? x.map((e, n) => e + size * Math.sin(1 + n)) : x))
        for (const j of differ(await f(moved), before)) into.add(j)
      }
    }
    return found
  }
  const stepOf = async (form: Form, phase: unknown): Promise<StepMap> => {
    const stepped = async (s: Leaves): Promise<Formed> =>
      flat(await optimizer.step(view, unflatten(form, s as Float64Array[]), phase))
    const apply: StepMap['apply'] = async s => (await stepped(s)).leaves
    const any = states(form)[0]!.s
    const first = await stepped(any)
    const changed = differ(first.leaves, any)
    const reaches = await influence(form, s => apply(s, 0))
    const real = reaches.map(() => true)
    return {
      form,
      next: first.form,
      uses: reaches.map((set, i) => ({ real: true, reaches: set, kept: !changed.includes(i) })),
      differentiated: false,
      apply,
      tangent: centralDifference(apply, real, first.form),
    }
  }
  const known = new Map<string, Promise<StepMap>>()
  const answers =
    (form: Form) =>
    (s: Leaves): Promise<Leaves> =>
      Promise.resolve(optimizer.answer(unflatten(form, s as Float64Array[])).flatMap(({ atoms }) => atoms.map(x => x.host)))
  return {
    init: async from => flat(await optimizer.init({ ...view, start: () => from })),
    step: (form, phase) => {
      const id = `${JSON.stringify(phase)} ${JSON.stringify(form)}`
      const made = known.get(id) ?? stepOf(form, phase)
      known.set(id, made)
      return made
    },
    answered: form => influence(form, answers(form)).then(all => new Set(all.flatMap((set, i) => (set.size > 0 ? [i] : [])))),
  }
}
