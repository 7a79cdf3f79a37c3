import type { Value } from '../graph.ts'
import { reshape, type Form, type Rewriting } from './rewrite.ts'

/** The number that a value is, where constants, signs and shapes decide it. */
function numberOf(g: Rewriting, x: Value): number | null {
  const constant = g.constantOf(x)
  if (constant) return x.type === 'real' && constant.entries.length === 1 ? Number(constant.entries[0]) : null
  const producer = g.producerOf(x)
  if (producer?.op !== 'Reshape' && producer?.op !== 'Neg') return null
  const n = numberOf(g, producer.inputs[0]!)
  return n === null || producer.op === 'Reshape' ? n : -n
}
const one = ({ shape }: Value): boolean => shape.every(d => d === 1)

/** x times a number. */
const scaled = (g: Rewriting, x: Value, c: Value): Value => {
  const n = numberOf(g, c)
  if (n === 1) return x
  return n === -1 ? g.add('Neg', [x], x.shape) : g.add('Mul', [x, reshape(g, c, [])], x.shape)
}

/** A product with a matrix of one entry, as the gradients of dot products have it. */
const product: Form = (g, node) => {
  const [a, b, bias] = node.inputs as [Value, Value, Value | undefined]
  const [y] = node.outputs as [Value]
  if (bias || (!one(a) && !one(b))) return null
  return reshape(g, one(b) ? scaled(g, a, b) : scaled(g, b, a), y.shape)
}
const times: Form = (g, node) => {
  const [a, b] = node.inputs as [Value, Value]
  const alike = (x: Value): boolean => x.shape.join() === node.outputs[0]!.shape.join()
  if (numberOf(g, b) === 1 && alike(a)) return a
  return numberOf(g, a) === 1 && alike(b) ? b : null
}

/** Identities that change no bit: −(−x), 1·x, a product with one entry, a shape that is taken back. */
export const simplifications = {
  Gemm: product,
  Mul: times,
  Neg: (g, node) => {
    const inner = g.producerOf(node.inputs[0]!)
    return inner?.op === 'Neg' ? inner.inputs[0]! : null
  },
  Reshape: (g, node) => reshape(g, node.inputs[0]!, node.outputs[0]!.shape),
} satisfies Readonly<Record<string, Form>>
