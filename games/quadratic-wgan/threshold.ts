import { int, num, optional } from '../../core/config/options.ts'

/** The two ways to say β: `rank` and `beta`, which weights what `of` says. */
export const thresholdOptions = (of: string) => ({
  rank: optional(
    int('k', undefined, 'kept directions: β is midway between eigenvalues k and k + 1 of C; 10 where beta is absent', {
      min: 1,
    }),
  ),
  beta: optional(num('β', undefined, `weight of ${of}, in place of rank`, { above: 0 })),
})

/** Throws where both ways to say β are used. */
export function demandOne(id: string, { rank, beta }: { readonly rank: number | null; readonly beta: number | null }): void {
  if (rank === null || beta === null) return
  throw new Error(`${id}: give rank (k) or beta (β), not both, got rank=${rank} and beta=${beta}`)
}
