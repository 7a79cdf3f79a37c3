import { refusedKernels } from './refused.ts'

/** A kernel that the step uses and that cannot be compiled. */
export class MissingRule extends Error {
  readonly kernel: string
  constructor(kernel: string) {
    const why = refusedKernels.get(kernel)
    super(
      why
        ? `the step uses the TensorFlow.js kernel ${kernel}, which cannot be compiled (${why}); change the step, or run with --execution eager`
        : `the step uses the TensorFlow.js kernel ${kernel}, which has no rule in core/compile/rules: add one, write the step with other ops, or run with --execution eager`,
    )
    this.name = 'MissingRule'
    this.kernel = kernel
  }
}
