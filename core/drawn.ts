import type * as tf from '@tensorflow/tfjs'
import type { HostTensor } from './host.ts'
import type { HostTree } from './tree.ts'

/** What each leaf of a draw becomes inside a loss. Of a game whose draw is not known, nothing can be said: `never`. */
export type Drawn<D> = HostTree extends D ? never : D extends HostTensor ? tf.Tensor : { readonly [K in keyof D]: Drawn<D[K]> }
