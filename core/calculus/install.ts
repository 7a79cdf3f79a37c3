import * as tf from '@tensorflow/tfjs'
import { activations } from './activations.ts'
import { blocks } from './blocks.ts'
import { choices } from './choices.ts'
import { composites } from './composites.ts'
import { convolutions } from './convolutions.ts'
import { depthwiseConvolutions } from './depthwise.ts'
import { einsums } from './einsums.ts'
import { gathers } from './gathers.ts'
import { layouts } from './layouts.ts'
import { normalizations } from './normalizations.ts'
import { plateaus } from './plateaus.ts'
import { pools } from './pools.ts'
import { powers } from './powers.ts'
import { resizes } from './resizes.ts'
import { ruleOf, type Rule } from './rule.ts'
import { sums } from './sums.ts'
import { refused } from './unsafe.ts'
import { repairTape } from './tape.ts'

/** Every kernel whose rule replaces or completes TensorFlow.js's own. */
export const rules: readonly Rule[] = [
  ...activations,
  ...powers,
  ...choices,
  ...plateaus,
  ...sums,
  ...layouts,
  ...blocks,
  ...gathers,
  ...einsums,
  ...convolutions,
  ...depthwiseConvolutions,
  ...pools,
  ...resizes,
  ...normalizations,
  ...composites,
  ...refused,
]

export function installSafeGradients(): void {
  repairTape()
  for (const rule of rules) {
    const present = ruleOf(rule.kernelName)
    if (present === rule) continue
    if (present) tf.unregisterGradient(rule.kernelName)
    tf.registerGradient(rule)
  }
}
