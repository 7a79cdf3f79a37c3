/** What trains best responses. */
import type { Game } from '../core/contract.ts'
import type { Engine } from '../core/engine.ts'
import { engineOf } from '../core/execute.ts'
import type { Key } from '../core/key.ts'
import type { Lab } from '../core/lab.ts'
import { Refusal } from '../core/refusal.ts'
import type { TrainedRun } from './export-run.ts'

/** Adam with steps that end at 0, or descent where Adam's steps cannot be projected: on sets that are no products of intervals. */
export const usualTrainer = ({ players }: Game, steps: number): string =>
  players.every(({ set }) => set.separable)
    ? `gda[stepSize=cosine[of=0.005,steps=${steps}],direction=adam]`
    : `gda[stepSize=cosine[of=0.1,steps=${steps}]]`

/** The engine that trains responses, by an optimizer of the field in the run's way of making steps; looked at first only where it is needed. */
export function trainer(
  lab: Lab,
  { assembled, config }: TrainedRun,
  optimizerOf: (steps: number) => string,
  needed: boolean,
): (game: Game, key: Key, steps: number) => Promise<Engine> {
  const { game, players, seed, seeds } = config
  const assemble = (override: { readonly game: Game; readonly key: Key }, optimizer: string) => {
    const made = lab.assemble({ game, players, optimizer, seed, ...(seeds ? { seeds } : {}), override })
    if (made.needs === 'field') return made
    throw new Refusal(
      `--optimizer ${optimizer} runs on the game's ${made.needs} view; best responses are trained by an optimizer of the field, such as gda[stepSize=0.01,direction=adam]`,
    )
  }
  if (needed) assemble({ game: assembled.game, key: assembled.key }, optimizerOf(1))
  return async (game, key, steps) => (await engineOf(assemble({ game, key }, optimizerOf(steps)), config.execution)).engine
}
