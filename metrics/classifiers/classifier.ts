import { readFileSync } from 'node:fs'
import type { Probe, Seen } from '../../core/define.ts'
import type { HostTensor } from '../../core/host.ts'
import { Profile } from '../../core/profile.ts'
import { decodeSafetensors } from '../../core/safetensors.ts'
import { shippedFile } from '../../core/shipped-file.ts'
import { byBatches } from '../features/batches.ts'
import type { Vectors } from '../features/features.ts'
import { classifierLayout, featuresAt, forms, logitsOf, type ClassifierId } from './network.ts'

/** A trained classifier of grey pictures [n, side, side, 1], levels in [0, 1]. What it gives is a row a picture. */
export interface Classifier {
  readonly side: number
  /** [n, 64] */
  features(seen: Seen, pictures: HostTensor): Promise<Vectors>
  /** [n, 10] */
  logits(seen: Seen, pictures: HostTensor): Promise<Vectors>
}

/** Pictures at once. */
const batch = 500

/** The file of a classifier's weights. */
export const weightsFile = (id: ClassifierId): string => shippedFile(import.meta.url, 'metrics/classifiers', `${id}.safetensors`)

/** Our classifier of this name: tools/classifiers trained it, games/data/README.md says how well it does. */
export function classifierOf(id: ClassifierId): Classifier {
  const file = weightsFile(id)
  const { tensors } = decodeSafetensors(readFileSync(file), file)
  const weights = classifierLayout(id).map(({ name }) => tensors.get(name)!)
  const features: Probe = { run: (_, __, [x, ...w]) => [featuresAt(id, w, x!)] }
  const logits: Probe = { run: (_, __, [x, ...w]) => [logitsOf(w, featuresAt(id, w, x!))] }
  const by = (probe: Probe) => async (seen: Seen, pictures: HostTensor) => {
    // The probe looks at no player: the first atoms stand for them.
    const z = new Profile(seen.answer.map(m => m.atoms[0]!))
    return byBatches(pictures, batch, async some => (await seen.evaluate(probe, z, [some, ...weights]))[0]!.values)
  }
  return { side: forms[id].side, features: by(features), logits: by(logits) }
}
