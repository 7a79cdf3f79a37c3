import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { saddle } from '../cli/saddle.ts'
import { contents } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'saddle-mixtures-'))
const at = (name: string): string => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

const ring = ['--game', 'gan[batch=2,latent=2]', '--player', 'generator=mlp[hidden=[40,40]]', '--player', 'critic=mlp[hidden=[40,40]]'] // prettier-ignore
/** Answers that are mixtures, or averages, of what was played: stopped while the queue fills, and after it is full. */
const runs: Record<string, readonly string[]> = {
  'chekhov': [...ring, '--optimizer', 'chekhov[stepSize=0.01,queue=3,direction=adam]', '--metric', 'components[side=8]'],
  'chekhov-ftl': ['--game', 'semi-shallow-gan[grid=21]', '--optimizer', 'chekhov-ftl[horizon=12]', '--metric', 'duality-gap'],
  'self-play': ['--game', 'matrix[payoff=portable]', '--optimizer', 'self-play', '--metric', 'exploitability'],
  'average': ['--game', 'bilinear', '--optimizer', 'average[of=gda,kind=mixture[atoms=4]]', '--metric', 'field-norm'],
}

it.each(Object.keys(runs))('%s given more steps twice ends byte-equal to a run of all of them', async name => {
  const words = ['run', ...runs[name]!, '--seed', '5', '--every', '2']
  expect(await saddle(...words, '--steps', '10', '--out', at(`${name}-whole`))).toMatchObject({ code: 0 })
  expect(await saddle(...words, '--steps', '2', '--out', at(`${name}-parts`))).toMatchObject({ code: 0 })
  for (const steps of ['6', '10']) expect(await saddle('run', '--resume', at(`${name}-parts`), '--steps', steps)).toMatchObject({ code: 0 }) // prettier-ignore
  const [expected, found] = [contents(at(`${name}-whole`)), contents(at(`${name}-parts`))]
  expect(Object.keys(found)).toEqual(Object.keys(expected))
  for (const [file, content] of Object.entries(expected)) expect(found[file] === content, `${file} differs`).toBe(true)
  // 5,600 numbers a snapshot: 11,000 of both players from the second one on.
  expect(Object.keys(found).includes('answer.safetensors')).toBe(name === 'chekhov')
  if (name === 'self-play') return
  const answer = JSON.parse(readFileSync(join(at(`${name}-parts`), 'answer.json'), 'utf8')) as { atoms: { weight: number }[] }[]
  expect(answer[0]!.atoms.length).toBeGreaterThan(1)
  expect(answer[0]!.atoms.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 6)
})
