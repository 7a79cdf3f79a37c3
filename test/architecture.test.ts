import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { cycles } from './architecture/cycles.ts'
import { parse } from './architecture/imports.ts'
import { sourceFolders, violations } from './architecture/rules.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Every TypeScript file of the project, by its path from the root. */
function sources(): Map<string, string> {
  const folders = [...sourceFolders, 'bench', 'test']
  const paths = folders.flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(path => `${folder}/${path.replaceAll('\\', '/')}`),
  )
  const top = readdirSync(root).filter(path => path.endsWith('.ts'))
  return new Map([...top, ...paths].filter(p => p.endsWith('.ts')).map(p => [p, readFileSync(join(root, p), 'utf8')]))
}

describe('the tree keeps to its architecture', () => {
  const files = sources()

  it('has files in every folder that the rules name', () => {
    for (const folder of sourceFolders) expect([...files.keys()].some(p => p.startsWith(`${folder}/`))).toBe(true)
    expect(files.size).toBeGreaterThan(100)
  })

  it('breaks no rule', () => {
    expect(violations(files)).toEqual([])
  })
})

/** Breaches of a tree that has these files beside a lawful one. */
const planted = (files: Readonly<Record<string, string>>): string[] =>
  violations(new Map(Object.entries({ 'core/point.ts': 'export const x = 1\n', ...files })))

describe('the checker sees planted breaches', () => {
  it.each([
    ['core/point.ts', 'players/mlp.ts'],
    ['core/point.ts', 'test/conformance/index.ts'],
    ['players/mlp.ts', 'games/gan.ts'],
    ['games/gan.ts', 'optimizers/gda.ts'],
    ['optimizers/gda.ts', 'games/gan.ts'],
    ['optimizers/transforms/adam.ts', 'players/mlp.ts'],
    ['metrics/losses.ts', 'games/gan.ts'],
    ['plugins/classic.ts', 'studies/study.ts'],
    ['studies/study.ts', 'cli/main.ts'],
    ['studies/study.ts', 'test/conformance/index.ts'],
    ['cli/main.ts', 'test/games/field.ts'],
    ['cli/main.ts', 'bench/main.ts'],
  ])('%s imports %s', (from, to) => {
    const up = '../'.repeat(from.split('/').length - 1)
    for (const text of [
      `import { a } from '${up}${to}'\n`,
      `import type { A } from '${up}${to}'\n`,
      `export * from '${up}${to}'\n`,
      `const a = await import('${up}${to}')\n`,
      `type A = import('${up}${to}').A\n`,
    ]) {
      const found = planted({ [from]: text })
      expect(found).toHaveLength(1)
      expect(found[0]).toContain(`${from}:1 imports ${to}; `)
    }
  })

  it.each([
    ['core/run.ts', 'inversify'],
    ['plugins/classic.ts', 'reflect-metadata'],
    ['cli/main.ts', 'inversify'],
    ['core/engine.ts', 'rxjs'],
    ['metrics/losses.ts', 'rxjs/operators'],
    ['optimizers/gda.ts', '@tensorflow/tfjs'],
    ['optimizers/transforms/adam.ts', '@tensorflow/tfjs-core'],
  ])('%s imports the package %s', (from, name) => {
    expect(planted({ [from]: `import '${name}'\n` })).toHaveLength(1)
    expect(planted({ [from]: `import type { A } from '${name}'\n` })).toHaveLength(1)
  })

  it('an import cycle, of two files or of three', () => {
    const two = { 'core/a.ts': "import './b.ts'\n", 'core/b.ts': "export { a } from './a.ts'\n" }
    expect(planted(two)).toEqual([expect.stringContaining('core/a.ts → core/b.ts → core/a.ts: import cycle')])
    const mixed = { ...two, 'core/b.ts': "import { type A } from './c.ts'\n", 'core/c.ts': "import { a } from './a.ts'\n" }
    expect(planted(mixed)).toEqual([expect.stringContaining('core/a.ts → core/b.ts → core/c.ts')])
  })

  it.each([
    ['a type', "import type { B } from './b.ts'\n"],
    ['a type in place', "export type B = import('./b.ts').B\n"],
    ['a type handed on', "export type { B } from './b.ts'\n"],
    ['a module loaded when it is called', "export const b = () => import('./b.ts')\n"],
  ])('a circle that %s closes', (_, text) => {
    const found = planted({ 'core/a.ts': text, 'core/b.ts': "import { a } from './a.ts'\n" })
    expect(found).toEqual([expect.stringContaining('core/a.ts → core/b.ts → core/a.ts: import cycle')])
  })

  it('a file or folder with an empty name, a file that is too long, a cast to any', () => {
    for (const path of ['core/utils.ts', 'games/helpers.ts', 'cli/common/table.ts', 'players/base.ts'])
      expect(planted({ [path]: '' })).toEqual([expect.stringContaining('says nothing')])
    expect(planted({ 'core/long.ts': '// one more\n'.repeat(221) })).toEqual([expect.stringContaining('has 221 lines')])
    expect(planted({ 'core/a.ts': 'const x = 1\nexport const y = x as any\n' })).toEqual([
      'core/a.ts:2 casts to any; say what it is, or unknown',
    ])
    expect(planted({ 'core/a.ts': 'const x = 1\nexport const y = <any>x\n' })).toHaveLength(1)
  })
})

describe('the checker lets lawful files pass', () => {
  it.each([
    [
      'games/gan.ts',
      "import * as tf from '@tensorflow/tfjs'\nimport { x } from '../core/point.ts'\nimport { m } from '../players/mlp.ts'\n",
    ],
    ['core/lab.ts', "import 'reflect-metadata'\nimport { Container } from 'inversify'\n"],
    ['core/run.ts', "import { Observable } from 'rxjs'\n"],
    ['studies/live.ts', "import { tap } from 'rxjs'\n"],
    ['cli/plugin.ts', "import { suite } from '../test/conformance/index.ts'\n"],
    ['index.ts', "export * from './cli/main.ts'\nexport * from './test/conformance/index.ts'\n"],
    ['test/games/common.ts', "import '../../cli/main.ts'\n"],
    ['core/long.ts', '// a line\n'.repeat(220)],
    ['core/a.ts', "// x as any, import '../cli/main.ts'\nexport const text = 'x as any'\n"],
    ['core/database.ts', ''],
  ])('%s', (path, text) => {
    expect(planted({ [path]: text })).toEqual([])
  })

  it('files that share what a third one has', () => {
    const third = { 'core/c.ts': 'export type C = 1\n', 'core/a.ts': "import type { C } from './c.ts'\nimport './b.ts'\n" }
    expect(planted({ ...third, 'core/b.ts': "import type { C } from './c.ts'\n" })).toEqual([])
  })
})

describe('what the rules are made from', () => {
  it('reads every form of import', () => {
    const text = [
      "import { a } from './a.ts'",
      "import type { B } from '../b.ts'",
      "import { type C } from './c.ts'",
      "export type { D } from './d.ts'",
      "type E = import('@scope/e/deep').E",
      "const f = await import('f/deep')",
    ].join('\n')
    expect(parse('core/x.ts', text).imports).toEqual([
      { target: 'core/a.ts', package: false, kind: 'static', line: 1 },
      { target: 'b.ts', package: false, kind: 'erased', line: 2 },
      { target: 'core/c.ts', package: false, kind: 'static', line: 3 },
      { target: 'core/d.ts', package: false, kind: 'erased', line: 4 },
      { target: '@scope/e', package: true, kind: 'erased', line: 5 },
      { target: 'f', package: true, kind: 'dynamic', line: 6 },
    ])
  })

  it('finds cycles that share a way in, and none in a diamond', () => {
    const graph = (edges: Readonly<Record<string, readonly string[]>>): string[][] => cycles(new Map(Object.entries(edges)))
    expect(graph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] })).toEqual([])
    expect(graph({ a: ['b', 'd'], b: ['c'], c: ['b'], d: ['e'], e: ['d'], f: ['f'] })).toEqual([['b', 'c'], ['d', 'e'], ['f']])
  })
})
