/** Snapshots of a run in its folder: `snapshots/000000400.safetensors` has the strategies after step 400. No bit of the run depends on them. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Game } from '../contract.ts'
import { sizeOf, type HostTensor } from '../host.ts'
import { key } from '../key.ts'
import type { Mixture } from '../mixture.ts'
import { namedWeights } from '../named-weights.ts'
import { hostPoint, type Layout } from '../point.ts'
import { Refusal } from '../refusal.ts'
import { decodeSafetensors, encodeSafetensors, type TensorType } from '../safetensors.ts'
import { runFiles } from './folder.ts'
import { makeFolder } from './make-folder.ts'
import { replace, writing } from './replace.ts'

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

/** The snapshots of a run of this game up to a step, in order. Throws where one is damaged, or is not of the game's players. */
export const snapshotsOf = (folder: string, game: Game, upTo: number): Snapshot[] =>
  filesOf(folder).flatMap(({ step, file }) => (step > upTo ? [] : [{ step, strategies: strategiesIn(file, game) }]))

function strategiesIn(file: string, game: Game): Mixture[] {
  const { tensors } = decodeSafetensors(readFileSync(file), file)
  return game.players.map(player => {
    const layout = player.start(key(0)).layout
    const weights = tensors.get(`${player.id}.weights`)
    const mixed = weights !== undefined && tensors.has(`${player.id}.atom0.${layout[0]!.name}`)
    const prefixes = mixed ? Array.from(weights.values, (_, a) => `${player.id}.atom${a}.`) : [`${player.id}.`]
    return {
      atoms: prefixes.map(prefix => pointIn(tensors, layout, prefix, file)),
      weights: mixed ? Array.from(weights.values) : [1],
    }
  })
}

function pointIn(tensors: ReadonlyMap<string, HostTensor>, layout: Layout, prefix: string, file: string) {
  const parts = layout.map(({ name, shape }) => {
    const found = tensors.get(`${prefix}${name}`)
    if (!found || sizeOf(found.shape) !== sizeOf(shape))
      throw new Refusal(
        `the snapshot ${file} has no tensor '${prefix}${name}' of shape [${shape.join(', ')}], which the game's player needs; restore the file, or make the run again`,
      )
    return found.values
  })
  return hostPoint(layout, parts)
}
