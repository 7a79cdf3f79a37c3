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
const raised = (n: number): string => String(n).replace(/[-\d]/g, c => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)]!))

/** A count with a word of thousands: 15.3 GFLOP. */
export function flopCount(x: number | null): string {
  if (x === null) return '–'
  const units = ['', 'k', 'M', 'G', 'T'] as const
  const power = x < 1 ? 0 : Math.min(4, Math.floor(Math.log10(x) / 3))
  return `${Number((x / 1000 ** power).toPrecision(3))} ${units[power]!}FLOP`
}
