import * as tf from '@tensorflow/tfjs'
import type { Engine } from '../core/engine.ts'
import { runFiles, type RunFolder } from '../core/folder/folder.ts'
import { provenanceOf, seated } from '../core/folder/provenance.ts'
import type { Assembled } from '../core/lab.ts'
import { machine } from '../core/machine.ts'

/** Notes in a run's folder that this machine makes the run from step `from` on. */
export function noteSitting<C>(folder: RunFolder<C>, { game }: Assembled, { kind }: Engine, from: number): void {
  const sittings = seated(provenanceOf(folder.path), {
    from,
    ...machine(),
    engine: kind,
    ...(kind === 'eager' ? { backend: tf.getBackend() } : {}),
  })
  folder.write(runFiles.provenance, `${JSON.stringify({ players: game.players.map(p => p.id), sittings }, null, 2)}\n`)
}
