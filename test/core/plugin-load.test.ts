import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadPlugins } from '../../core/plugin-load.ts'

const folder = mkdtempSync(join(tmpdir(), 'plugins-'))
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
const named = (name: string, rest = ''): string => `export default { name: '${name}', version: '1'${rest} }`
beforeAll(() => {
  write('package.json', '{"type":"module","dependencies":{"offered":"1","other":"1"}}')
  write(
    'node_modules/offered/package.json',
    '{"type":"module","keywords":["saddlepoint-plugin"],"exports":{".":{"import":"./main.js"}}}',
  )
  write('node_modules/offered/main.js', named('offered'))
  write('node_modules/other/package.json', '{"type":"module","exports":"./main.js"}')
  write('node_modules/other/main.js', named('other'))
  write('whole.js', "export const plugin = { name: 'whole', version: '1' }")
  write('empty.js', 'export const x = 1')
  write('broken.js', "throw new Error('it broke')")
  write('kind.js', named('kind', ", games: [{ kind: 'player', id: 'a' }]"))
  write('id.js', named('id', ", games: [{ kind: 'game', id: 'A b', config: {}, create() {} }]"))
  write('create.js', named('create', ", metrics: [{ kind: 'metric', id: 'a', about: 'A.', config: {} }]"))
  write('about.js', named('about', ", metrics: [{ kind: 'metric', id: 'a', config: {}, create() {} }]"))
  write('cost.js', named('cost', ", optimizers: [{ kind: 'optimizer', id: 'a', about: 'A.', config: {}, create() {} }]"))
})
afterAll(() => rmSync(folder, { recursive: true }))

it('loads paths and the dependencies with the keyword, and no other dependency unless it is named', async () => {
  const names = async (...specifiers: string[]) => (await loadPlugins(specifiers, folder)).plugins.map(p => p.name)
  expect(await names()).toEqual(['offered'])
  expect(await names('./whole.js', 'other', 'offered')).toEqual(['offered', 'whole', 'other'])
})

it.each([
  ['./missing.js', 'there is no file'],
  ['absent-package', 'no package of this name'],
  ['./empty.js', 'definePlugin'],
  ['./broken.js', 'it broke'],
  ['./kind.js', 'defineGame'],
  ['./id.js', "'A b'"],
  ['./create.js', 'without a function create'],
  ['./about.js', 'without about: give one sentence'],
  ['./cost.js', 'without cost: give that of a step'],
])('reports %s and goes on', async (specifier, reason) => {
  const { plugins, failures } = await loadPlugins([specifier, './whole.js'], folder)
  expect(plugins.map(p => p.name)).toEqual(['offered', 'whole'])
  expect(failures).toEqual([{ specifier, reason: expect.stringContaining(reason) as string }])
})
