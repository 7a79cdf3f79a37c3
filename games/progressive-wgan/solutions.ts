import type { Key } from '../../core/key.ts'
import { hostPoint, type Point } from '../../core/point.ts'
import { Refusal } from '../../core/refusal.ts'
import type { Shape } from './architecture.ts'
import { solveStage, type Solved } from './closed-form.ts'
import type { Collection } from './collection.ts'
import { momentsOf, more, type Moments } from './moments.ts'
import { criticLayout, fanIn, generatorLayout, scaleOf, type Pyramid } from './players.ts'
import { population, sampled, type LatentLaw } from './whitening.ts'

interface Choice extends Pick<Shape, 'beta' | 'cap'> {
  readonly whitening: { readonly kind: 'root-n' } | { readonly kind: 'sample'; readonly rows: number | null }
}

/** What is made once a game and when it is asked for: moments, exact solutions and the strategies that they are. */
export interface Solutions {
  law(): LatentLaw
  moments(s: number): Promise<Moments>
  real(s: number): Promise<{ readonly values: readonly number[]; readonly threshold: number }>
  /** λᵢ − β > 0 of the directions that a stage keeps, and its β. */
  threshold(s: number): Promise<{ readonly kept: readonly number[]; readonly β: number }>
  /** The generator's and the critic's strategy with the blocks of stages 0 … s. */
  strategies(s: number): Promise<Point[]>
  /** Of a stage, estimated: XᵀX takes nd², and its leading eigenpairs 9d³ or less. */
  flops(s: number): number
}

export function solutions(all: Collection, pyramid: Pyramid, L: number, { beta, cap, whitening }: Choice, key: Key): Solutions {
  const { stages, equalised, means } = pyramid
  const once = <T>(make: (s: number) => Promise<T>): ((s: number) => Promise<T>) => {
    const known = new Map<number, Promise<T>>()
    return s => {
      const made = known.get(s) ?? make(s)
      known.set(s, made)
      return made
    }
  }
  let law: LatentLaw | null = null
  const lawOf = (): LatentLaw =>
    (law ??= whitening.kind === 'root-n' ? population(L) : sampled(L, whitening.rows ?? all.n, key.fold('whitening')))
  const moments = once(s => momentsOf(all, stages[s]!.size, means[s]!))
  const solved = once(async (s: number): Promise<Solved> =>
    solveStage(stages[s]!, await moments(s), lawOf(), s === 0 ? null : await solved(s - 1), { beta: beta?.[s] ?? null, cap }),
  )

  const generatorPart = async (s: number): Promise<Float64Array> => {
    const c = scaleOf(fanIn(stages[s]!), equalised)
    return (await solved(s)).W.map(w => w / c)
  }
  /** D*(x) = ‖V_kᵀx‖²: the first k neurons are the kept eigenvectors with weight 1, the others have weight 0. */
  const criticPart = async (s: number): Promise<readonly [U: Float64Array, v: Float64Array]> => {
    const { size, d, neurons: m } = stages[s]!
    const { kept, vectors } = await solved(s)
    const k = kept.length
    if (m < k)
      throw new Refusal(
        `progressive-wgan: the exact critic of size ${size} needs neurons (m) of at least ${k}, one for each direction kept, got ${m}`,
      )
    const U = new Float64Array(m * d)
    const c = scaleOf(d, equalised)
    for (let i = 0; i < m * d; i++) U[i] = (k === 0 ? 0 : vectors[i % (k * d)]!) / c
    return [U, Float64Array.from({ length: m }, (_, j) => (j < k ? 1 : 0) / scaleOf(m, equalised))]
  }
  return {
    law: lawOf,
    moments,
    real: async s => {
      const { kept, β } = await solved(s)
      const { d, leading } = await moments(s)
      return { values: [...(await leading(Math.min(d, kept.length + more))).values], threshold: β }
    },
    threshold: solved,
    strategies: async s => {
      const done = stages.slice(0, s + 1)
      const parts = await Promise.all(done.map((_, i) => Promise.all([generatorPart(i), criticPart(i)])))
      return [
        hostPoint(
          generatorLayout(done),
          parts.map(([W]) => W),
        ),
        hostPoint(
          criticLayout(done),
          parts.flatMap(([, critic]) => critic),
        ),
      ]
    },
    flops: s => all.n * stages[s]!.d ** 2 + 9 * stages[s]!.d ** 3,
  }
}
