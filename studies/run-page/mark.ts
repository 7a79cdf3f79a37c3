/** A measured step of a run, as its page shows it. */
export interface Mark {
  readonly step: number
  readonly flops: number | null
  readonly gradients: number
  readonly seconds: number
  readonly metrics: Readonly<Record<string, number>>
}
