import { operand, type Rules } from '../rule.ts'
import { on } from './entrywise.ts'

/*
 * Rational approximations of Cephes (Moshier, ndtr.c), relative error below 1e-15: erf(x) = x·T(x²)/U(x²) for |x| ≤ 1, and
 * 1 − erf(x) = e^{−x²}·P(x)/Q(x) for 1 ≤ x ≤ 8, beyond which erf(x) is 1 in double precision. ONNX Runtime's Erf has no float64.
 */
const T = [
  9.60497373987051638749, 9.00260197203842689217e1, 2.23200534594684319226e3, 7.00332514112805075473e3, 5.55923013010394962768e4,
]
const U = [
  1, 3.35617141647503099647e1, 5.21357949780152679795e2, 4.59432382970980127987e3, 2.26290000613890934246e4,
  4.92673942608635921086e4,
]
const P = [
  2.46196981473530512524e-10, 5.64189564831068821977e-1, 7.46321056442269912687, 4.86371970985681366614e1,
  1.96520832956077098242e2, 5.26445194995477358631e2, 9.3452852717195760754e2, 1.02755188689515710272e3, 5.57535335369399327526e2,
]
const Q = [
  1, 1.32281951154744992508e1, 8.67072140885989742329e1, 3.54937778887819891062e2, 9.75708501743205489753e2,
  1.82390916687909736289e3, 2.24633760818710981792e3, 1.65666309194161350182e3, 5.57535340817727675546e2,
]

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
