import type { Choice } from '../store/stored-run.ts'

/** How the objective of trials depends on one option: its value and the objective, trial by trial, by value. */
export interface Sensitivity {
  readonly option: string
  readonly points: readonly { readonly value: number | string; readonly objective: number; readonly trial: number }[]
}

/** Over all trials: the other options are whatever they were drawn to be, so that a flat cloud says that others matter more. */
export const sensitivities = ({ trials, options }: Pick<Choice, 'trials' | 'options'>): readonly Sensitivity[] =>
  Object.keys(options).map(option => ({
    option,
    points: trials
      .map((t, trial) => ({ value: t.options[option]!, objective: t.objective, trial }))
      .sort((a, b) =>
        typeof a.value === 'number' && typeof b.value === 'number'
          ? a.value - b.value
          : a.value < b.value
            ? -1
            : a.value > b.value
              ? 1
              : 0,
      ),
  }))
