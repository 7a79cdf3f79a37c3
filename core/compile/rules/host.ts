import { calledOn, hostKernels, idOf, mapOf } from '../../set/host-map.ts'
import { operand, operands, type Rules } from '../rule.ts'

/** Proximal maps on the host: no nodes of ONNX, but places at which the graph is cut. */
export const hostCalls: Rules = Object.fromEntries(
  Object.values(hostKernels).map(kernel => [
    kernel,
    (g, inputs, { raw }) => {
      const map = mapOf(raw)
      const call = { flops: map.flops, run: (given: readonly Float64Array[]) => calledOn(kernel, map, given) }
      const values = operands(inputs).map(x => x.value)
      return g.addAll(kernel, values, [{ shape: operand(inputs, 'x').shape, type: 'real' }], { map: idOf(map) }, call)[0]!
    },
  ]),
)
