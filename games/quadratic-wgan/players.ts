import type { Player } from '../../core/contract.ts'
import type { HostTensor } from '../../core/host.ts'
import type { Key } from '../../core/key.ts'
import { hostPoint, type Layout } from '../../core/point.ts'
import { free, l1, productSet, sphereRows } from '../../core/set/sets.ts'

/** The linear generator G(z) = Wᵀz. Its strategy is W [d_z, d]; it starts at entries from N(0, sd²). */
export const generator = (dz: number, d: number, sd: number): Player => {
  const layout: Layout = [{ name: 'W', shape: [dz, d] }]
  return { id: 'generator', set: free, start: key => hostPoint(layout, [key.normal(dz * d, 0, sd)]) }
}

/**
 * The critic D(x) = Σⱼ vⱼ(uⱼᵀx)². Its strategy is U [m, d] with unit rows and v [m], for which it pays β‖v‖₁ by prox. It starts at
 * normalised rows of the data, drawn without replacement while there are any and at random directions after, and at all vⱼ = v₀.
 */
export const critic = (m: number, rows: HostTensor, β: number, v0: number): Player => {
  const [n, d] = rows.shape as [number, number]
  const layout: Layout = [
    { name: 'U', shape: [m, d] },
    { name: 'v', shape: [m] },
  ]
  const start = (key: Key) => {
    const row = (r: number): Float64Array => Float64Array.from(rows.values.slice(r * d, (r + 1) * d))
    const drawn = Array.from(key.permutation(n), row).filter(x => x.some(value => value !== 0))
    const U = Array.from({ length: m }, (_, j) => unit(drawn[j] ?? key.fold(j).normal(d)))
    return hostPoint(layout, [...U, new Float64Array(m).fill(v0)])
  }
  return { id: 'critic', set: productSet(layout, [sphereRows(m, d), l1(β)]), start }
}

const unit = (x: Float64Array): Float64Array => {
  const norm = Math.hypot(...x)
  return x.map(value => value / norm)
}
