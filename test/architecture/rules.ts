import { cycles } from './cycles.ts'
import { parse, type Parsed } from './imports.ts'

/** The arrows: what each folder may import beside packages. Whoever is not named here (index.ts, test, bench) may import anything. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  players: ['core', 'players'],
  games: ['core', 'players', 'games'],
  optimizers: ['core', 'optimizers'],
  metrics: ['core', 'metrics'],
  plugins: ['core', 'players', 'games', 'optimizers', 'metrics', 'plugins'],
  studies: ['core', 'players', 'games', 'optimizers', 'metrics', 'plugins', 'studies'],
  cli: ['core', 'players', 'games', 'optimizers', 'metrics', 'plugins', 'studies', 'cli', 'test/conformance'],
}
export const sourceFolders: readonly string[] = Object.keys(arrows)

const within = (path: string, places: readonly string[]): boolean => places.some(p => path === p || path.startsWith(`${p}/`))
const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')

/** Packages that only some places may import. */
const reserved: readonly { readonly packages: RegExp; readonly places: readonly string[] }[] = [
  { packages: /^(inversify|@inversifyjs\/.*|reflect-metadata)$/, places: ['core/lab.ts'] },
  { packages: /^rxjs$/, places: ['core/run.ts', 'core/measure.ts', 'studies', 'cli'] },
  { packages: /^@tensorflow\//, places: sourceFolders.filter(f => f !== 'optimizers') },
]
const emptyNames = /^(utils?|helpers?|common|base)$/
const longest = 220

/** Every breach of the architecture in a tree of sources, path → text: a line each, `path:line what is wrong; what would be right`. */
export function violations(files: ReadonlyMap<string, string>): string[] {
  const parsed = new Map([...files].map(([path, text]) => [path, parse(path, text)]))
  const edges = new Map([...parsed].map(([path, { imports }]) => [path, named(imports)]))
  return [
    ...[...parsed].flatMap(([path, file]) => [...importBreaches(path, file), ...shapeBreaches(path, file)]),
    ...cycles(edges).map(
      files => `${files.join(' → ')} → ${files[0]!}: import cycle; move what both need into a file of its own`,
    ),
  ]
}

/** The files that a file names, if only for a type: who would read the one must read the other. */
const named = (imports: Parsed['imports']): string[] => imports.flatMap(i => (i.package ? [] : [i.target]))

function importBreaches(path: string, { imports }: Parsed): string[] {
  const folder = folderOf(path)
  const allowed = arrows[folder]
  if (!allowed) return []
  return imports.flatMap(({ target, package: isPackage, line }) => {
    if (!isPackage) {
      return within(target, allowed) ? [] : [`${path}:${line} imports ${target}; ${folder} may import ${allowed.join(', ')}`]
    }
    return reserved.flatMap(({ packages, places }) =>
      packages.test(target) && !within(path, places) ? [`${path}:${line} imports ${target}; only ${places.join(', ')} may`] : [],
    )
  })
}

function shapeBreaches(path: string, { lines, escapes }: Parsed): string[] {
  const source = sourceFolders.includes(folderOf(path))
  const empty = path.split('/').find(part => emptyNames.test(part.replace(/\..*$/, '')))
  return [
    ...(source && empty ? [`${path} is named ${empty}, which says nothing; name it after its concept`] : []),
    ...(source && lines > longest ? [`${path} has ${lines} lines; at most ${longest}, one concept a file`] : []),
    ...escapes.map(line => `${path}:${line} casts to any; say what it is, or unknown`),
  ]
}
