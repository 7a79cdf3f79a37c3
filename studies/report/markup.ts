/** Text as it may stand in a document. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)

/** Up to three digits, small and large numbers as powers of ten: 4.1·10⁻⁵. */
export function readable(x: number): string {
  if (Number.isNaN(x)) return 'NaN'
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞'
  if (x === 0) return '0'
  const size = Math.abs(x)
  if (size >= 1e-3 && size < 1e4) return String(Number(x.toPrecision(3))).replace('-', '−')
  const [digits, power] = x.toExponential(1).split('e') as [string, string]
  return `${digits.replace('-', '−')}·10${raised(Number(power))}`
}
/** An exponent: ⁻¹². */
export const raised = (n: number): string => String(n).replace(/[-\d]/g, c => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)]!))

const units = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const
/** A power of a thousand not above x, and its letter: 10⁹ and ` G`. */
export function unitOf(x: number): readonly [factor: number, letter: string] {
  const power = x < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(x) / 3))
  return [1000 ** power, ` ${units[power]!}`]
}
/** A number ≥ 0 with three digits and a letter of thousands: 15.3 G. */
export function thousands(x: number): string {
  const [factor, letter] = unitOf(x)
  return `${Number((x / factor).toPrecision(3))}${letter}`
}
/** A count with a word of thousands: 15.3 GFLOP. */
export const flopCount = (x: number | null): string => (x === null ? '–' : `${thousands(x)}FLOP`)
