import * as tf from '@tensorflow/tfjs'

type Call = Parameters<tf.KernelFunc>[0]
/** A kernel made of another one. Both are given tensors and give tensors. */
export type Mend = (plain: tf.KernelFunc) => tf.KernelFunc

/**
 * Convolutions of TensorFlow.js's native backend (tfjs-node 4.22) made those of the other backends: it refuses every padding that is
 * given in numbers, and where channels stand first its strides are of other axes, with a wrong output or an error of libtensorflow.
 * Pictures are turned to [b, height, width, channels] and framed by zeros, after which the plain kernel has nothing to pad.
 */
export const convolutionMends: Readonly<Record<string, Mend>> = {
  Conv2D: plain =>
    channelsLast(
      ['x'],
      true,
      framed(({ inputs }) => inputs.filter!.shape, plain),
    ),
  Conv2DBackpropFilter: plain =>
    channelsLast(
      ['x', 'dy'],
      false,
      framed(({ attrs }) => numbers(attrs!.filterShape), plain),
    ),
  Conv2DBackpropInput: plain => channelsLast(['dy'], true, unframed(plain)),
  DepthwiseConv2dNative: plain => framed(({ inputs }) => inputs.filter!.shape, plain),
  DepthwiseConv2dNativeBackpropFilter: plain => framed(({ attrs }) => numbers(attrs!.filterShape), plain),
  DepthwiseConv2dNativeBackpropInput: plain => unframed(plain),
}

const numbers = (attribute: unknown): readonly number[] => attribute as readonly number[]
const toLast = [0, 2, 3, 1] as const
const toFirst = [0, 3, 1, 2]
const turned = <T>(perAxis: readonly T[]): T[] => toLast.map(axis => perAxis[axis]!)

/** The kernel on pictures whose channels stand first: the inputs of these names, and the output where it is a picture too. */
const channelsLast =
  (pictures: readonly string[], isPicture: boolean, kernel: tf.KernelFunc): tf.KernelFunc =>
  call => {
    const { inputs, attrs } = call
    if (attrs!.dataFormat !== 'NCHW') return kernel(call)
    return tf.tidy(() => {
      const last = Object.entries(inputs).map(([name, x]) => [
        name,
        pictures.includes(name) ? tf.transpose(x as tf.Tensor, [...toLast]) : x,
      ])
      const { pad, inputShape } = attrs!
      const y = kernel({
        ...call,
        inputs: Object.fromEntries(last) as Call['inputs'],
        attrs: {
          ...attrs,
          dataFormat: 'NHWC',
          ...(Array.isArray(pad) ? { pad: turned(pad as unknown[]) as number[][] } : {}),
          ...(inputShape ? { inputShape: turned(numbers(inputShape)) } : {}),
        },
      }) as tf.Tensor
      return isPicture ? tf.transpose(y, toFirst) : y
    })
  }

/** Along one axis of a picture of this size: the zeros before it, and how many entries a convolution reads, those zeros included. */
interface Reach {
  readonly size: number
  readonly before: number
  readonly read: number
}
/** Of a convolution of pictures [b, height, width, channels], along both axes. */
function reachOf(x: readonly number[], filter: readonly number[], attrs: tf.NamedAttrMap): readonly [Reach, Reach] {
  type Info = Parameters<typeof tf.backend_util.computeConv2DInfo>
  const { strides, dilations = 1, pad, dimRoundingMode } = attrs
  const c = tf.backend_util.computeConv2DInfo(
    x as Info[0],
    filter as Info[1],
    strides as Info[2],
    dilations as Info[3],
    pad as Info[4],
    dimRoundingMode as Info[5],
  )
  const { top, left } = c.padInfo
  return [
    { size: c.inHeight, before: top, read: (c.outHeight - 1) * c.strideHeight + c.effectiveFilterHeight },
    { size: c.inWidth, before: left, read: (c.outWidth - 1) * c.strideWidth + c.effectiveFilterWidth },
  ]
}
const known = (pad: unknown): boolean => pad === 'valid' || pad === 'same'
const valid = ({ dimRoundingMode: _, ...attrs }: tf.NamedAttrMap): tf.NamedAttrMap => ({ ...attrs, pad: 'valid' })
const positive = (n: number): number => Math.max(0, n)

/** The kernel on x in its frame of zeros, without what is never read. */
const framed =
  (filterShape: (call: Call) => readonly number[], kernel: tf.KernelFunc): tf.KernelFunc =>
  call => {
    const { inputs, attrs } = call
    if (known(attrs!.pad)) return kernel(call)
    const [b, , , channels] = inputs.x!.shape as [number, number, number, number]
    const reach = reachOf(inputs.x!.shape, filterShape(call), attrs!)
    const [rows, columns] = reach.map(({ size, before, read }) => [before, positive(read - before - size)] as [number, number])
    return tf.tidy(() => {
      const wide = tf.pad(inputs.x as tf.Tensor, [[0, 0], rows!, columns!, [0, 0]])
      const x = tf.slice(wide, 0, [b, reach[0].read, reach[1].read, channels])
      return kernel({ ...call, inputs: { ...inputs, x }, attrs: valid(attrs!) }) as tf.Tensor
    })
  }

/** The adjoint of framing: what was never read gets zeros, and the frame is cut off. */
const unframed =
  (kernel: tf.KernelFunc): tf.KernelFunc =>
  call => {
    const { inputs, attrs } = call
    if (known(attrs!.pad)) return kernel(call)
    const shape = numbers(attrs!.inputShape)
    const [b, , , channels] = shape as [number, number, number, number]
    const reach = reachOf(shape, inputs.filter!.shape, attrs!)
    const [rows, columns] = reach.map(({ size, before, read }) => [0, positive(before + size - read)] as [number, number])
    return tf.tidy(() => {
      const inputShape = [b, reach[0].read, reach[1].read, channels]
      const dx = kernel({ ...call, attrs: { ...valid(attrs!), inputShape } }) as tf.Tensor
      const wide = tf.pad(dx, [[0, 0], rows!, columns!, [0, 0]])
      return tf.slice(wide, [0, reach[0].before, reach[1].before, 0], [...shape])
    })
  }
