import type { Value } from '../graph.ts'
import { operand, type Rules } from '../rule.ts'
import { on } from './entrywise.ts'

export const normalizations: Rules = {
  /** (x − mean)/√(variance + ε)·scale + offset, along the last axis; scale and offset may be absent. */
  FusedBatchNorm: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const [mean, variance] = [operand(inputs, 'mean'), operand(inputs, 'variance')]
    const small = on(g, variance)
    const deviation = small.op('Sqrt', small.op('Add', variance.value, g.real(attributes.number('varianceEpsilon', 0.001))))
    const { op } = on(g, x)
    const normal = op('Div', op('Sub', x.value, mean.value), deviation)
    const scaled: Value = inputs.scale ? op('Mul', normal, inputs.scale.value) : normal
    return inputs.offset ? op('Add', scaled, inputs.offset.value) : scaled
  },
}
