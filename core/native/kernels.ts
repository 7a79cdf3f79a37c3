import * as tf from '@tensorflow/tfjs'
import { convolutionMends, type Mend } from './convolution.ts'
import { poolingMends } from './pooling.ts'

const backendName = 'tensorflow'
const done = new WeakSet<tf.KernelFunc>()

const mends: Readonly<Record<string, Mend>> = {
  ...convolutionMends,
  ...poolingMends,
  // Elsewhere its values are int32; here they had the type of the operands.
  FloorDiv: plain => call => tf.tidy(() => tf.cast(plain(call) as tf.Tensor, 'int32')),
  // Segments that are not asked for were an error; elsewhere, as below zero here, they are left out.
  UnsortedSegmentSum: plain => call => {
    const ids = call.inputs.segmentIds as tf.Tensor
    return tf.tidy(() => {
      const asked = tf.less(ids, call.attrs!.numSegments as number)
      return plain({
        ...call,
        inputs: { ...call.inputs, segmentIds: tf.where(asked, ids, tf.fill(ids.shape, -1, 'int32')) },
      }) as tf.Tensor
    })
  },
  // A negative axis was looked up in the shape, and every index found too large.
  GatherV2: plain => call => {
    const [axis] = tf.util.parseAxisParam(call.attrs!.axis as number, call.inputs.x!.shape)
    return plain({ ...call, attrs: { ...call.attrs, axis: axis! } })
  },
}

/**
 * Registers kernels of TensorFlow.js's native backend (tfjs-node 4.22) again, so that they give what those of the other backends give.
 * Calling it again does nothing.
 *
 * @throws where the native kernels are not loaded
 */
export function mendNativeKernels(): void {
  for (const [name, mend] of Object.entries(mends)) {
    const plain = tf.getKernel(name, backendName) as tf.KernelConfig | undefined
    if (!plain) throw new Error(`the native backend has no kernel ${name}: load @tensorflow/tfjs-node first`)
    if (done.has(plain.kernelFunc)) continue
    const kernelFunc = mend(plain.kernelFunc)
    done.add(kernelFunc)
    tf.unregisterKernel(name, backendName)
    tf.registerKernel({ ...plain, kernelFunc })
  }
}
