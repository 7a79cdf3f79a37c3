import { bootstrapT, ofInterquartileMean, ofMean } from './bootstrap-t.ts'
import { medianInterval } from './median-interval.ts'
import type { Interval, Offer } from './offer.ts'

/** The intervals of one sample's figures, each offered or with the reason why not. */
export interface Intervals {
  readonly mean: Offer<Interval>
  readonly interquartileMean: Offer<Interval>
  readonly median: Offer<Interval>
}
export const intervals = (values: readonly number[]): Intervals => ({
  mean: bootstrapT(values, ofMean),
  interquartileMean: bootstrapT(values, ofInterquartileMean),
  median: medianInterval(values),
})
