import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashes } from '../cli/files.ts'
import { spawned } from '../cli/saddle.ts'
import { expectRefusal } from './refused.ts'

const folder = mkdtempSync(join(tmpdir(), 'spawned-'))
beforeAll(() => {
  writeFileSync(join(folder, 'half.csv'), '1,2,3')
  writeFileSync(join(folder, 'reading.mjs'), reading)
  writeFileSync(join(folder, 'broken.mjs'), 'export default {')
})
afterAll(() => rmSync(folder, { recursive: true }))

const reading = `
export default { name: 'reading', version: '1', optimizers: [{
  kind: 'optimizer', id: 'reads', about: 'reads', needs: 'field', cost: '', config: {},
  create: () => ({
    init: view => ({ z: view.start() }),
    step: (view, { z }) => ({ z: view.F(z, view.sample()).at(0).tensor.dataSync()[0] > 0 ? z : z }),
    answer: ({ z }) => z.points.map(p => ({ atoms: [p], weights: [1] })),
  }),
}] }`

const small = ['--steps', '2', '--out', 'out']
/** As a user sees it: what native libraries print to stderr counts too. */
const cases: readonly (readonly [words: string[], ...says: string[]])[] = [
  [['run', '--game', 'bilinaer', '--optimizer', 'gda', ...small], "'bilinaer'", "'bilinear'"],
  [['run', '--game', 'gan', '--optimizer', 'gda[stepSize=-1]', ...small], 'stepSize (η)', 'a number > 0'],
  [['run', '--game', 'gan[data=digits[file=half.csv]]', '--optimizer', 'gda', ...small], 'half.csv', 'got 3 in line 1'],
  [['run', '--plugin', './reading.mjs', '--game', 'bilinear', '--optimizer', 'reads', ...small], "'reads'", 'tf.where'],
  [['run', '--game', 'bilinear', '--optimizer', 'gda', '--steps', '2', '--out', 'half.csv'], "'half.csv'", 'EEXIST'],
]

describe('the command as a process refuses in one sentence', () => {
  it.each(cases.map(([words, ...says]) => ({ words, says, name: says[0]! })))('$name', ({ words, says }) => {
    const before = hashes(folder)
    expectRefusal(spawned(words, folder), says)
    expect(hashes(folder)).toEqual(before)
  })

  it('a plugin that does not load is told, and the others go on', () => {
    const { code, out, err } = spawned(['--plugin', './broken.mjs', 'list', 'transforms'], folder)
    expect(err).toMatch(/^plugin \S+broken\.mjs is left out: [^\n]+\n$/)
    expect({ code, lists: out.includes('adam') }).toEqual({ code: 0, lists: true })
  })
})
