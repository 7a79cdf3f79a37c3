import type { Analysis, Verdict } from '../core/spectrum/analysis.ts'
import type { Measured } from '../core/spectrum/measured.ts'
import type { Range } from '../core/spectrum/ranges.ts'
import type { Variation } from './analyze-vary.ts'
import { table } from './table.ts'
import { beside, wrapped } from './wrap.ts'

/** What the command has found. */
export interface Found {
  readonly game: string
  readonly optimizer: string
  readonly solution: string
  readonly analysis: Analysis
  readonly measured?: Measured
  readonly variation?: Variation
}

/** A rate: as many digits as tell it from 1. */
const rate = (x: number): string => {
  const digits = 6 - Math.floor(Math.log10(Math.abs(1 - x) || 1e-12))
  return x < 1000 ? x.toFixed(Math.min(12, Math.max(4, digits))) : x.toExponential(3)
}
const number = (x: number): string => String(Number(x.toPrecision(6)))

const turning = (angle: number): string =>
  angle < 1e-6 ? '' : `, turning by ${number(angle)} a step, once in ${number((2 * Math.PI) / angle)} steps`

/** A verdict in words. */
export function worded(v: Verdict): string {
  switch (v.kind) {
    case 'converges':
      return v.rate === 0
        ? 'converges in a few steps: every other eigenvalue is 0'
        : `converges: a step multiplies the distance by ${rate(v.rate)}${turning(v.angle)}`
    case 'diverges':
      return `diverges: a step multiplies the distance by ${rate(v.rate)}${turning(v.angle)}`
    case 'circles':
      return `neither nears nor leaves the solution${turning(v.angle)}`
    case 'sublinear':
      return `converges like ${v.constant === null ? '' : `${number(v.constant)}·`}k^−${number(v.exponent)}${v.constant === null ? '' : ' from this start'}`
    case 'undecided':
      return `undecided: ${v.why}`
  }
}

const short = (v: Verdict): string =>
  v.kind === 'converges' || v.kind === 'diverges'
    ? `${v.kind}, ${rate(v.rate)}`
    : v.kind === 'sublinear'
      ? `like k^−${number(v.exponent)}`
      : v.kind

/** What became of a run near the solution. */
const fate = ({ rate: r, last, farthest }: Measured): 'stable' | 'cycling' | 'diverged' =>
  last > 100 || !(farthest < 100) ? 'diverged' : r < 1 - 1e-9 || last < 0.1 ? 'stable' : 'cycling'

/** What a run near the solution did. */
const seen = (m: Measured, { verdict }: Analysis): string =>
  verdict.kind === 'sublinear'
    ? `like k^${number(Number(m.power.toFixed(3)))} over ${m.steps} steps`
    : `${fate(m)}, ${rate(m.rate)} a step over ${m.steps} steps`

const ended = ({ low, high, lowFound, highFound }: Range): string =>
  `from ${number(low)}${lowFound ? '' : ' or less'} to ${number(high)}${highFound ? '' : ' or more'}`

function varied({ option, stable, rows }: Variation): string[] {
  const where =
    stable.length === 0
      ? `nowhere from ${number(rows[0]!.value)} to ${number(rows.at(-1)!.value)}`
      : stable.map(ended).join(', and ')
  const measured = rows.some(row => row.measured)
  return [
    '',
    ...wrapped('', `Stable for ${option} ${where}.`),
    '',
    ...table(
      [
        [option, 'predicted', ...(measured ? ['measured'] : [])],
        ...rows.map(({ value, analysis, measured: m }) => [
          number(value),
          short(analysis.verdict),
          ...(m ? [seen(m, analysis)] : []),
        ]),
      ],
      ['right'],
    ),
  ]
}

/** The lines of `saddle analyze`. */
export function report({ game, optimizer, solution, analysis, measured, variation }: Found): string[] {
  const { dimension, period, derivative, ones, spectrum, whole, verdict } = analysis
  const modes = spectrum.slice(0, 6).map(m => `${rate(m.modulus)}${m.angle < 1e-9 ? '' : ` at ${number(m.angle)}`}`)
  const few = spectrum.length > 6 || !whole
  const counted = ones.count === null ? 'some' : String(ones.count)
  const rows: [string, string][] = [
    ['optimizer', optimizer],
    ['game', game],
    ['solution', solution],
    ['state', `${dimension} numbers may move${analysis.counters ? '; what counts steps is at its limit' : ''}`],
    [
      'period',
      period === 1
        ? 'every step is the same map'
        : `${period} steps${'rate' in verdict ? `, which multiply it by ${rate(verdict.rate ** period)}` : ''}; rates are a step’s`,
    ],
    [
      'derivative',
      derivative === 'exact'
        ? 'of the traced step'
        : 'by central differences, as the step has a loop of unknown length or runs on the host',
    ],
    [
      'eigenvalues 1',
      ones.count === 0
        ? 'none'
        : `${counted}, set aside; ${ones.tangent ? 'their directions lead to other solutions' : 'their directions lead to no other solution'}${ones.defective ? '; one lacks an eigenvector' : ''}`,
    ],
    ['spectrum', `${modes.join(', ')}${few ? ', …' : ''}`],
    ...(measured ? [['measured', seen(measured, analysis)] as [string, string]] : []),
  ]
  return [
    ...wrapped(
      '',
      `${worded(verdict)}.`.replace(/^./, c => c.toUpperCase()),
    ),
    '',
    ...beside(rows, ''),
    ...(variation ? varied(variation) : []),
  ]
}
