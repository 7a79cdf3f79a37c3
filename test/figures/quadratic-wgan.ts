import type { Engine, StateData } from '../../core/engine.ts'
import type { Assembled } from '../../core/lab.ts'
import { share } from '../whole.ts'
import { open } from './play.ts'

/** The digits setting: all defaults of the game. Thirty seeds; in `npm test` every third of them. */
export const seeds: readonly number[] = share(
  Array.from({ length: 30 }, (_, i) => i + 2),
  3,
  1,
)

export interface Digits {
  readonly assembled: Assembled
  readonly engine: Engine
  /** The certified gap at a state, relative to p*. */
  gap(state: StateData): Promise<number>
}
export async function digits(optimizer: string, seed: number): Promise<Digits> {
  const { assembled, engine } = await open({ game: 'quadratic-wgan', optimizer }, { seed })
  return {
    assembled,
    engine,
    gap: async state => {
      const { gap, optimum } = assembled.game.oracles!.certify!(await engine.answer(state))
      return gap / optimum
    },
  }
}
