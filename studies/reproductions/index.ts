import { alexGda } from './alex-gda.ts'
import { bilinearProbes } from './bilinear-probes.ts'
import { daskalakis } from './daskalakis.ts'
import { diracGan } from './dirac-gan.ts'
import { optaxOptimisticAdam } from './optax-optimistic-adam.ts'
import type { Reproduction } from './reproduction.ts'
import { spectralRadii } from './spectral-radii.ts'
import { viGanNotebook } from './vi-gan-notebook.ts'

/** The published experiments that come with the library. */
export const reproductions: readonly Reproduction[] = [
  optaxOptimisticAdam,
  viGanNotebook,
  spectralRadii,
  diracGan,
  daskalakis,
  bilinearProbes,
  alexGda,
]
