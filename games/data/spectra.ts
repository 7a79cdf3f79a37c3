import { Refusal } from '../../core/refusal.ts'
import { shipped, textOf } from './text-file.ts'

/** A quadratic game in the bases that it shares: d numbers each, and some starts of its players. */
export interface SpectralGame {
  /** Eigenvalues of A. */
  readonly a: readonly number[]
  /** Singular values of B. */
  readonly b: readonly number[]
  /** Eigenvalues of C. */
  readonly c: readonly number[]
  readonly starts: readonly { readonly x: readonly number[]; readonly y: readonly number[] }[]
}

const form = '{"games": [{"a": […], "b": […], "c": […], "starts": [{"x": […], "y": […]}, …]}, …]}'
const wanted = `name a JSON file of the form ${form}, all lists of a game with as many numbers as its a`

let own: readonly unknown[] | null = null

/** Row `row` of a file of games, by default of the file that comes along. Throws a sentence with file and place where that is none. */
export function readSpectra(file: string | null, row: number): SpectralGame {
  const path = file ?? shipped('alex-gda.json')
  const games = file === null ? (own ??= gamesOf(path)) : gamesOf(path)
  if (row >= games.length)
    throw new Refusal(`the data file ${path} has ${games.length} games: row must be from 0 to ${games.length - 1}, got ${row}`)
  return checked(games[row], `the data file ${path}, games[${row}]`)
}

function gamesOf(path: string): readonly unknown[] {
  const text = textOf(path, wanted)
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (e) {
    throw new Refusal(`the data file ${path} is not JSON (${(e as Error).message}): ${wanted}`, { cause: e })
  }
  const games = entry(data, 'games')
  if (Array.isArray(games) && games.length > 0) return games
  throw new Refusal(`the data file ${path} has no list "games" of at least one game: ${wanted}`)
}

const entry = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined

function checked(game: unknown, place: string): SpectralGame {
  const list = (of: unknown, name: string, at: string, d?: number): readonly number[] => {
    const values = entry(of, name)
    const must = `${at}: ${name} must be a list of ${d ?? 'at least one'} number${d === 1 || d === undefined ? '' : 's'}`
    if (!Array.isArray(values) || values.length === 0)
      throw new Refusal(`${must}, got ${values === undefined ? 'none' : 'no list'}`)
    if (d !== undefined && values.length !== d) throw new Refusal(`${must}, as many as a has, got ${values.length}`)
    const k = values.findIndex(v => typeof v !== 'number' || !Number.isFinite(v))
    if (k >= 0) throw new Refusal(`${must}, got ${JSON.stringify(values[k])} in place ${k}`)
    return values as number[]
  }
  const a = list(game, 'a', place)
  const starts = entry(game, 'starts')
  if (!Array.isArray(starts) || starts.length === 0)
    throw new Refusal(`${place}: starts must be a list of at least one start, such as {"x": […], "y": […]}`)
  return {
    a,
    b: list(game, 'b', place, a.length),
    c: list(game, 'c', place, a.length),
    starts: starts.map((s: unknown, i) => {
      const at = `${place}.starts[${i}]`
      return { x: list(s, 'x', at, a.length), y: list(s, 'y', at, a.length) }
    }),
  }
}
