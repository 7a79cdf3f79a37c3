import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { key } from '../../core/key.ts'
import { Refusal } from '../../core/refusal.ts'
import { pathText, type Path } from '../../studies/plan/shape.ts'
import { everything, planOf } from './plan-files.ts'

type Tree = null | boolean | number | string | Tree[] | { [name: string]: Tree }
const isTree = (x: Tree): x is Tree[] | Record<string, Tree> => typeof x === 'object' && x !== null

/** Every place in a tree but its root. */
function places(tree: Tree, path: Path = []): Path[] {
  if (!isTree(tree)) return []
  return Object.keys(tree).flatMap(name => {
    const here = [...path, Array.isArray(tree) ? Number(name) : name]
    return [here, ...places((tree as Record<string, Tree>)[name]!, here)]
  })
}
const holder = (tree: Tree, path: Path): Record<string, Tree> =>
  path.slice(0, -1).reduce<Tree>((t, part) => (t as Record<string, Tree>)[part]!, tree) as Record<string, Tree>

/** A change at a place; null where it does not apply there. */
type Mutation = (value: Tree, tree: Tree, path: Path) => Tree | undefined | null
const put = (...values: readonly Tree[]): Mutation[] => values.map(v => () => v)
const onNumbers =
  (change: Mutation): Mutation =>
  (value, tree, path) =>
    typeof value === 'number' ? change(value, tree, path) : null
const wrongNumbers = put(-1, 0, 0.5, 1e300, NaN, Infinity, 2 ** 53)
const mutations: readonly (readonly [name: string, change: Mutation])[] = [
  ['deleted', () => undefined],
  ...put('', 'nonsense', 'a[', 3, true, null, [], {}, [[]], { nonsense: 1 }, '__proto__', 'constructor').map(
    m => ['another type', m] as const,
  ),
  ...wrongNumbers.map(m => ['out of range', onNumbers(m)] as const),
  ['a wrong id', v => (typeof v === 'string' ? `${v}x` : null)],
  ['an option more', v => (typeof v === 'string' ? `${v}[nonsense=1]` : null)],
  [
    'twice',
    (value, tree, path) => {
      const list = holder(tree, path)
      if (!Array.isArray(list)) return null
      list.push(structuredClone(value))
      return value
    },
  ],
  [
    'renamed',
    (value, tree, path) => {
      const name = path.at(-1)!
      if (typeof name === 'number') return null
      holder(tree, path)[`${name}x`] = value
      return undefined
    },
  ],
]

/** Keys that name another one, or need it: theirs is the sentence where the other is gone. */
const elsewhere = /^(expect\[0\]\.holds|tuning has|optimizers\[2\]\.tune has|objective\.metric)/
/** Whether a sentence begins with the key (as it was or renamed), one inside it, or what it is part of. */
const named = (sentence: string, path: Path): boolean => {
  const inside = path.slice(0, -1)
  return [path, [...inside, `${path.at(-1)!}x`], inside]
    .map(pathText)
    .some(text => text !== '' && sentence.startsWith(text) && /^[ :.[]/.test(sentence.slice(text.length)))
}

it('every mutation of a study is planned, or refused with a sentence that names a key', () => {
  const whole = parse(everything) as Tree
  const texts = new Set<string>()
  const [planned, refused]: string[][] = [[], []]
  const strangers: string[] = []
  for (const path of places(whole))
    for (const [name, change] of mutations) {
      const tree = structuredClone(whole)
      const parent = holder(tree, path)
      const last = path.at(-1)!
      const value = change(parent[last]!, tree, path)
      if (value === null && name !== 'another type') continue
      if (value === undefined && Array.isArray(parent)) parent.splice(Number(last), 1)
      else if (value === undefined) Reflect.deleteProperty(parent, last)
      else parent[last] = value
      const what = `${name} ${pathText(path)} ${JSON.stringify(value)}`
      texts.add(JSON.stringify(tree))
      try {
        planOf(tree)
        planned!.push(what)
      } catch (error) {
        expect(error, `${what}: ${String(error)}`).toBeInstanceOf(Refusal)
        const { message } = error as Refusal
        refused!.push(`${what} → ${message}`)
        expect(message, what).not.toMatch(/\n|undefined|\[object|NaN is/)
        // A change may break what stands elsewhere (a label that an expectation names): then that key is named.
        if (!named(message, path)) strangers.push(`${what} → ${message}`)
      }
    }
  expect(texts.size).toBeGreaterThan(1000)
  expect(refused!.length).toBeGreaterThan(800)
  for (const said of strangers) expect(said.split(' → ')[1], said).toMatch(elsewhere)
  expect(strangers.length).toBeLessThan(refused!.length / 10)
})

it('two mutations at once throw nothing but a Refusal', () => {
  const whole = parse(everything) as Tree
  const draw = key(7)
    .fold('pairs of mutations')
    .integers(2400, 0, 2 ** 31 - 1)
  for (let i = 0; i < 600; i++) {
    const tree = structuredClone(whole)
    for (const k of [0, 1]) {
      const all = places(tree)
      const path = all[draw[4 * i + 2 * k]! % all.length]!
      const parent = holder(tree, path)
      const value = mutations[draw[4 * i + 2 * k + 1]! % mutations.length]![1](parent[path.at(-1)!]!, tree, path)
      if (value === undefined) Reflect.deleteProperty(parent, path.at(-1)!)
      else parent[path.at(-1)!] = value
    }
    try {
      planOf(tree)
    } catch (error) {
      expect(error, String(error)).toBeInstanceOf(Refusal)
    }
  }
})
