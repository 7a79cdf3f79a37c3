import { linearWeights, nearestEntries, type Resizing } from '../../interpolation.ts'
import type { Value } from '../graph.ts'
import type { Recorder } from '../recorder.ts'
import { operand, type Attributes, type Rules } from '../rule.ts'
import { reshape } from './reshape.ts'

const resizing = (attributes: Attributes): Resizing => ({
  alignCorners: attributes.flag('alignCorners'),
  halfPixelCenters: attributes.flag('halfPixelCenters'),
})
type Picture = readonly [number, number, number, number]

/** weights [to, from] times an axis of x [a, from, b]. */
const along = (g: Recorder, weights: Float64Array, to: number, x: Value): Value => {
  const [a, from, b] = x.shape as [number, number, number]
  return g.add('MatMul', [g.constant(weights, [to, from], 'real', true), x], [a, to, b], x.type)
}

/** Pictures [N, H, W, C] in another size, every option as TensorFlow.js has it: ONNX's Resize has neither float64 nor all of them. */
export const resizes: Rules = {
  ResizeNearestNeighbor: (g, inputs, attributes) => {
    const x = operand(inputs, 'images')
    return attributes.list('size').reduce((picture, to, i) => {
      const picked = nearestEntries(x.shape[i + 1]!, to, resizing(attributes))
      const shape = picture.shape.map((d, axis) => (axis === i + 1 ? to : d))
      return g.add('Gather', [picture, g.integers(picked)], shape, x.type, { axis: i + 1 })
    }, x.value)
  },
  ResizeBilinear: (g, inputs, attributes) => {
    const x = operand(inputs, 'images')
    const [n, h, w, c] = x.shape as Picture
    const [height, width] = attributes.list('size') as [number, number]
    const rows = along(g, linearWeights(h, height, resizing(attributes)), height, reshape(g, x.value, [n, h, w * c]))
    const columns = along(g, linearWeights(w, width, resizing(attributes)), width, reshape(g, rows, [n * height, w, c]))
    return reshape(g, columns, [n, height, width, c])
  },
}
