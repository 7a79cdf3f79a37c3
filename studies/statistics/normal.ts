import { P, Q, T, U } from '../../core/erf-coefficients.ts'

/*
 * erfc by rational approximations of Cephes (Moshier, ndtr.c), relative error below 1e-15 but for the rounding of x²: 1 − x·T(x²)/U(x²)
 * below 1, e^{−x²}·P(x)/Q(x) to 8 and with these e^{−x²}·R(x)/S(x) beyond.
 */
const R = [
  5.64189583547755073984e-1, 1.27536670759978104416, 5.01905042251180477414, 6.16021097993053585195, 7.4097426995044894516,
  2.9788666537210024067,
]
const S = [
  1, 2.2605286322011727659, 9.39603524938001434673, 1.20489539808096656605e1, 1.70814450747565897222e1, 9.60896809063285878198,
  3.3690764510008151605,
]
const polynomial = (x: number, c: readonly number[]): number => c.reduce((sum, a) => sum * x + a, 0)

const erfc = (x: number): number => {
  if (x < 0) return 2 - erfc(-x)
  if (x < 1) return 1 - (x * polynomial(x * x, T)) / polynomial(x * x, U)
  const ratio = x < 8 ? polynomial(x, P) / polynomial(x, Q) : polynomial(x, R) / polynomial(x, S)
  return x === Infinity ? 0 : Math.exp(-x * x) * ratio
}

/** P(Z > z) of a standard normal Z. */
export const normalTail = (z: number): number => erfc(z * Math.SQRT1_2) / 2
