import type { ActivationName } from '../../players/layers/activations.ts'

/** Rows of numbers. */
export type Rows = readonly (readonly number[])[]

/** The activations by their formulas, in double precision. */
export const formulas: Readonly<Record<ActivationName | 'none', (x: number, slope: number) => number>> = {
  'none': x => x,
  'relu': x => (x > 0 ? x : 0),
  'leaky-relu': (x, slope) => (x > 0 ? x : slope * x),
  'tanh': Math.tanh,
  'softplus': x => Math.log1p(Math.exp(x)),
  'elu': x => (x > 0 ? x : Math.expm1(x)),
  'sigmoid': x => 1 / (1 + Math.exp(-x)),
}

export interface HostMap {
  /** d_in, H₁, …, d_out. */
  readonly widths: readonly number[]
  readonly bias: boolean
  readonly activation: ActivationName
  readonly slope: number
  readonly last: 'none' | 'tanh' | 'sigmoid'
}

/** Flat entries as rows of a length. */
export const rowsOf = (flat: ArrayLike<number>, width: number): Rows =>
  Array.from({ length: flat.length / width }, (_, i) => Array.from({ length: width }, (_, j) => flat[i * width + j]!))

/** A multilayer perceptron entry by entry from its flat weights W₀, b₀, W₁, …; `hidden` are the arguments of its activations. */
export function hostMap(map: HostMap, θ: ArrayLike<number>, x: Rows): { readonly y: Rows; readonly hidden: readonly number[] } {
  const { widths, bias, activation, slope, last } = map
  const hidden: number[] = []
  let at = 0
  let h = x
  for (let layer = 1; layer < widths.length; layer++) {
    const [fanIn, fanOut] = [widths[layer - 1]!, widths[layer]!]
    const [w, b] = [at, at + fanIn * fanOut]
    at = b + (bias ? fanOut : 0)
    const inner = layer < widths.length - 1
    h = h.map(row =>
      Array.from({ length: fanOut }, (_, j) => {
        let a = bias ? θ[b + j]! : 0
        for (let i = 0; i < fanIn; i++) a += row[i]! * θ[w + i * fanOut + j]!
        if (inner) hidden.push(a)
        return inner ? formulas[activation](a, slope) : formulas[last](a, slope)
      }),
    )
  }
  if (at !== θ.length) throw new Error(`the map has ${at} weights, got ${θ.length}`)
  return { y: h, hidden }
}
