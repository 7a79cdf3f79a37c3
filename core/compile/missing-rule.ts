/** A kernel that the step uses and that cannot be compiled yet. */
export class MissingRule extends Error {
  readonly kernel: string
  constructor(kernel: string) {
    super(
      `the step uses the TensorFlow.js kernel ${kernel}, which has no rule in core/compile/rules: add one, write the step with other ops, or run with --execution eager`,
    )
    this.name = 'MissingRule'
    this.kernel = kernel
  }
}
