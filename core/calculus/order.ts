import * as tf from '@tensorflow/tfjs'
import { installSafeGradients } from './install.ts'
import { ruleOf } from './rule.ts'

/** Up to which order a kernel's derivative holds, and what is wrong beyond. */
export interface Unsafe {
  readonly order: 0 | 1
  readonly why: string
}

const once = (why: string): Unsafe => ({ order: 1, why })

/** Kernels that TensorFlow.js differentiates and that are not made safe here. */
export const unsafeKernels: Readonly<Record<string, Unsafe>> = {
  AvgPool: { order: 0, why: 'its gradient is wrong where padding is averaged over, and cannot be differentiated' },
  AvgPool3D: { order: 0, why: 'its gradient is wrong where padding is averaged over, and cannot be differentiated' },
  MirrorPad: { order: 0, why: 'its gradient leaves out the mirrored entries' },
  FusedBatchNorm: { order: 0, why: 'its gradient throws without a scale; write it with tf.moments' },
  ComplexAbs: { order: 0, why: 'complex numbers have no gradient here' },
  MaxPool: once('MaxPoolGrad cannot be differentiated'),
  MaxPool3D: once('MaxPool3DGrad cannot be differentiated'),
  Conv3D: once('Conv3DBackpropFilterV2 and Conv3DBackpropInputV2 cannot be differentiated'),
  DepthwiseConv2dNative: once('its backward kernels cannot be differentiated'),
  Dilation2D: once('its backward kernels cannot be differentiated'),
  LRN: once('LRNGrad cannot be differentiated'),
  ResizeBilinear: once('ResizeBilinearGrad cannot be differentiated'),
  ResizeNearestNeighbor: once('ResizeNearestNeighborGrad cannot be differentiated'),
}

/** Kernels without an input to differentiate by. */
const sources = new Set<string>([tf.Fill, tf.Range, tf.LinSpace])

/**
 * How often a composition that contains this kernel can be differentiated: ∞ where its rule is safe, 1 where only the first
 * derivative is right, 0 where not even that is, or where the kernel has no gradient (`Einsum`, `StridedSlice`, `GatherNd`, …).
 */
export function differentiableOrder(kernelName: string): number {
  installSafeGradients()
  if (kernelName in unsafeKernels) return unsafeKernels[kernelName]!.order
  const known = sources.has(kernelName) || ruleOf(kernelName) !== undefined
  return known ? Infinity : 0
}
