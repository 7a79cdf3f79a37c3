import * as tf from '@tensorflow/tfjs'
import type { Value } from '../graph.ts'
import type { Recorder } from '../recorder.ts'
import { broadcastShape, like, operand, type Operand, type Rule, type Rules } from '../rule.ts'

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
/** Entry by entry, in the shape of x. */
const on = (g: Recorder, x: Operand) => {
  const op = (name: string, ...inputs: Value[]): Value => g.add(name, inputs, x.shape, x.type)
  const test = (name: string, a: Value, b: Value): Value => g.add(name, [a, b], x.shape, 'bool')
  return { op, test, c: (value: number) => g.real(value) }
}

/** 1/(1 + e^{−x}): ONNX Runtime's own float32 Sigmoid is wrong in the tail (relative error 0.2 at −15, zero at −20). */
const sigmoid: Rule = (g, inputs) => {
  const x = operand(inputs, 'x')
  const { op, c } = on(g, x)
  return op('Reciprocal', op('Add', op('Exp', op('Neg', x.value)), c(1)))
}

/** log(1 + u) for u ≥ −1 without cancellation: u·log(w)/(w − 1) with w = 1 + u, and u where w rounds to 1. */
const log1pOf = (g: Recorder, x: Operand, u: Value): Value => {
  const { op, test, c } = on(g, x)
  const w = op('Add', u, c(1))
  const d = op('Sub', w, c(1))
  const flat = test('Equal', d, c(0))
  const ratio = op('Div', op('Mul', u, op('Log', w)), op('Where', flat, c(1), d))
  return op('Where', flat, u, ratio)
}
/** e^x − 1 without cancellation: (w − 1)·x/log(w) with w = e^x, and x where w rounds to 1, w − 1 where w − 1 rounds to −1. */
const expm1Of = (g: Recorder, x: Operand, u: Value): Value => {
  const { op, test, c } = on(g, x)
  const w = op('Exp', u)
  const d = op('Sub', w, c(1))
  const flat = test('Equal', d, c(0))
  const far = test('LessOrEqual', d, c(-1))
  const safe = op('Where', flat, c(2), op('Where', far, c(2), w))
  const ratio = op('Div', op('Mul', d, u), op('Log', safe))
  // Beyond e^x = ∞ the ratio is ∞/∞; d itself is right there.
  const large = test('Greater', u, c(30))
  return op('Where', flat, u, op('Where', far, d, op('Where', large, d, ratio)))
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

/**
 * sign(x)·(1 − (a₁t + … + a₅t⁵)·e^{−x²}), t = 1/(1 + p|x|), absolute error 1.5e-7 (Abramowitz and Stegun 7.1.26): the formula of
 * TensorFlow.js, since ONNX Runtime's Erf has no float64.
 */
const erf: Rule = (g, inputs) => {
  const x = operand(inputs, 'x')
  const { op, c } = on(g, x)
  const { ERF_P: p, ERF_A1, ERF_A2, ERF_A3, ERF_A4, ERF_A5 } = tf.backend_util
  const t = op('Reciprocal', op('Add', op('Mul', op('Abs', x.value), c(p)), c(1)))
  const polynomial = [ERF_A4, ERF_A3, ERF_A2, ERF_A1].reduce((s, a) => op('Add', op('Mul', s, t), c(a)), c(ERF_A5))
  const tail = op('Mul', op('Mul', polynomial, t), op('Exp', op('Neg', op('Mul', x.value, x.value))))
  return op('Mul', op('Sign', x.value), op('Sub', c(1), tail))
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
  Erf: erf,
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
  ClipByValue: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const { op, c } = on(g, x)
    return op('Min', op('Max', x.value, c(attributes.number('clipValueMin'))), c(attributes.number('clipValueMax')))
  },
  Add: binary('Add'),
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
