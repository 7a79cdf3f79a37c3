import type * as tf from '@tensorflow/tfjs'
import type { Role } from '../core/define.ts'
import { sizeOf } from '../core/host.ts'

/** A role whose strategy is the weights of a map. */
export type MapRole = Role & { readonly input: readonly number[] }

/** The role as that of a map. Throws where its strategy is a vector. */
export function mapRole(id: string, role: Role): MapRole {
  if (role.input) return role as MapRole
  throw new Error(
    `${id}: player '${role.id}' must be a strategy of shape [${role.output.join(', ')}], not a map; take a player such as ${role.player}`,
  )
}

/** The number of entries of a role whose strategy is a vector. Throws where it is the weights of a map. */
export function vectorRole(id: string, role: Role): number {
  if (!role.input) return sizeOf(role.output)
  const needed = `[${role.input.join(', ')}] → [${role.output.join(', ')}]`
  throw new Error(`${id}: player '${role.id}' must be a map ${needed}, not a vector; take a player such as ${role.player}`)
}

/** [b, …in] → [b, d_in] */
export const flattened = (x: tf.Tensor, input: readonly number[]): tf.Tensor =>
  input.length === 1 ? x : x.reshape([-1, sizeOf(input)])

/** [b, d_out] → [b, …out] */
export const shaped = (y: tf.Tensor, output: readonly number[]): tf.Tensor =>
  output.length === 1 ? y : y.reshape([-1, ...output])
