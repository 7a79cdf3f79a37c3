/** A value kept on the host: what games are made of (data), what players start from, what a run checkpoints and reports. */
export interface HostTensor {
  readonly shape: readonly number[]
  /** Row by row. Real values are kept in double precision; a program or a backend rounds them to its own. */
  readonly values: Float64Array | Float32Array | Int32Array
}

/** Number of entries of a shape; 1 for a scalar. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1)

/** A host tensor. Throws where the number of values does not fit the shape. */
export function hostTensor(values: ArrayLike<number> | HostTensor['values'], shape: readonly number[]): HostTensor {
  if (values.length !== sizeOf(shape)) {
    throw new Error(`shape [${shape.join(', ')}] needs ${sizeOf(shape)} values, got ${values.length}`)
  }
  const typed = values instanceof Float64Array || values instanceof Float32Array || values instanceof Int32Array
  return { shape, values: typed ? values : Float64Array.from(values) }
}
