import type { Axis } from './axis.ts'
import { raised, readable, thousands, unitOf } from './markup.ts'

interface Ticks {
  readonly ticks: number | number[]
  tickFormat(v: number): string
}

/** Where an axis has its ticks, about `n` of them, and how they are written. */
export function ticksOf({ domain: [low, high], scale }: Pick<Axis, 'domain' | 'scale'>, n: number): Ticks {
  if (scale === 'linear') return { ticks: n, tickFormat: even(low, high, n) }
  // A short axis has few powers of ten: 2 and 5 times them too.
  if (high / low < 99)
    return { ticks: within(low, high, 1, [1, 2, 5]), tickFormat: v => (v < 1e4 ? readable(v) : thousands(v).trimEnd()) }
  const every = [1, 2, 3, 5, 10, 20, 50, 100].find(e => Math.log10(high / low) / e <= n) ?? 200
  return { ticks: within(low, high, every, [1]), tickFormat: power }
}

/** Every so many powers of ten, times these factors. */
function within(low: number, high: number, every: number, factors: readonly number[]): number[] {
  const first = Math.floor(Math.log10(low) / every)
  const last = Math.ceil(Math.log10(high) / every)
  return Array.from({ length: last - first + 1 }, (_, i) => every * (first + i))
    .flatMap(p => factors.map(c => c * 10 ** p))
    .filter(v => v >= low * (1 - 1e-9) && v <= high * (1 + 1e-9))
}

/** 10⁻³, 0.1, 1, 10, 100, 10³. */
function power(v: number): string {
  const n = Math.round(Math.log10(v))
  return n >= -1 && n <= 2 ? String(Number(v.toPrecision(1))) : `10${raised(n)}`
}

/** One unit for a whole axis, and as many digits as tell its ticks apart. */
function even(low: number, high: number, n: number): (v: number) => string {
  const size = Math.max(Math.abs(low), Math.abs(high))
  const exponent = Math.floor(Math.log10(size))
  const [factor, unit]: readonly [number, string] =
    size >= 1e-3 && size < 1e5 ? [1, ''] : size >= 1e5 && size < 1e15 ? unitOf(size) : [10 ** exponent, `·10${raised(exponent)}`]
  const digits = Math.min(20, Math.max(0, 1 + Math.ceil(-Math.log10((high - low) / n / factor))))
  return v => {
    const shown = Number((v / factor).toFixed(digits))
    return shown === 0 ? '0' : `${shown}${unit}`.replace('-', '−')
  }
}
