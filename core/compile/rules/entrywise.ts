import type { Value } from '../graph.ts'
import type { Recorder } from '../recorder.ts'
import type { Operand } from '../rule.ts'

/** Nodes that work entry by entry, in the shape of x. */
export interface Entrywise {
  op(name: string, ...inputs: Value[]): Value
  test(name: string, a: Value, b: Value): Value
  /** A scalar constant. */
  c(value: number): Value
  /** c₀tⁿ + c₁tⁿ⁻¹ + … + cₙ */
  polynomial(t: Value, coefficients: readonly number[]): Value
}
export const on = (g: Recorder, x: Pick<Operand, 'shape' | 'type'>): Entrywise => {
  const op = (name: string, ...inputs: Value[]): Value => g.add(name, inputs, x.shape, x.type)
  const test = (name: string, a: Value, b: Value): Value => g.add(name, [a, b], x.shape, 'bool')
  const c = (value: number): Value => g.real(value)
  const polynomial = (t: Value, [first, ...rest]: readonly number[]): Value =>
    rest.reduce((s, a) => op('Add', op('Mul', s, t), c(a)), c(first!))
  return { op, test, c, polynomial }
}

/** log(1 + u) for u ≥ −1 without cancellation: u·log(w)/(w − 1) with w = 1 + u, and u where w rounds to 1. */
export const log1pOf = (g: Recorder, x: Operand, u: Value): Value => {
  const { op, test, c } = on(g, x)
  const w = op('Add', u, c(1))
  const d = op('Sub', w, c(1))
  const flat = test('Equal', d, c(0))
  const ratio = op('Div', op('Mul', u, op('Log', w)), op('Where', flat, c(1), d))
  return op('Where', flat, u, ratio)
}
/** e^x − 1 without cancellation: (w − 1)·x/log(w) with w = e^x, and x where w rounds to 1, w − 1 where w − 1 rounds to −1. */
export const expm1Of = (g: Recorder, x: Operand, u: Value): Value => {
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
