import { contestantsOf, type Contestant } from './contestants.ts'
import { works } from './works/works.ts'
import type { Work } from './works/work.ts'

/** What is measured: works, and who takes part in each. */
export type Selection = readonly { readonly work: Work; readonly contestants: readonly Contestant[] }[]

/**
 * Everything, or what a name selects: a work by its id, or contestants by a part of theirs, which are then compared with the library's
 * compiled ones. Throws where it selects nothing.
 */
export function selection(only: string | undefined, python: string | null): Selection {
  const all = works.map(work => ({ work, contestants: contestantsOf(work, python) }))
  if (only === undefined) return all
  const named = all.filter(({ work }) => work.id === only)
  if (named.length > 0) return named
  const lets = (c: Contestant): boolean => c.id.toLowerCase().includes(only.toLowerCase())
  const chosen = all
    .filter(({ contestants }) => contestants.some(lets))
    .map(({ work, contestants }) => ({
      work,
      contestants: contestants.filter(c => lets(c) || (c.who === 'saddlepoint' && c.mode === 'step')),
    }))
  if (chosen.length > 0) return chosen
  const ids = works.map(work => work.id).join(', ')
  throw new Error(
    `--only must be a work (${ids}) or a part of a contestant's name, such as compiled, eager, JAX, 'loop inside jit', PyTorch, torch.compile or 'bare runtime'; got ${only}`,
  )
}
