/** Numbers as they are printed: how exactly one is known, and ours written the same way. */

/** A printed number and half a unit of its last place. Throws where the text is no number. */
export function printed(text: string): { readonly value: number; readonly half: number } {
  const parts = /^([−-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/.exec(text)
  const digits = parts && `${parts[2]!}${parts[3] ?? ''}`
  if (!digits) throw new Error(`a printed number is written as 0.25, −3 or 1.5e-7, got ${text}`)
  const places = (parts[3]?.length ?? 0) - Number(parts[4] ?? 0)
  return { value: Number(text.replace('−', '-')), half: 0.5 * 10 ** -places }
}

/** Whether x is the printed number when rounded to its digits. A tie, which is a matter of one rounding error, is. */
export function agrees(x: number, text: string): boolean {
  const { value, half } = printed(text)
  return Math.abs(x - value) <= half * (1 + 1e-9) + Number.EPSILON * Math.abs(value)
}

/** x in the form of the printed number, with three digits more, one more where nine or more are printed. */
export function alike(x: number, text: string): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'NaN' : x > 0 ? '∞' : '−∞'
  const [mantissa, exponent] = text.split('e') as [string, string?]
  const places = mantissa.split('.')[1]?.length ?? 0
  const significant = mantissa.replace(/^[−-]?[0.]*/, '').replace('.', '').length
  const digits = places + (places === 0 && Number.isInteger(x) ? 0 : significant < 9 ? 3 : 1)
  const size = Math.abs(printed(text).value)
  const far = Math.abs(x) >= 1e6 || (x !== 0 && Math.abs(x) < 1e-3 * size)
  const written = exponent !== undefined || far ? x.toExponential(digits) : x.toFixed(digits)
  return written.replace(/^-/, '−')
}
