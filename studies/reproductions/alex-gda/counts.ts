/** The counts of arXiv:2402.10475: the least number of stored distances over a grid of step sizes. */
import { definePlugin } from '../../../core/define.ts'
import type { Optimizer } from '../../../core/contract.ts'
import { engineOf } from '../../../core/execute.ts'
import { createLab, type Lab } from '../../../core/lab.ts'
import { readSpectra } from '../../../games/data/spectra.ts'
import { firstPassage, passages } from './first-passage.ts'
import type { Grid, Program } from './methods.ts'
import { settings, type Setting } from './settings.ts'
import { sideBySide, stepPerCell, type Run, type Shape } from './side-by-side.ts'

/** Steps between two looks at the passages. */
const block = 16
/** A run whose ‖z‖² is above this is given up. */
const bound = 1e6

/** The least first passages of the runs over the cells of one program, those below `best` where there are any: else `best`. */
async function passed(
  lab: Lab,
  runs: readonly Run[],
  program: Program,
  { ε }: Setting,
  best: readonly number[],
): Promise<number[]> {
  const shape: Shape = [runs.length, program.x[0]!.length, runs[0]!.game.a.length]
  const transforms = [stepPerCell('step-of-x', program.x, shape), stepPerCell('step-of-y', program.y, shape)]
  const own = createLab([...lab.plugins, definePlugin({ name: 'side by side', version: '1.0.0', transforms })])
  const assembled = own.assemble({
    game: 'bilinear',
    optimizer: program.optimizer('by-player[x=step-of-x,y=step-of-y]'),
    seed: 0,
    override: { game: sideBySide(runs, shape) },
  })
  const optimizer = firstPassage(assembled.optimizer, shape, { ε, bound }) as Optimizer
  const { engine } = await engineOf({ ...assembled, optimizer }, { execution: 'compiled', precision: 'float64' })
  try {
    let state = await engine.init()
    let found = runs.map(() => Infinity)
    // A passage at step k counts k + 1 distances; no later one of the same run can be less.
    for (let k = 0; found.some((p, r) => Math.min(p, best[r]! - 1) > k); k += block) {
      ;({ state } = await engine.advance(state, k, block))
      found = passages(state, shape)
    }
    return found.map((p, r) => Math.min(p, best[r]!))
  } finally {
    engine.dispose()
  }
}

/** Seeds of a run: of its start, and of its game. */
export interface Seeds {
  readonly init: number
  readonly of: number
}

/** The published quantity of each run of a setting: gradients to the least passage over a grid. */
export async function counts(lab: Lab, { grid, most, cost }: Grid, s: number, seeds: readonly Seeds[]): Promise<number[]> {
  const setting = settings[s]!
  const runs = seeds.map(({ init, of }): Run => ({ game: readSpectra(null, 10 * s + of), start: init }))
  let best = runs.map(() => most)
  for (const program of grid) best = await passed(lab, runs, program, setting, best)
  return best.map(k => cost * (k + 1))
}
