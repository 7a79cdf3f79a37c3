import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readStudy } from '../../studies/plan/read-study.ts'
import { sourcesOf } from '../../studies/plan/run-key.ts'
import type { Registered } from '../../core/registry.ts'

const folder = mkdtempSync(join(tmpdir(), 'plugin-study-'))
afterAll(() => rmSync(folder, { recursive: true }))
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

it('a study finds its plugin beside it, and runs of the plugin alone have keys of its source', async () => {
  write(
    'mine.mjs',
    `const still = { kind: 'optimizer', id: 'still', about: 'Stays.', config: {}, needs: 'field', cost: 'nothing',
      create: () => ({ init: view => ({ z: view.start() }), step: (_, s) => s, answer: ({ z }) => z.points.map(p => ({ atoms: [p], weights: [1] })) }) }
    export default { name: 'mine', version: '1.0.0', optimizers: [still] }\n`,
  )
  const path = write(
    'study.yaml',
    `id: mine
title: Mine
question: Does it move?
games: [bilinear]
optimizers: [gda, still]
metrics: [distance]
objective: { metric: distance }
seeds: 2
budget: { steps: 5 }
plugins: [./mine.mjs]\n`,
  )
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
