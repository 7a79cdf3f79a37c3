/** Lines of measured steps, as they stand in the folder of a run: checked before a run goes on. */

/** The step of a line; null for one that was cut off or is no measured step. */
export function stepOf(line: string): number | null {
  try {
    const { step } = JSON.parse(line) as { step?: unknown }
    return Number.isSafeInteger(step) ? (step as number) : null
  } catch {
    return null
  }
}

/**
 * What is wrong with the lines up to the step of a checkpoint, or null: each must be a measured step, they must go up, and every
 * multiple of `every` must be there. What comes after that step will be made again, whatever it is.
 */
export function wrongLines(lines: readonly string[], step: number, every: number): string | null {
  const steps = lines.map(stepOf)
  const end = steps.findLastIndex(s => s !== null && s <= step) + 1
  let due = 0
  let before = -1
  for (const [i, s] of steps.slice(0, end).entries()) {
    if (s === null) return `line ${i + 1} is not a measured step`
    if (s === before) return `step ${s} is there twice`
    if (s < before || s > step) return `line ${i + 1} is out of order`
    if (s > due) break
    if (s === due) due += every
    before = s
  }
  return due <= step ? `step ${due} is missing` : null
}
