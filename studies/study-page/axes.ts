/** Axes of figures: ends that hold what is to be seen, logarithmic and linear, with their ticks. */
import { ticksOf } from '../report/tick.ts'
import { median } from './gathered.ts'
import { drawable, extremes } from '../run-page/panels.ts'
import type { Ends, Scale } from './figure.ts'

const scaleOf = (label: string, domain: readonly [number, number], kind: 'log' | 'linear', n: number): Scale => {
  const { ticks, tickFormat } = ticksOf({ domain, scale: kind }, n)
  const at = typeof ticks === 'number' ? evenly(domain, ticks) : ticks
  return { label, domain, ticks: at.map(v => [v, tickFormat(v)]) }
}

/** About n round numbers between the ends. */
function evenly([low, high]: readonly [number, number], n: number): number[] {
  const rough = (high - low) / Math.max(1, n)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map(c => c * power).find(s => s >= rough * (1 - 1e-9))!
  const first = Math.ceil(low / step - 1e-9)
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step)
}

/** An axis of cost from 0, logarithmic from the least that is not; null where nothing was spent. */
export function costEnds(label: string, values: readonly number[], width: number): Ends | null {
  const [least, most] = extremes(values.filter(v => v > 0 && Number.isFinite(v)))
  if (!(most > 0)) return null
  const n = Math.max(2, Math.round(width / 95))
  const linear = scaleOf(label, [0, most], 'linear', n)
  return most > least ? { log: scaleOf(label, [least, most], 'log', n), linear, usual: 'log' } : { linear, usual: 'linear' }
}

/** A factor beyond which what stays within no bounds is drawn at the upper end. */
const beyond = 10
/** A factor over the median size from which a value is not an axis' business. */
const huge = 1e3
/** Ends of values, and beyond them of others so far as a factor of `beyond` reaches. */
function extended(values: readonly number[], others: readonly number[]): readonly [number, number] {
  const [low, high] = extremes(values)
  const [lowest, highest] = extremes(others)
  const room = beyond * Math.max(Math.abs(low), Math.abs(high))
  return [Math.min(low, Math.max(lowest, -room)), Math.max(high, Math.min(highest, room))]
}
/**
 * An axis for values, those of runs that left their bounds apart: they may widen it by a factor of ten, so that one of them does not press
 * the others flat. Null where there is no number.
 */
export function valueEnds(label: string, within: readonly number[], without: readonly number[], height: number): Ends | null {
  const calm = within.filter(drawable)
  const wild = without.filter(drawable)
  const shown = calm.length > 0 ? calm : wild
  if (shown.length === 0) return null
  const size = median(shown.map(Math.abs))
  // A run may end with a number, and that be 10¹⁷: no linear axis shows it and the others.
  const tame = shown.filter(v => Math.abs(v) <= huge * size)
  const others = [...shown.filter(v => Math.abs(v) > huge * size), ...(calm.length > 0 ? wild : [])]
  const [from, to] = extended(tame.length > 0 ? tame : shown, tame.length > 0 ? others : [])
  const [floor, most] = extremes(shown)
  const [low, high] = calm.length > 0 ? extended(shown, wild) : [floor, most]
  const n = Math.max(3, Math.round(height / 55))
  const more = to > from ? (to - from) / 20 : Math.abs(to) / 10 || 1
  const foot = from >= 0 && from < 0.3 * to ? 0 : from - more
  const linear = scaleOf(label, [foot, to + more], 'linear', n)
  const positive = [...calm, ...wild].filter(v => v > 0)
  const [least] = extremes(positive)
  if (!(high > 0) || !(least < Infinity)) return { linear, usual: 'linear' }
  // What lies eighteen powers of ten below the largest is rounding, or 0.
  const bottom = Math.max(least, high * 1e-18)
  const wide = high / bottom >= 30
  const power = (v: number, round: (p: number) => number): number => 10 ** round(Math.log10(v))
  const ends: [number, number] =
    high / bottom < 4
      ? [bottom / 1.1, high * 1.1]
      : wide
        ? [power(bottom, Math.floor), power(high, Math.ceil)]
        : [bottom / 1.3, high * 1.3]
  const usual = wide && (low > 0 || (least <= 1e-9 * high && -low <= 1e-6 * high)) ? 'log' : 'linear'
  return { log: scaleOf(label, ends, 'log', n), linear, usual }
}

/** A share from 0 to 1. */
export const shareEnds = (label: string): Ends => ({ linear: scaleOf(label, [0, 1], 'linear', 5), usual: 'linear' })
/** Numbered from 1. */
export function countEnds(label: string, most: number): Ends {
  const every = Math.max(1, Math.ceil(most / 10))
  const at = Array.from({ length: Math.floor(most / every) + 1 }, (_, i) => Math.max(1, i * every)).filter(
    (v, i, all) => v !== all[i - 1],
  )
  return { linear: { label, domain: [1, Math.max(2, most)], ticks: at.map(v => [v, String(v)]) }, usual: 'linear' }
}
/** Words at even places 0, 1, …. */
export const wordEnds = (label: string, words: readonly string[]): Ends => ({
  linear: {
    label,
    domain: [-0.5, words.length - 0.5],
    ticks: words.map((w, i) => [i, w.length > 14 ? `${w.slice(0, 13)}…` : w]),
  },
  usual: 'linear',
})
