/** Where and by what a run was made, beside what it is: `provenance.json` in its folder. No bit of the run depends on this file. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runFiles } from './folder.ts'

/** A stretch of a run that one machine made, from this step on. */
export interface Sitting {
  readonly from: number
  /** Versions. */
  readonly saddlepoint: string
  readonly node: string
  readonly tensorflowjs: string
  readonly onnxruntime: string
  readonly platform: string
  /** The processor's model, and how many cores of it there are. */
  readonly processor: string
  readonly cores: number
  readonly engine: 'compiled' | 'eager' | 'host'
  /** The TensorFlow.js backend of eager steps. */
  readonly backend?: string
}
export interface Provenance {
  /** Ids of the game's players, in its order. */
  readonly players: readonly string[]
  readonly sittings: readonly Sitting[]
}

/** Nothing where the file is missing or damaged: a run is what it is without it. */
export function provenanceOf(folder: string): Provenance {
  try {
    const { players, sittings } = JSON.parse(readFileSync(join(folder, runFiles.provenance), 'utf8')) as Partial<Provenance>
    return { players: Array.isArray(players) ? players : [], sittings: Array.isArray(sittings) ? sittings : [] }
  } catch {
    return { players: [], sittings: [] }
  }
}

/** A sitting after those before its step; one on the same machine goes on with the last. */
export function seated({ sittings }: Provenance, next: Sitting): readonly Sitting[] {
  const before = sittings.filter(s => s.from < next.from)
  const last = before.at(-1)
  const same = last && JSON.stringify({ ...last, from: 0 }) === JSON.stringify({ ...next, from: 0 })
  return same ? before : [...before, next]
}
