import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readStudy } from '../../studies/plan/read-study.ts'
import { sourcesOf } from '../../studies/plan/run-key.ts'
import type { Registered } from '../../core/registry.ts'
import { minePlugin, mineStudy } from './mine.ts'

const folder = mkdtempSync(join(tmpdir(), 'plugin-study-'))
afterAll(() => rmSync(folder, { recursive: true }))
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

it('a study finds its plugin beside it, and runs of the plugin alone have keys of its source', async () => {
  write('mine.mjs', minePlugin())
  const path = write('study.yaml', mineStudy(2))
  const { plan } = await readStudy(path)
  expect(plan.optimizers.map(o => o.label)).toEqual(['gda', 'still'])
  expect(plan.study.plugins).toEqual([join(folder, 'mine.mjs')])
  expect(new Set(plan.runs.map(r => r.key)).size).toBe(4)
})

it('the digest of a source sees its relative imports, and neither its place nor what is built in', () => {
  const a = write('a.mjs', "import { x } from './b.mjs'\nexport default x\n")
  write('b.mjs', 'export const x = 1\n')
  const used = (file: string | undefined): Registered[] => [
    { plugin: 'a', ...(file ? { file } : {}), definition: {} as Registered['definition'] },
  ]
  const [before] = sourcesOf(used(a))
  expect(before).toMatch(/^a [0-9a-f]{64}$/)
  write('b.mjs', 'export const x = 2\n')
  expect(sourcesOf(used(a))).not.toEqual([before])
  write('b.mjs', 'export const x = 1\n')
  expect(sourcesOf(used(a))).toEqual([before])
  expect(sourcesOf(used(undefined))).toEqual([])
})
