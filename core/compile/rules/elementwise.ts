import * as tf from '@tensorflow/tfjs'
import type { Value } from '../graph.ts'
import { broadcastShape, like, operand, operands, type Rule, type Rules } from '../rule.ts'
import { expm1Of, log1pOf, on } from './entrywise.ts'

const unary =
  (op: string): Rule =>
  (g, inputs) =>
    like(g, op, operand(inputs, 'x'))
const binary =
  (op: string): Rule =>
  (g, inputs) => {
    const a = operand(inputs, 'a')
    const b = operand(inputs, 'b')
    return g.add(op, [a.value, b.value], broadcastShape(a, b), a.type)
  }

/** 1/(1 + e^{−x}): ONNX Runtime's own float32 Sigmoid is wrong in the tail (relative error 0.2 at −15, zero at −20). */
const sigmoid: Rule = (g, inputs) => {
  const x = operand(inputs, 'x')
  const { op, c } = on(g, x)
  return op('Reciprocal', op('Add', op('Exp', op('Neg', x.value)), c(1)))
}

/** log(1 + e^x) = max(x, 0) + log(1 + e^{−|x|}). */
const softplus: Rule = (g, inputs) => {
  const x = operand(inputs, 'x')
  const { op } = on(g, x)
  return op('Add', op('Relu', x.value), log1pOf(g, x, op('Exp', op('Neg', op('Abs', x.value)))))
}
/** An activation with a slope; written out by `lowering/slopes.ts`. */
const sloped =
  (op: string, otherwise: number): Rule =>
  (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    return like(g, op, x, [x.value], { alpha: { real: attributes.number('alpha', otherwise) } })
  }
/** x − n·⌊x/n⌋ in ONNX is Mod with integers; on reals written out. Sign of the divisor, as tfjs. */
const mod: Rule = (g, inputs) => {
  const a = operand(inputs, 'a')
  const b = operand(inputs, 'b')
  const shape = broadcastShape(a, b)
  if (a.type === 'int32') return g.add('Mod', [a.value, b.value], shape, 'int32')
  const node = (op: string, ...v: Value[]): Value => g.add(op, v, shape, 'real')
  return node('Sub', a.value, node('Mul', b.value, node('Floor', node('Div', a.value, b.value))))
}

export const elementwise: Rules = {
  Neg: unary('Neg'),
  Abs: unary('Abs'),
  Exp: unary('Exp'),
  Log: unary('Log'),
  Sqrt: unary('Sqrt'),
  Sin: unary('Sin'),
  Cos: unary('Cos'),
  Tanh: unary('Tanh'),
  Sign: unary('Sign'),
  Floor: unary('Floor'),
  Ceil: unary('Ceil'),
  Round: unary('Round'),
  Relu: unary('Relu'),
  Reciprocal: unary('Reciprocal'),
  Sigmoid: sigmoid,
  Softplus: softplus,
  Step: sloped('Step', 0),
  Mod: mod,
  Log1p: (g, inputs) => log1pOf(g, operand(inputs, 'x'), operand(inputs, 'x').value),
  Expm1: (g, inputs) => expm1Of(g, operand(inputs, 'x'), operand(inputs, 'x').value),
  Square: (g, inputs) => {
    const x = operand(inputs, 'x')
    return like(g, 'Mul', x, [x.value, x.value])
  },
  Rsqrt: (g, inputs) => {
    const x = operand(inputs, 'x')
    const { op } = on(g, x)
    return op('Reciprocal', op('Sqrt', x.value))
  },
  Relu6: (g, inputs) => {
    const x = operand(inputs, 'x')
    const { op, c } = on(g, x)
    return op('Min', op('Relu', x.value), c(6))
  },
  LeakyRelu: sloped('LeakyRelu', 0.2),
  Elu: (g, inputs) => {
    const x = operand(inputs, 'x')
    const { op, test, c } = on(g, x)
    return op('Where', test('Greater', x.value, c(0)), x.value, expm1Of(g, x, op('Min', x.value, c(0))))
  },
  /** λx where x > 0, else λα(e^x − 1). */
  Selu: (g, inputs) => {
    const x = operand(inputs, 'x')
    const { op, test, c } = on(g, x)
    const { SELU_SCALE: λ, SELU_SCALEALPHA: λα } = tf.backend_util
    const left = op('Mul', expm1Of(g, x, op('Min', x.value, c(0))), c(λα))
    return op('Where', test('Greater', x.value, c(0)), op('Mul', x.value, c(λ)), left)
  },
  ClipByValue: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const { op, c } = on(g, x)
    return op('Min', op('Max', x.value, c(attributes.number('clipValueMin'))), c(attributes.number('clipValueMax')))
  },
  Add: binary('Add'),
  AddN: (g, inputs) => {
    const [first, ...rest] = operands(inputs)
    return rest.reduce((sum, x) => g.add('Add', [sum, x.value], x.shape, x.type), first!.value)
  },
  Sub: binary('Sub'),
  Multiply: binary('Mul'),
  RealDiv: binary('Div'),
  Maximum: binary('Max'),
  Minimum: binary('Min'),
  Pow: binary('Pow'),
  FloorDiv: (g, inputs) => {
    const a = operand(inputs, 'a')
    const b = operand(inputs, 'b')
    const shape = broadcastShape(a, b)
    if (a.type === 'real')
      return g.add('Cast', [g.add('Floor', [g.add('Div', [a.value, b.value], shape, 'real')], shape, 'real')], shape, 'int32')
    // ONNX divides integers towards zero; without the remainder, which has the divisor's sign, the quotient is exact.
    const rest = g.add('Mod', [a.value, b.value], shape, 'int32')
    return g.add('Div', [g.add('Sub', [a.value, rest], shape, 'int32'), b.value], shape, 'int32')
  },
  SquaredDifference: (g, inputs) => {
    const d = binary('Sub')(g, inputs, undefined as never) as Value
    return g.add('Mul', [d, d], d.shape, d.type)
  },
  Prelu: (g, inputs) => {
    const x = operand(inputs, 'x')
    const { op, test, c } = on(g, x)
    return op('Where', test('Less', x.value, c(0)), op('Mul', x.value, operand(inputs, 'alpha').value), x.value)
  },
  Cast: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const dtype = attributes.text('dtype')
    const type = dtype === 'float32' ? 'real' : (dtype as 'int32' | 'bool')
    return type === x.type ? x.value : g.add('Cast', [x.value], x.shape, type)
  },
  Identity: (_, inputs) => operand(inputs, 'x').value,
}
