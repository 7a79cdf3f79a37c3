/** The methods of the comparison as optimizers of the library, and their grids of step sizes. */
import type { Setting } from './settings.ts'

export type Method = 'Sim' | 'Alt' | 'EG' | 'AltEG' | 'OGD' | 'AltOGD' | 'Alex'

/** Cells whose step sizes one program can tell apart: of each player the sizes at its first, second, … direction of a step. */
export interface Program {
  optimizer(direction: string): string
  readonly x: readonly (readonly number[])[]
  readonly y: readonly (readonly number[])[]
}
export interface Grid {
  readonly grid: readonly Program[]
  /** Steps that the authors allow. */
  readonly most: number
  /** Gradients that they count a step. */
  readonly cost: number
}

/** low, low + 0.1, …, high, to three decimals. */
const tenths = (low: number, high: number): number[] =>
  Array.from({ length: Math.round((high - low) * 10) + 1 }, (_, i) => Math.round(10 * low + i) / 10)
const factors = tenths(0.1, 1.5)
const pairs = factors.flatMap(f => factors.map(g => [f, g] as const))

/** The grid of a method in a setting. A step of size 1 is taken with the direction of each cell. */
export function programs(method: Method, { μ, Lxy }: Setting): Grid {
  const base = Math.min(1, 1 / Lxy)
  const single = factors.map(f => f * base)
  const [α, γ] = [0, 1].map(i => pairs.map(p => p[i]! * base)) as [number[], number[]]
  const alex = (first: number, reply: number, sizes: readonly number[]): Program => ({
    optimizer: d => `alex-gda[stepSize=1,extrapolation=${first},reply=${reply},direction=${d}]`,
    x: [sizes],
    y: [sizes],
  })
  const most = 1000 - 2
  switch (method) {
    case 'Sim': {
      const small = factors.map(f => f * Math.min(μ, μ / Lxy ** 2))
      return { grid: [alex(1, 0, small)], most: 1_000_000 - 2, cost: 1 }
    }
    case 'Alt':
      return {
        grid: [{ optimizer: d => `gda[stepSize=1,moves=alternating,direction=${d}]`, x: [single], y: [single] }],
        most,
        cost: 1,
      }
    case 'EG':
      return {
        grid: [{ optimizer: d => `extragradient[stepSize=1,sample=same,direction=${d}]`, x: [α, γ], y: [α, γ] }],
        most,
        cost: 2,
      }
    case 'AltEG': {
      const optimizer = (d: string): string => `alternating-extragradient[stepSize=1,sample=same,direction=${d}]`
      return { grid: [{ optimizer, x: [α, γ, α], y: [α, α, γ] }], most, cost: 3 }
    }
    case 'OGD':
    case 'AltOGD': {
      // x − αg + γg₋ is η = α − γ and ω = γ, so that cells of one ratio γ/α are one program.
      const below = pairs.filter(([f, g]) => g < f)
      const ratios = [...new Set(below.map(([f, g]) => (10 * g) / (10 * f)))]
      const moves = method === 'OGD' ? 'simultaneous' : 'alternating'
      const grid = ratios.map((ratio): Program => {
        const sizes = below.flatMap(([f, g]) => ((10 * g) / (10 * f) === ratio ? [f * base] : []))
        const options = `stepSize=${1 - ratio},optimism=${ratio},first=zero,moves=${moves}`
        return { optimizer: d => `optimistic[${options},direction=${d}]`, x: [sizes], y: [sizes] }
      })
      return { grid, most, cost: 1 }
    }
    case 'Alex': {
      const all = tenths(0.5, 3).flatMap(g => tenths(0.5, 3).map(h => [g, h] as const))
      // The best are near here: whoever comes later is given up early.
      const far = ([g, h]: readonly [number, number]): number => Math.hypot(g - 1.6, h - 0.8)
      const order = all.filter(([g, h]) => g !== 1 || h !== 1).sort((p, q) => far(p) - far(q))
      return { grid: order.map(([g, h]) => alex(g, h, single)), most, cost: 1 }
    }
  }
}
