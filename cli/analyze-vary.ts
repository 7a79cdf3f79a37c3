import { unknown } from '../core/config/nearest.ts'
import { shown } from '../core/config/number.ts'
import { Refusal } from '../core/refusal.ts'
import type { Selector } from '../core/selector.ts'
import { analyze } from '../core/spectrum/analyze.ts'
import type { Analysis } from '../core/spectrum/analysis.ts'
import { measured, measuring, type Measured } from '../core/spectrum/measured.ts'
import { ranges, type Range } from '../core/spectrum/ranges.ts'
import type { FieldRun } from '../core/engine.ts'
import type { Assembled } from '../core/lab.ts'
import type { Solution } from '../core/spectrum/solution.ts'

/** An option of an optimizer varied. */
export interface Variation {
  readonly option: string
  /** Where no eigenvalue is outside the unit circle. */
  readonly stable: readonly Range[]
  readonly rows: readonly { readonly value: number; readonly analysis: Analysis; readonly measured?: Measured }[]
}

/** The selector with an option at a path such as `of.stepSize` given a value. */
export function withOption(selector: Selector, path: readonly string[], value: number): Selector {
  const [name, ...rest] = path as [string, ...string[]]
  if (rest.length === 0) return { ...selector, params: { ...selector.params, [name]: value } }
  const inner = selector.params[name]
  const given = typeof inner === 'string' ? { id: inner, params: {} } : inner
  if (typeof given !== 'object' || !('params' in given))
    throw new Refusal(unknown(`optimizer '${selector.id}': slot`, name, Object.keys(selector.params)))
  return { ...selector, params: { ...selector.params, [name]: withOption(given, rest, value) } }
}

/** Reads `stepSize=0.01..2`. */
export function variationOf(text: string): { readonly path: readonly string[]; readonly from: number; readonly to: number } {
  const [path, range, ...others] = text.split('=') as [string, ...string[]]
  const ends = (range ?? '').split('..').map(Number)
  const [from, to] = ends as [number, number]
  if (others.length > 0 || !/^\w+(\.\w+)*$/.test(path) || ends.length !== 2 || !(from > 0 && to > from && Number.isFinite(to)))
    throw new Refusal(`--vary must be OPTION=FROM..TO with 0 < FROM < TO, such as stepSize=0.01..2, got ${shown(text)}`)
  return { path: path.split('.'), from, to }
}

/** What is varied: an optimizer, and what it is put together with. */
export interface Varied {
  readonly optimizer: Selector
  assembled(optimizer: Selector): Assembled
  solution(run: Assembled): Promise<Solution>
  field(run: Assembled): FieldRun
}

/** Predicts at every value of a grid, bisects the limits between them, and measures at the grid's values where asked. */
export async function vary(
  { optimizer, assembled, solution, field }: Varied,
  text: string,
  { points, measure = false }: { readonly points: number; readonly measure?: boolean },
): Promise<Variation> {
  const { path, from, to } = variationOf(text)
  const known = new Map<number, Promise<Analysis>>()
  const at = (value: number): Assembled => assembled(withOption(optimizer, path, value))
  const predicted = (value: number): Promise<Analysis> => {
    const made =
      known.get(value) ??
      (async () => {
        const run = at(value)
        return analyze(field(run), (await solution(run)).z)
      })()
    known.set(value, made)
    return made
  }
  const looked: number[] = []
  const stable = await ranges(
    async value => {
      if (looked.length < points) looked.push(value)
      return (await predicted(value)).verdict.kind !== 'diverges'
    },
    from,
    to,
    points,
  )
  const rows = []
  for (const value of looked) {
    const analysis = await predicted(value)
    const run = at(value)
    rows.push({
      value,
      analysis,
      ...(measure
        ? { measured: await measured(field(run), (await solution(run)).z, { most: 5000, ...measuring(field(run), analysis) }) }
        : {}),
    })
  }
  return { option: path.join('.'), stable, rows }
}
