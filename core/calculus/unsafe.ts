import type { Rule } from './rule.ts'

/** Up to which order a kernel's derivative holds, and what is wrong beyond. */
export interface Unsafe {
  readonly order: 0 | 1
  readonly why: string
}

const once = (why: string): Unsafe => ({ order: 1, why })

/** Kernels that TensorFlow.js differentiates and that are not made safe here. */
export const unsafeKernels: Readonly<Record<string, Unsafe>> = {
  AvgPool3D: { order: 0, why: 'its gradient is wrong where padding is averaged over, and cannot be differentiated' },
  ComplexAbs: { order: 0, why: 'complex numbers have no gradient here' },
  MaxPool3D: once('MaxPool3DGrad cannot be differentiated'),
  Conv3D: once('Conv3DBackpropFilterV2 and Conv3DBackpropInputV2 cannot be differentiated'),
  Dilation2D: once('its backward kernels cannot be differentiated'),
  LRN: once('LRNGrad cannot be differentiated'),
}

/** Where not even the first derivative is right, differentiating is refused by name. */
export const refused: readonly Rule[] = Object.entries(unsafeKernels).flatMap(([kernelName, { order, why }]) =>
  order > 0
    ? []
    : [
        {
          kernelName,
          gradFunc: () => {
            throw new Error(`the op ${kernelName} cannot be differentiated: ${why}; write it with other ops`)
          },
        },
      ],
)
