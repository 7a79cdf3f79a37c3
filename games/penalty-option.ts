import { num, variant } from '../core/config/options.ts'

/** The option `penalty` of a GAN. */
export const penaltyOption = (standard: 'none' | 'gp' = 'none') =>
  variant(
    {
      none: {},
      r1: { weight: num('γ', 10, 'γ/2·E‖∇D(x)‖² at the real rows', { min: 0 }) },
      r2: { weight: num('γ', 10, 'γ/2·E‖∇D(G(z))‖² at the generated rows', { min: 0 }) },
      gp: {
        weight: num('λ', 10, 'λ·E(‖∇D(x̂)‖ − target)² between real and generated rows', { min: 0 }),
        target: num('g₀', 1, 'the norm that costs nothing', { min: 0 }),
      },
    },
    standard,
    "a penalty on the critic's gradient by its input, added to the critic's loss",
  )
