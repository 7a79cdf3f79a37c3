import * as tf from '@tensorflow/tfjs'
import { installSafeGradients } from './install.ts'

export { constant, stopGradient } from './constant.ts'

/** The value and the gradient of a scalar function. */
export interface Gradients {
  readonly value: tf.Scalar
  /** One a variable, of its shape; zeros where the function does not depend on it. */
  readonly grads: tf.Tensor[]
}

/**
 * ∇f at each x. `f` reads the tensors `xs` themselves. The result can be differentiated again, to any order, by calling this
 * inside another `f`. Throws where f is not scalar or an op on the way has no gradient.
 */
export function gradients(f: () => tf.Scalar, xs: readonly tf.Tensor[]): Gradients {
  const { value, grads } = pullback(() => {
    const y = f()
    if (y.rank > 0)
      throw new Error(`gradients needs a function with a scalar value, got shape [${y.shape.join(', ')}]: sum or average it`)
    return y
  }, xs)
  return { value: value as tf.Scalar, grads }
}

/**
 * Jᵀv: for each x the sum over the outputs of `f` of ⟨∂yₖ/∂x, vₖ⟩, by one backward pass. `f` reads the tensors `xs` themselves.
 *
 * @param cotangents one an output, of its shape; null stands for zeros
 */
export function vjp(
  f: () => readonly tf.Tensor[],
  xs: readonly tf.Tensor[],
  cotangents: readonly (tf.Tensor | null)[],
): tf.Tensor[] {
  return pullback(() => pairing('vjp: cotangent', f(), cotangents), xs).grads
}

/**
 * Jv: for each output of `f` its directional derivative. Reverse mode twice: g(u) = Jᵀu is linear in u, so Jv = ∇ᵤ⟨g(u), v⟩.
 * `f` is run twice, the first time for the shapes of its outputs alone.
 *
 * @param tangents one a variable, of its shape
 */
export function jvp(
  f: (xs: readonly tf.Tensor[]) => readonly tf.Tensor[],
  xs: readonly tf.Tensor[],
  tangents: readonly tf.Tensor[],
): tf.Tensor[] {
  return tf.tidy(() => {
    const u = f(xs).map(y => tf.zeros(y.shape))
    return gradients(
      () =>
        pairing(
          'jvp: tangent',
          vjp(() => f(xs), xs, u),
          tangents,
        ),
      u,
    ).grads
  })
}

/** Σₖ ⟨yₖ, vₖ⟩ */
function pairing(what: string, ys: readonly tf.Tensor[], vs: readonly (tf.Tensor | null)[]): tf.Scalar {
  if (ys.length !== vs.length) throw new Error(`${what}s: ${ys.length} needed, got ${vs.length}`)
  const terms = ys.flatMap((y, k) => {
    const v = vs[k] ?? null
    if (v === null) return []
    if (!tf.util.arraysEqual(y.shape, v.shape))
      throw new Error(`${what} ${k} must have shape [${y.shape.join(', ')}], got [${v.shape.join(', ')}]`)
    return [tf.sum<tf.Scalar>(tf.mul(y, v))]
  })
  return terms.length === 0 ? tf.scalar(0) : terms.reduce((s, t) => tf.add<tf.Scalar>(s, t))
}

function pullback(f: () => tf.Tensor, xs: readonly tf.Tensor[]): { value: tf.Tensor; grads: tf.Tensor[] } {
  installSafeGradients()
  // The engine, unlike tf.grads, can be told that f need not depend on x: it returns null there.
  const { value, grads } = tf.engine().gradients(f, [...xs], undefined, true) as { value: tf.Tensor; grads: (tf.Tensor | null)[] }
  return { value, grads: grads.map((g, i) => g ?? tf.zeros(xs[i]!.shape)) }
}
