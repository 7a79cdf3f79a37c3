import { int, num, variant } from '../../../core/config/options.ts'
import type { ConfigOf } from '../../../core/config/option.ts'
import type { Activation } from './activation.ts'
import { linear } from './linear.ts'
import { polynomial } from './polynomial.ts'
import { quadratic } from './quadratic.ts'
import { relu } from './relu.ts'

const doc = "the critic's σ: t, t², at² + bt + c, or (t)₊"
export const activationOption = variant(
  {
    linear: {},
    quadratic: {},
    polynomial: {
      a: num('a', 1, 'coefficient of t²'),
      b: num('b', 1, 'coefficient of t'),
      c: num('c', 0, 'constant: it is seen only where sums of unequal numbers of rows are compared'),
    },
    relu: {
      directions: int('n', 0, 'sampled directions in place of all sign patterns: violations are lower bounds then; 0: all', {
        min: 0,
        max: 100000,
      }),
    },
  },
  'quadratic',
  doc,
  'σ',
)
type Chosen = ConfigOf<{ readonly activation: typeof activationOption }>['activation']

/** A kind is a case here, a row above and a file beside this one. */
export function activationOf(chosen: Chosen): Activation {
  switch (chosen.kind) {
    case 'linear':
      return linear
    case 'quadratic':
      return quadratic
    case 'relu':
      return relu(chosen.directions)
    case 'polynomial':
      return polynomial([chosen.a, chosen.b, chosen.c])
  }
}
