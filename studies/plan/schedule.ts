import { everySteps, growingSteps, type Schedule } from '../../core/run.ts'

/** Steps that grow by a factor (`spacing`), or every so many; with both, growing ones up to the first of `every`. */
export type Measuring =
  { readonly spacing: number } | { readonly every: number } | { readonly spacing: number; readonly every: number }

/** Where a run is measured. */
export function scheduleOf(measured: Measuring): Schedule {
  const every = 'every' in measured ? everySteps(measured.every) : null
  const growing = 'spacing' in measured ? growingSteps(measured.spacing) : null
  if (!every || !growing) return (every ?? growing)!
  return k => (k < every(0) ? Math.min(growing(k), every(k)) : every(k))
}
