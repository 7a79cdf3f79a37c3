/** Snapshots of a run in its folder: `snapshots/000000400.safetensors` has the strategies after step 400. No bit of the run depends on them. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Game } from '../contract.ts'
import type { Mixture } from '../mixture.ts'
import { namedWeights } from '../named-weights.ts'
import { Refusal } from '../refusal.ts'
import { encodeSafetensors, type TensorType } from '../safetensors.ts'
import { runFiles } from './folder.ts'
import { makeFolder } from './make-folder.ts'
import { replace, writing } from './replace.ts'
import { storedStrategies } from './stored-strategies.ts'

/** The strategies after a step: one mixture a player, a single atom where it plays one point. */
export interface Snapshot {
  readonly step: number
  readonly strategies: readonly Mixture[]
}

const nameOf = (step: number): string => `${String(step).padStart(9, '0')}.safetensors`

/** Writes a snapshot as a whole, in the type in which the run has its numbers: the same strategies are the same bytes. */
export function keepSnapshot(
  folder: string,
  players: readonly string[],
  { step, strategies }: Snapshot,
  dtype: TensorType,
): void {
  const within = join(folder, runFiles.snapshots)
  writing(within, () => makeFolder(within))
  replace(join(within, nameOf(step)), encodeSafetensors(namedWeights(players, strategies), dtype, { step: String(step) }))
}

/** Files of the snapshots by their steps, in order. */
function filesOf(folder: string): { readonly step: number; readonly file: string }[] {
  const within = join(folder, runFiles.snapshots)
  if (!existsSync(within)) return []
  return readdirSync(within)
    .flatMap(name => {
      const digits = /^(\d+)\.safetensors$/.exec(name)?.[1]
      return digits === undefined ? [] : [{ step: Number(digits), file: join(within, name) }]
    })
    .sort((a, b) => a.step - b.step)
}

/** Drops the snapshots after this step: a run that goes on will keep them again. */
export function dropSnapshots(folder: string, step: number): void {
  for (const { step: s, file } of filesOf(folder)) if (s > step) rmSync(file, { force: true })
}

const way = (folder: string): string => `restore it, or make the run again from ${join(folder, runFiles.config)} in a new folder`

/**
 * The snapshots of a run of this game, one every so many steps up to a step, in order. Throws where one is missing or damaged, or is not of the game's
 * players. `late`: an answer may come to be on the way, as that of a solver does, and there is none before it.
 */
export function snapshotsOf(
  folder: string,
  game: Game,
  { upTo, every, late }: { readonly upTo: number; readonly every: number; readonly late: boolean },
): Snapshot[] {
  const files = new Map(filesOf(folder).map(({ step, file }) => [step, file]))
  const first = late ? Math.min(...files.keys()) : 0
  const steps = Array.from({ length: Math.floor(upTo / every) + 1 }, (_, k) => k * every).filter(step => step >= first)
  return steps.map(step => {
    const file = files.get(step)
    if (file === undefined)
      throw new Refusal(
        `the snapshot ${join(folder, runFiles.snapshots, nameOf(step))} is not there, and a run with --snapshots ${every} keeps one; ${way(folder)}`,
      )
    return { step, strategies: storedStrategies(file, game, way(folder)).strategies }
  })
}
