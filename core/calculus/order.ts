import * as tf from '@tensorflow/tfjs'
import { installSafeGradients } from './install.ts'
import { ruleOf } from './rule.ts'
import { unsafeKernels } from './unsafe.ts'

/** Kernels without an input to differentiate by. */
const sources = new Set<string>([tf.Fill, tf.Range, tf.LinSpace])

/**
 * How often a composition that contains this kernel can be differentiated: ∞ where its rule is safe, 1 where only the first
 * derivative is right, 0 where not even that is, or where the kernel has no gradient (`Bincount`, `TensorScatterUpdate`, …).
 */
export function differentiableOrder(kernelName: string): number {
  installSafeGradients()
  if (kernelName in unsafeKernels) return unsafeKernels[kernelName]!.order
  const known = sources.has(kernelName) || ruleOf(kernelName) !== undefined
  return known ? Infinity : 0
}
