import * as tf from '@tensorflow/tfjs'
import { reals, type Input, type Op, type Result } from './program-of.ts'

/** An op that reaches one kernel, and what it is given. */
export interface Case {
  readonly op: Op
  readonly inputs: readonly Input[]
  /** Values computed in double precision, where the eager kernel is missing or itself inexact. */
  readonly exact?: (x: number) => number
  /** What the op gives, where the cpu backend has no such kernel. */
  readonly expected?: readonly Result[]
  /** The expected values are right in double precision. */
  readonly double?: true
}
export const of = (op: Op, ...inputs: Input[]): Case => ({ op, inputs })
export const exactly = (exact: (x: number) => number, op: Op, ...inputs: Input[]): Case => ({ op, inputs, exact })

/** [2, 3, 4] */
export const cube = reals(
  Array.from({ length: 24 }, (_, i) => Math.sin(3 * i + 1)),
  [2, 3, 4],
)
/** A kernel called by its name, its inputs in the order of `names`. */
export const kernel = (name: string, attrs: object, names: readonly string[] = ['x']): Op => {
  return (...xs) => tf.engine().runKernel(name, Object.fromEntries(names.map((k, i) => [k, xs[i]!])), attrs as tf.NamedAttrMap)
}
/** Multiples of 1/8: float32 adds their products without rounding, in any order. */
export const waves = (shape: readonly number[], seed: number): Input =>
  reals(
    Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, i) => Math.round(8 * Math.cos(seed * i + seed * seed)) / 8),
    shape,
  )
