/** What a metric is and what it sees. */
import type * as tf from '@tensorflow/tfjs'
import type { FieldView, Optimizer } from './contract.ts'
import type { Figure } from './figure.ts'
import type { HostTensor } from './host.ts'
import type { Key } from './key.ts'
import type { Mixture } from './mixture.ts'
import type { Picture } from './picture.ts'
import type { Portrait, Square } from './portrait.ts'
import type { Profile } from './profile.ts'

/** A pure tensor program of a profile, run with the precision and backend of the run. */
export interface Probe {
  run(view: FieldView, z: Profile, inputs: readonly tf.Tensor[]): readonly tf.Tensor[]
}
/** What a metric sees at a measured step. Every point is on the host. */
export interface Seen {
  readonly step: number
  readonly answer: readonly Mixture[]
  /** Other answers of the optimizer by name, where it holds any. */
  readonly others?: Readonly<Record<string, () => Promise<readonly Mixture[]>>>
  /** Fixed for the run: the same evaluation draws at every step. */
  readonly key: Key
  /** Runs a probe at a host profile; `inputs` become tensors. One program a probe. */
  evaluate(probe: Probe, z: Profile, inputs?: readonly HostTensor[]): Promise<readonly HostTensor[]>
}
/** A metric of one run. NaN is a value; a metric that does not apply is refused before the run. */
export interface Metric {
  /** Names of the numbers that it measures on what this optimizer answers; where absent, they are known by measuring only. */
  names?(optimizer: Optimizer): readonly string[]
  /** What its numbers do not prove on this game, a sentence that is told before a run. */
  readonly note?: string
  measure(seen: Seen): Promise<Readonly<Record<string, number>>> | Readonly<Record<string, number>>
  /** A picture of the answer (a grid of samples), where the metric is one. */
  picture?(seen: Seen): Promise<Picture>
  /** A figure for the run's page around the run's way, where the metric is one. */
  portrait?(seen: Seen, around: Square): Promise<Portrait>
  /** Another figure for the run's page, where the metric is one. */
  figure?(seen: Seen): Promise<Figure>
}
