import { P, Q, T, U } from '../../erf-coefficients.ts'
import { operand, type Rules } from '../rule.ts'
import { on } from './entrywise.ts'

/** erf by rational approximations; beyond 8 it is 1 in double precision. ONNX Runtime's Erf has no float64. */
export const errorFunction: Rules = {
  Erf: (g, inputs) => {
    const x = operand(inputs, 'x')
    const { op, test, c, polynomial } = on(g, x)
    const a = op('Abs', x.value)
    // Each branch is kept within its own range, so that none overflows.
    const near = op('Min', op('Max', x.value, c(-1)), c(1))
    const t = op('Mul', near, near)
    const inner = op('Div', op('Mul', near, polynomial(t, T)), polynomial(t, U))
    const far = op('Min', op('Max', a, c(1)), c(8))
    const ratio = op('Div', polynomial(far, P), polynomial(far, Q))
    const tail = op('Mul', op('Exp', op('Neg', op('Mul', far, far))), ratio)
    const outer = op('Mul', op('Sign', x.value), op('Sub', c(1), tail))
    return op('Where', test('LessOrEqual', a, c(1)), inner, outer)
  },
}
