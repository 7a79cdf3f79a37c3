import { definePlugin } from '../core/define.ts'
import { averages } from '../metrics/averages.ts'
import { classes } from '../metrics/classes.ts'
import { components } from '../metrics/components.ts'
import { distance } from '../metrics/distance.ts'
import { fieldNorm } from '../metrics/field-norm.ts'
import { frechet } from '../metrics/frechet-distance.ts'
import { hamiltonian } from '../metrics/hamiltonian.ts'
import { losses } from '../metrics/losses.ts'
import { modeWeights } from '../metrics/mode-weights.ts'
import { modesPacgan } from '../metrics/modes-pacgan.ts'
import { modesVeegan } from '../metrics/modes-veegan.ts'
import { phasePortrait } from '../metrics/phase-portrait.ts'
import { restrictedGap } from '../metrics/restricted-gap.ts'
import { samples } from '../metrics/samples.ts'
import { slicedWasserstein } from '../metrics/sliced-wasserstein.ts'

/** What can be measured on any run. */
export const diagnostics = definePlugin({
  name: 'diagnostics',
  version: '0.1.0',
  metrics: [
    losses,
    fieldNorm,
    hamiltonian,
    distance,
    averages,
    restrictedGap,
    modesPacgan,
    modesVeegan,
    modeWeights,
    classes,
    slicedWasserstein,
    frechet,
    samples,
    components,
    phasePortrait,
  ],
})
