/** An axis of a drawing. */
export interface Axis {
  readonly label: string
  /** Ends, the lower one > 0 where the axis is logarithmic. */
  readonly domain: readonly [number, number]
  readonly scale: 'log' | 'linear'
}
