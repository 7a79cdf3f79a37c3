import type { Value } from '../graph.ts'
import { broadcastShape, operand, type Rule, type Rules } from '../rule.ts'
import { convolutions } from './convolution.ts'
import { depthwiseConvolutions } from './depthwise.ts'
import { elementwise } from './elementwise.ts'
import { contractions } from './reduce.ts'
import { reshape } from './reshape.ts'

const activations: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  leakyrelu: 'LeakyRelu',
  prelu: 'Prelu',
}
const asOperand = (value: Value): { value: Value; shape: readonly number[]; type: Value['type'] } => ({
  value,
  shape: value.shape,
  type: value.type,
})

/** A product or convolution with what TensorFlow.js fuses into it: φ(y + bias). */
const fused =
  (product: Rule): Rule =>
  (g, inputs, attributes) => {
    const y = asOperand(product(g, inputs, attributes) as Value)
    const first = attributes.raw.dataFormat === 'NCHW'
    const bias =
      inputs.bias &&
      asOperand(
        first && inputs.bias.shape.length === 1
          ? reshape(g, inputs.bias.value, [inputs.bias.shape[0]!, 1, 1])
          : inputs.bias.value,
      )
    const sum = bias ? asOperand(g.add('Add', [y.value, bias.value], broadcastShape(y, bias), y.type)) : y
    const activation = (attributes.raw.activation as string | undefined) ?? 'linear'
    if (activation === 'linear') return sum.value
    const rule = elementwise[activations[activation] ?? '']
    if (!rule)
      throw new Error(`the fused activation ${activation} has no rule; there are linear, ${Object.keys(activations).join(', ')}`)
    const raw = activation === 'leakyrelu' ? { ...attributes.raw, alpha: attributes.raw.leakyreluAlpha } : attributes.raw
    const alpha = activation === 'prelu' ? { alpha: operand(inputs, 'preluActivationWeights') } : {}
    return rule(g, { x: sum, ...alpha }, attributesWith(attributes, raw))
  }
const attributesWith = (attributes: Parameters<Rule>[2], raw: Readonly<Record<string, unknown>>): Parameters<Rule>[2] => ({
  ...attributes,
  raw,
  number: (name, otherwise) =>
    name === 'alpha' && typeof raw.alpha === 'number' ? raw.alpha : attributes.number(name, otherwise),
})

/** What `tf.fused` makes: products and convolutions with a bias and an activation. */
export const fusions: Rules = {
  _FusedMatMul: fused(contractions.BatchMatMul!),
  FusedConv2D: fused(convolutions.Conv2D!),
  FusedDepthwiseConv2D: fused(depthwiseConvolutions.DepthwiseConv2dNative!),
}
