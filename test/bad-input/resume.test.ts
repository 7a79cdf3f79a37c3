import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { takeLock } from '../../core/folder/lock.ts'
import { wrongLines } from '../../core/folder/measured-lines.ts'
import { hashes } from '../cli/files.ts'
import { saddle } from '../cli/saddle.ts'
import { start as spawn, stepOf } from '../resume/command.ts'
import { expectRefused, runWords } from './refused.ts'

const folder = mkdtempSync(join(tmpdir(), 'resume-'))
const at = (...names: string[]): string => join(folder, ...names)
const plugin = at('plugin.mjs')
/** An optimizer that the file beside it breaks. */
const source = `
import { existsSync } from 'node:fs'
export default { name: 'fragile', version: '1', optimizers: [{
  kind: 'optimizer', id: 'fragile', about: '', needs: 'field', cost: '', config: {},
  create: () => ({
    init: view => ({ z: view.start() }),
    step: (view, { z }) => (existsSync(${JSON.stringify(at('broken'))}) ? z.nothing.at(0) : { z: z.minus(view.F(z, view.sample()).times(0.1)) }),
    answer: ({ z }) => z.points.map(p => ({ atoms: [p], weights: [1] })),
  }),
}] }`
const start = async (name: string, optimizer: string, ...more: string[]): Promise<void> => {
  const words = [
    'run',
    '--game',
    'bilinear',
    '--optimizer',
    optimizer,
    '--steps',
    '30',
    '--every',
    '10',
    '--out',
    at(name),
    ...more,
  ]
  expect(await saddle(...words)).toMatchObject({ code: 0, err: '' })
}
beforeAll(async () => {
  writeFileSync(plugin, source)
  await start('run', 'gda')
  await start('fragile', 'fragile', '--plugin', plugin)
})
afterAll(() => rmSync(folder, { recursive: true }))
const copied = (name: string, change: (run: string) => void): string => {
  const run = at(name)
  rmSync(run, { recursive: true, force: true })
  cpSync(at('run'), run, { recursive: true })
  change(run)
  return run
}
const on = (run: string): string[] => ['run', '--resume', run, '--steps', '40']

const edited = (run: string, change: (lines: string[]) => string[]): void => {
  const path = join(run, 'metrics.jsonl')
  writeFileSync(path, change(readFileSync(path, 'utf8').trim().split('\n')).join('\n') + '\n')
}
describe('damaged measured steps are refused in one sentence, and stay as they are', () => {
  it.each([
    ['a line gone', (l: string[]) => l.filter((_, i) => i !== 1), 'step 10 is missing'],
    ['all of them gone', () => [], 'step 0 is missing'],
    ['the last one gone', (l: string[]) => l.slice(0, -1), 'step 30 is missing'],
    [
      'a line cut off',
      (l: string[]) => l.map((line, i) => (i === 2 ? line.slice(0, 20) : line)),
      'line 3 is not a measured step',
    ],
    ['a line that is none', (l: string[]) => l.map((line, i) => (i === 1 ? '{}' : line)), 'line 2 is not a measured step'],
    ['a line twice', (l: string[]) => [...l.slice(0, 2), l[1]!, ...l.slice(2)], 'step 10 is there twice'],
    ['two lines exchanged', (l: string[]) => [l[0]!, l[2]!, l[1]!, l[3]!], 'step 10 is missing'],
  ])('%s', async (_, change, said) => {
    const run = copied('damaged', path => edited(path, change))
    await expectRefused(
      on(run),
      [`${run}/metrics.jsonl is damaged (${said})`, 'restore it, or start the run again in a new folder'],
      folder,
    )
    rmSync(run, { recursive: true })
  })

  it('what comes after the checkpoint may be anything', () => {
    const lines = [0, 10, 13].map(step => JSON.stringify({ step }))
    expect(wrongLines([...lines, '{"step":2'], 13, 10)).toBeNull()
    expect(wrongLines([...lines, JSON.stringify({ step: 20 }), '{"st'], 13, 10)).toBeNull()
    expect(wrongLines(lines, 20, 10)).toBe('step 20 is missing')
  })

  it('without a checkpoint the run begins again, which is told', async () => {
    const run = copied('begun', path => rmSync(join(path, 'checkpoint.bin')))
    const { code, err } = await saddle(...on(run))
    expect({ code, err }).toEqual({
      code: 0,
      err: `${run}/checkpoint.bin is missing: the run in ${run} begins again at step 0\n`,
    })
    expect(readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n')).toHaveLength(5)
  })
})

describe('what run.json says of execution is checked', () => {
  it.each([
    ['execution', 'fast', 'auto, compiled, eager'],
    ['precision', 'float16', 'float32, float64'],
    ['threads', 0, 'an integer from 1 to 256'],
    ['threads', 'two', 'an integer from 1 to 256'],
    ['device', 'tpu', 'cpu, cuda, dml'],
    ['backend', undefined, 'auto, node-gpu, node, wasm, cpu'],
  ])('%s: %s', async (name, value, valid) => {
    const run = copied('config', path => {
      const config = JSON.parse(readFileSync(join(path, 'run.json'), 'utf8')) as { execution: object }
      writeFileSync(join(path, 'run.json'), JSON.stringify({ ...config, execution: { ...config.execution, [name]: value } }))
    })
    await expectRefused(on(run), ['run.json is damaged', `execution.${name} must be ${valid}`], folder)
    rmSync(run, { recursive: true })
  })
})

it('a step that fails changes nothing in the folder of a resumed run, and names the plugin', async () => {
  writeFileSync(at('broken'), '')
  const path = at('fragile', 'metrics.jsonl')
  writeFileSync(path, `${readFileSync(path, 'utf8')}{"step":4`)
  const before = hashes(folder)
  const { code, out, err } = await saddle(...on(at('fragile')))
  expect(err).toMatch(
    /^saddle: optimizer 'fragile' of plugin 'fragile' fails on game 'bilinear[^\n]*': [^\n]+ \(run with --debug for the place\)\n$/,
  )
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(hashes(folder)).toEqual(before)
  const fresh = ['run', '--plugin', plugin, '--game', 'bilinear', '--optimizer', 'fragile', '--out', at('new', 'run')]
  expect(await saddle(...fresh)).toMatchObject({ code: 1, out: '' })
  expect(existsSync(at('new'))).toBe(false)
})

describe('one process at a time makes a run', () => {
  const gone = (lock: string) => copied('locked', path => writeFileSync(join(path, 'run.lock'), lock))

  it('a second one is refused by name, with --resume and with --out', async () => {
    const run = at('busy')
    const words = ['run', '--game', 'bilinear', '--optimizer', 'gda[stepSize=0.001]', '--steps', '100000000', '--out', run]
    const first = spawn(words)
    try {
      while (first.child.exitCode === null && stepOf(run) < 0) await new Promise(resolve => setTimeout(resolve, 10))
      const says = `saddle: the run in ${run} is being made by process ${first.child.pid!}; wait for it, or stop it\n`
      expect(await saddle('run', '--resume', run)).toEqual({ code: 2, out: '', err: says })
      expect(await saddle(...runWords({}, run))).toEqual({ code: 2, out: '', err: says })
      expect(existsSync(join(run, 'run.lock'))).toBe(true)
    } finally {
      first.child.kill('SIGINT')
    }
    expect(await first.ended).toMatchObject({ code: 130 })
    expect(existsSync(join(run, 'run.lock'))).toBe(false)
    rmSync(run, { recursive: true })
  })

  it.each([
    ['of a process that is gone', '{"pid":4194303,"start":"1"}'],
    ['of a process whose number was given again', `{"pid":${process.ppid},"start":"1"}`],
    ['of this process, from before', '{"pid":' + String(process.pid) + ',"start":"1"}'],
    ['that was cut off', '{"pi'],
  ])('a lock %s is taken over, and none is left', async (_, lock) => {
    const run = gone(lock)
    expect(await saddle(...on(run))).toMatchObject({ code: 0, err: '' })
    expect(Object.keys(hashes(run)).filter(name => name.startsWith('run.lock'))).toEqual([])
  })

  it('is given back once', () => {
    const release = takeLock(at('run'))
    expect(() => takeLock(at('run'))).toThrow(`process ${process.pid}`)
    release()
    release()
    takeLock(at('run'))()
    expect(existsSync(at('run', 'run.lock'))).toBe(false)
  })
})
