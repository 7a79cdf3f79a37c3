/** Weights that players start from: read from the files of --start, kept in the run's folder, and read from there to go on. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brief } from '../core/config/brief.ts'
import { reason } from '../core/folder/make-folder.ts'
import type { RunConfig, StartFile } from '../core/folder/run-config.ts'
import type { StartingWeights } from '../core/named-weights.ts'
import { Refusal } from '../core/refusal.ts'
import { decodeSafetensors } from '../core/safetensors.ts'
import { namedPairs } from './run-flags.ts'

/** What --start has given. */
export interface GivenStarts {
  readonly weights: Readonly<Record<string, StartingWeights>>
  readonly files: Readonly<Record<string, StartFile>>
  /** Copies for the run's folder, by name. */
  readonly copies: ReadonlyMap<string, Uint8Array>
}

/** The copy's name in the run's folder. */
const copyName = (player: string): string => `start-${encodeURIComponent(player)}.safetensors`
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Reads the files of --start. Throws where one cannot be read, or is no sound safetensors file. */
export function givenStarts(pairs: readonly string[] | undefined): GivenStarts {
  const read = Object.entries(namedPairs('start', 'FILE such as generator=weights.safetensors', pairs)).map(([player, file]) => {
    try {
      return { player, file, bytes: readFileSync(file) }
    } catch (error) {
      throw new Refusal(
        `--start ${brief(player)}: ${brief(file)} cannot be read (${reason(error)}); give a .safetensors file, as saddle export writes it`,
      )
    }
  })
  return {
    weights: Object.fromEntries(
      read.map(({ player, file, bytes }) => [
        player,
        { tensors: decodeSafetensors(bytes, brief(file)).tensors, from: brief(file) },
      ]),
    ),
    files: Object.fromEntries(read.map(({ player, file, bytes }) => [player, { file, sha256: sha256(bytes) }])),
    copies: new Map(read.map(({ player, bytes }) => [copyName(player), bytes])),
  }
}

/** The same of a run in a folder. Throws where a copy is missing or is not the file that the run began with. */
export function keptStarts(path: string, { starts = {} }: RunConfig): Readonly<Record<string, StartingWeights>> {
  const kept = Object.entries(starts).map(([player, { file, sha256: hash }]): [string, StartingWeights] => {
    const copy = join(path, copyName(player))
    const way = `restore it (it is a copy of ${brief(file)}, sha256 ${brief(hash)}), or start the run again in a new folder`
    let bytes: Buffer
    try {
      bytes = readFileSync(copy)
    } catch (error) {
      throw new Refusal(`${copy}, the start of player '${brief(player)}', cannot be read (${reason(error)}); ${way}`)
    }
    if (sha256(bytes) !== hash)
      throw new Refusal(`${copy}, the start of player '${brief(player)}', is not the file that the run began with; ${way}`)
    return [player, { tensors: decodeSafetensors(bytes, copy).tensors, from: copy }]
  })
  return Object.fromEntries(kept)
}
