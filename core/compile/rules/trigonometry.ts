import type { Value } from '../graph.ts'
import type { Recorder } from '../recorder.ts'
import { broadcastShape, operand, type Operand, type Rule, type Rules } from '../rule.ts'
import { expm1Of, log1pOf, on } from './entrywise.ts'

/*
 * ONNX Runtime has these in float32 only; written with Exp, Log, Sqrt, Sin and Cos they run in both precisions.
 * atan x = x + x³·P(x²)/Q(x²) for |x| ≤ 0.66, relative error 3e-18 (Cephes, Moshier, atan.c).
 */
const P = [
  -8.750608600031904122785e-1, -1.615753718733365076637e1, -7.50085579231470466734e1, -1.22886668449013617341e2,
  -6.485021904942025371773e1,
]
const Q = [
  1, 2.485846490142306297962e1, 1.650270098316988542046e2, 4.328810604912902668951e2, 4.853903996359136964868e2,
  1.945506571482613964425e2,
]
/** tan(3π/8). */
const T3 = 1 + Math.SQRT2

/** atan u, entry by entry: −1/u or (u − 1)/(u + 1) where |u| is large, from π/2 or π/4. */
function atanOf(g: Recorder, x: Pick<Operand, 'shape' | 'type'>, u: Value): Value {
  const { op, test, c, polynomial } = on(g, x)
  const a = op('Abs', u)
  const large = test('Greater', a, c(T3))
  const medium = test('Greater', a, c(0.66))
  const over = op('Neg', op('Reciprocal', op('Max', a, c(1))))
  // (a − 1)/(a + 1), kept finite where a is not.
  const bounded = op('Min', a, c(T3))
  const ratio = op('Div', op('Sub', bounded, c(1)), op('Add', bounded, c(1)))
  const t = op('Where', large, over, op('Where', medium, ratio, a))
  const from = op('Where', large, c(Math.PI / 2), op('Where', medium, c(Math.PI / 4), c(0)))
  const z = op('Mul', t, t)
  const rest = op('Mul', op('Mul', t, z), op('Div', polynomial(z, P), polynomial(z, Q)))
  return op('Mul', op('Sign', u), op('Add', from, op('Add', t, rest)))
}

type Formula = (x: Operand, nodes: ReturnType<typeof on>, g: Recorder) => Value
const formula =
  (f: Formula): Rule =>
  (g, inputs) => {
    const x = operand(inputs, 'x')
    return f(x, on(g, x), g)
  }

export const trigonometry: Rules = {
  Tan: formula((x, { op }) => op('Div', op('Sin', x.value), op('Cos', x.value))),
  Atan: formula((x, _, g) => atanOf(g, x, x.value)),
  /** atan(x/√(1 − x²)) */
  Asin: formula((x, { op, c }, g) => {
    const square = op('Mul', op('Sub', c(1), x.value), op('Add', c(1), x.value))
    return atanOf(g, x, op('Div', x.value, op('Sqrt', square)))
  }),
  /** 2·atan √((1 − x)/(1 + x)) */
  Acos: formula((x, { op, c }, g) => {
    const ratio = op('Div', op('Sub', c(1), x.value), op('Add', c(1), x.value))
    return op('Mul', c(2), atanOf(g, x, op('Sqrt', ratio)))
  }),
  /** The angle of the point (b, a). */
  Atan2: (g, inputs) => {
    const [a, b] = [operand(inputs, 'a'), operand(inputs, 'b')]
    const out = { shape: broadcastShape(a, b), type: 'real' as const }
    const { op, test, c } = on(g, out)
    const axis = test('Equal', a.value, c(0))
    const angle = atanOf(g, out, op('Where', axis, c(0), op('Div', a.value, b.value)))
    const turn = op('Where', test('Less', a.value, c(0)), c(-Math.PI), c(Math.PI))
    return op('Add', angle, op('Where', test('Less', b.value, c(0)), turn, c(0)))
  },
  /** With u = e^{|x|} − 1: ½(u + u·e^{−|x|}), whose second term is one where x is large. */
  Sinh: formula((x, { op, test, c }, g) => {
    const a = op('Abs', x.value)
    const u = expm1Of(g, x, a)
    const second = op('Where', test('Greater', a, c(40)), c(1), op('Mul', u, op('Exp', op('Neg', a))))
    return op('Mul', op('Mul', op('Sign', x.value), c(0.5)), op('Add', u, second))
  }),
  Cosh: formula((x, { op, c }) => {
    const a = op('Abs', x.value)
    return op('Mul', c(0.5), op('Add', op('Exp', a), op('Exp', op('Neg', a))))
  }),
  /** log(1 + |x| + x²/(1 + √(1 + x²))), and log 2|x| where x² would overflow. */
  Asinh: formula((x, { op, test, c }, g) => {
    const a = op('Abs', x.value)
    const near = op('Min', a, c(1e9))
    const square = op('Mul', near, near)
    const u = op('Add', near, op('Div', square, op('Add', c(1), op('Sqrt', op('Add', c(1), square)))))
    const far = op('Add', op('Log', op('Max', a, c(1))), c(Math.LN2))
    return op('Mul', op('Sign', x.value), op('Where', test('Greater', a, c(1e9)), far, log1pOf(g, x, u)))
  }),
  /** With t = x − 1: log(1 + t + √(t(t + 2))), and log 2x where that would overflow. */
  Acosh: formula((x, { op, test, c }, g) => {
    const t = op('Sub', op('Min', x.value, c(1e9)), c(1))
    const u = op('Add', t, op('Sqrt', op('Mul', t, op('Add', t, c(2)))))
    const far = op('Add', op('Log', op('Max', x.value, c(1))), c(Math.LN2))
    return op('Where', test('Greater', x.value, c(1e9)), far, log1pOf(g, x, u))
  }),
  /** ½(log(1 + x) − log(1 − x)) */
  Atanh: formula((x, { op, c }, g) => op('Mul', c(0.5), op('Sub', log1pOf(g, x, x.value), log1pOf(g, x, op('Neg', x.value))))),
}
