import { hostTensor, type HostTensor } from '../core/host.ts'
import type { Key } from '../core/key.ts'
import { Refusal } from '../core/refusal.ts'

/** A bilinear term θᵀMφ + θᵀa + φᵀb, or the mean of some: M is [d, d], or its diagonal [d]. A type, for it is a tree of host tensors. */
export type Terms = { readonly M: HostTensor; readonly a: HostTensor; readonly b: HostTensor }

type Indices = readonly number[] | Int32Array

export interface TermsForm {
  readonly n: number
  readonly d: number
  readonly matrices: 'unit' | 'shared' | 'gaussian'
  readonly offsets: number
}

/** Numbers kept at most: 256 MB. */
const most = 2 ** 25

/** n terms drawn with a key: the mean of any list of them, and that of all. Throws where they are too many to keep. */
export function bilinearTerms({ n, d, matrices, offsets }: TermsForm, key: Key): { mean(list: Indices): Terms; all: Terms } {
  const dense = matrices === 'gaussian'
  const kept = 2 * n * d + (dense ? n * d * d : 0)
  if (kept > most)
    throw new Refusal(
      `finite-sum-bilinear: terms (n) = ${n} of dimension (d) = ${d} are ${kept} numbers, more than ${most}; take fewer terms, a smaller dimension${dense ? ' or matrices=unit' : ''}`,
    )
  const drawn = (name: string, entries: number, sd: number): Float64Array =>
    sd === 0 ? new Float64Array(entries) : key.fold('finite sum').fold(name).normal(entries, 0, sd)
  const sd = offsets / Math.sqrt(d)
  const [a, b] = [drawn('a', n * d, sd), drawn('b', n * d, sd)]
  const M = dense ? drawn('M', n * d * d, 1 / Math.sqrt(d)) : null

  const meanOf = (rows: Float64Array, width: number, list: Indices): Float64Array => {
    const sum = new Float64Array(width)
    for (const i of list) {
      const from = i * width
      for (let l = 0; l < width; l++) sum[l]! += rows[from + l]!
    }
    return list.length === 1 ? sum : sum.map(v => v / list.length)
  }
  const matrix = (list: Indices): HostTensor => {
    if (M) return hostTensor(meanOf(M, d * d, list), [d, d])
    if (matrices === 'shared') return hostTensor(new Float64Array(d).fill(1 / d), [d])
    const counts = new Float64Array(d)
    for (const i of list) counts[i % d]! += 1
    return hostTensor(
      counts.map(c => c / list.length),
      [d],
    )
  }
  const mean = (list: Indices): Terms => {
    const wrong = Array.from(list).find(i => !(Number.isInteger(i) && i >= 0 && i < n))
    if (list.length === 0 || wrong !== undefined)
      throw new Refusal(
        `finite-sum-bilinear: terms are asked for by at least one index from 0 to ${n - 1}, got ${wrong ?? 'an empty list'}`,
      )
    return { M: matrix(list), a: hostTensor(meanOf(a, d, list), [d]), b: hostTensor(meanOf(b, d, list), [d]) }
  }
  return { mean, all: mean(Int32Array.from({ length: n }, (_, i) => i)) }
}
