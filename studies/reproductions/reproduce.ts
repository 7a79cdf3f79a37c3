/** Makes reproductions and compares, figure by figure. */
import type { Lab } from '../../core/lab.ts'
import { agrees, printed } from './digits.ts'
import type { Line, Reproduced, Reproduction, Row, Tolerance, Trend, Verdict } from './reproduction.ts'
import type { Play } from './runs.ts'

/** What a factor does. */
const trendOf = (factor: number): Trend | null =>
  Number.isNaN(factor) ? null : Math.abs(factor - 1) <= 1e-9 ? 'stays' : factor > 1 ? 'grows' : 'falls'

const same = (ours: number, published: string, tolerance: Tolerance): boolean => {
  if (tolerance === 'trend') return trendOf(ours) === published
  return tolerance === 'exact' ? ours === printed(published).value : agrees(ours, published)
}

/** Why a row is not made, null where it is. */
function missing(lab: Lab, { optimizer, absent, full }: Row, all: boolean): string | null {
  if (full && !all) return 'takes minutes: made with --full'
  if (optimizer === undefined || lab.list('optimizer').some(({ id }) => id === optimizer)) return null
  return `no optimizer of that name yet: ${optimizer}${absent === undefined ? '' : `; ${absent}`}`
}

const selectorsOf = ({ game, optimizer, players }: Play): NonNullable<Line['play']> => ({
  game,
  optimizer,
  ...(players ? { players } : {}),
})

async function linesOf(reproduction: Reproduction, row: Row, lab: Lab, full: boolean): Promise<Line[]> {
  const { what, at, published, tolerance = 'printed', protocol, note, plays } = row
  const skipped = missing(lab, row, full)
  const ours = skipped === null ? await row.ours(lab) : null
  if (ours && ours.length !== published.length)
    throw new Error(`${reproduction.id}: ${what} has ${published.length} published figures and ${ours.length} of ours`)
  return published.map((text, i): Line => {
    const x = ours?.[i] ?? null
    const word = tolerance === 'trend'
    // A number that is none is a fault of ours, whatever the protocols.
    const verdict: Verdict =
      x === null
        ? 'skipped'
        : same(x, text, tolerance)
          ? 'equal'
          : protocol !== undefined && !Number.isNaN(x)
            ? 'protocol differs'
            : 'differs'
    const reason = skipped ?? (verdict === 'protocol differs' ? protocol : undefined)
    return {
      what,
      ...(at ? { at: at[i]! } : {}),
      kind: row.kind ?? reproduction.kind,
      source: row.source ?? reproduction.source,
      published: text,
      ours: x,
      gap: x === null || word ? null : x - printed(text).value,
      verdict,
      ...(plays ? { play: selectorsOf(plays[i]!) } : {}),
      ...(reason === undefined ? {} : { reason }),
      ...(note === undefined ? {} : { note }),
    }
  })
}

/** Makes one reproduction; rows that take long with `full` only. `told` is called before each row. */
export async function reproduce(
  reproduction: Reproduction,
  lab: Lab,
  { full = false, told }: { readonly full?: boolean; readonly told?: (row: Row, i: number) => void } = {},
): Promise<Reproduced> {
  const { id, title, source, kind, settings, rows } = reproduction
  const begun = performance.now()
  const lines: Line[] = []
  for (const [i, row] of rows.entries()) {
    told?.(row, i)
    lines.push(...(await linesOf(reproduction, row, lab, full)))
  }
  return { id, title, source, kind, settings, lines, seconds: (performance.now() - begun) / 1000 }
}

/** Whether some figure is another one without a reason. */
export const failed = (all: readonly Reproduced[]): boolean => all.some(({ lines }) => lines.some(l => l.verdict === 'differs'))
