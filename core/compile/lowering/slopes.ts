import type { Node, Value } from '../graph.ts'
import type { Form, Rewriting } from './rewrite.ts'

const slopeOf = (node: Node): number => (node.attributes.alpha as { readonly real: number }).real

/** ONNX Runtime's LeakyRelu keeps its slope in float32: max(x, αx), or what a slope outside [0, 1] needs. */
const leakyRelu: Form = (g, node) => {
  const [x] = node.inputs as [Value]
  const α = g.real(slopeOf(node))
  const left = g.add('Mul', [x, α], x.shape)
  return between(slopeOf(node))
    ? g.add('Max', [x, left], x.shape)
    : g.add('Where', [g.add('Less', [x, g.real(0)], x.shape, {}, 'bool'), left, x], x.shape, {}, 'real')
}
const between = (α: number): boolean => α >= 0 && α <= 1

/**
 * 1 where x > 0, α elsewhere, NaN stays: max([x > 0], α, min(x, α)) for α in [0, 1], where the last only hands on NaN. Where is twice as
 * slow.
 */
const step: Form = (g, node) => {
  const [x] = node.inputs as [Value]
  const α = g.real(slopeOf(node))
  const positive = g.add('Greater', [x, g.real(0)], x.shape, {}, 'bool')
  if (!between(slopeOf(node))) {
    const nan = g.add('IsNaN', [x], x.shape, {}, 'bool')
    return g.add('Where', [nan, x, g.add('Where', [positive, g.real(1), α], x.shape, {}, 'real')], x.shape, {}, 'real')
  }
  const one = g.add('Cast', [positive], x.shape, {}, 'real')
  return g.add('Max', [g.add('Max', [one, α], x.shape), g.add('Min', [x, α], x.shape)], x.shape)
}

export const exactSlopes = { LeakyRelu: leakyRelu, Step: step } satisfies Readonly<Record<string, Form>>

/** The activation of x, where the graph has one already: positive where x is. */
const activationOf = (g: Rewriting, x: Value): Node | undefined =>
  g.usesOf(x).before.find(node => node.op === 'Relu' || (node.op === 'LeakyRelu' && slopeOf(node) > 0 && slopeOf(node) <= 1))

/**
 * max(min(2¹²⁷x, 1), α): in float32 that is 1 for every positive x but the subnormal ones below 2⁻¹²⁷, in a third of the time. Taken of
 * the activation where there is one, so that the runtime can join that to the product before.
 */
const float32Step: Form = (g, node) => {
  const [x] = node.inputs as [Value]
  const α = slopeOf(node)
  if (!between(α)) return step(g, node)
  const activation = activationOf(g, x)
  const scaled = g.add('Mul', [activation?.outputs[0] ?? x, g.real(2 ** 127)], x.shape)
  const one = g.add('Min', [scaled, g.real(1)], x.shape)
  return α === 0 && activation?.op === 'Relu' ? one : g.add('Max', [one, g.real(α)], x.shape)
}
export const float32Slopes = { Step: float32Step } satisfies Readonly<Record<string, Form>>
