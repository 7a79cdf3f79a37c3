import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode } from 'fast-png'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { binary, saddle, spawned } from './saddle.ts'

const folder = mkdtempSync(join(tmpdir(), 'command-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What a faulty plugin may do wrong. */
const faulty = `
const pure = ({ z }) => z.points.map(p => ({ atoms: [p], weights: [1] }))
const optimizer = (id, change) => ({ kind: 'optimizer', id, about: '', needs: 'field', cost: '', config: {},
  create: () => ({ init: view => ({ z: view.start() }), step: (_, s) => s, answer: pure, ...change }) })
export default { name: 'faulty', version: '1', optimizers: [
  optimizer('init', { init: view => view.nothing.at }),
  optimizer('step', { step: (view, s) => s.nothing.at }),
  optimizer('answer', { answer: s => s.nothing.at }),
  optimizer('still', {}),
  { ...optimizer('create', {}), create: () => null.at },
], metrics: [{ kind: 'metric', id: 'measure', about: '', config: {}, create: () => ({ measure: () => null.at }) }] }`
beforeAll(() => {
  writeFileSync(join(folder, 'faulty.mjs'), faulty)
  writeFileSync(join(folder, 'again.mjs'), faulty)
  writeFileSync(join(folder, 'syntax.mts'), 'export default {\n  name: "a", versio n: 1 }\n')
  writeFileSync(
    join(folder, 'later.mjs'),
    "setTimeout(() => { throw new Error('too late') }, 0)\nexport default { name: 'later', version: '1' }",
  )
})

describe('a run prints every measured step once', () => {
  it.each([
    [
      ['--steps', '5', '--every', '100'],
      ['0', '5'],
    ],
    [
      ['--flops', '1000', '--every', '1000'],
      ['0', '77'],
    ],
    [
      ['--steps', '4', '--every', '2'],
      ['0', '2', '4'],
    ],
  ])('%s', async (words, steps) => {
    const { out } = await saddle('run', '--game', 'bilinear', '--optimizer', 'gda', ...words)
    expect(out.split('\n').flatMap(line => /^ *(\d+) /.exec(line)?.[1] ?? [])).toEqual(steps)
  })
})

describe('what cannot be printed ends the command in one sentence', () => {
  it('a full disk', () => {
    const { status, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${binary}" list > /dev/full`], { encoding: 'utf8' })
    expect(stderr).toBe('saddle: the output cannot be written (ENOSPC: no space left on device, write)\n')
    expect(status).toBe(1)
  })

  it('a reader that goes away ends it quietly', () => {
    const run = `"${process.execPath}" "${binary}" run --game bilinear --optimizer gda --steps 100000 --every 1 | head -3`
    const { stdout, stderr } = spawnSync('sh', ['-c', run], { encoding: 'utf8' })
    expect({ lines: stdout.trim().split('\n').length, stderr }).toEqual({ lines: 3, stderr: '' })
  })

  it('an error that nothing waits for', () => {
    const { code, err } = spawned(['run', '--plugin', './later.mjs', '--game', 'bilinear', '--optimizer', 'gda'], folder)
    expect(err).toBe('saddle: too late (run with --debug for the place)\n')
    expect(code).toBe(1)
  })
})

describe('faults of a plugin say whose they are', () => {
  const run = (optimizer: string, ...more: string[]): string[] => [
    'run',
    ...['--plugin', join(folder, 'faulty.mjs'), '--game', 'bilinear', '--optimizer', optimizer, '--steps', '2', ...more],
  ]
  it.each(['init', 'step', 'answer', 'create'])('of its optimizer, in %s', async id => {
    const { code, err } = await saddle(...run(id))
    expect(err).toMatch(
      new RegExp(
        `^saddle: optimizer '${id}' of plugin 'faulty' fails on game 'bilinear.*': Cannot read .* \\(run with --debug for the place\\)\n$`,
      ),
    )
    expect(code).toBe(1)
  })

  it('of its metric', async () => {
    const { code, err } = await saddle(...run('gda', '--metric', 'measure'))
    expect(err).toMatch(/^saddle: metric 'measure' of plugin 'faulty' fails on game 'bilinear.*': Cannot read [^\n]*\n$/)
    expect(code).toBe(1)
  })

  it('with --debug the place', async () => {
    expect((await saddle('--debug', ...run('step'))).err).toMatch(/TypeError: Cannot read[^\n]*\n\s+at [^\n]*step/)
  })

  it('a syntax error has its line, and two plugins with one id their files', () => {
    expect(spawned(['--plugin', './syntax.mts', 'list', 'games'], folder).err).toMatch(
      /^plugin \S+ is left out: \S+syntax\.mts:2:\S* [^\n]+\n$/,
    )
    const { code, err } = spawned(['--plugin', './faulty.mjs', '--plugin', './again.mjs', 'list'], folder)
    expect(err).toMatch(
      /^saddle: two plugins register the optimizer 'init': plugins 'faulty' \(\S+faulty\.mjs\) and 'faulty' \(\S+again\.mjs\)[^\n]+\n$/,
    )
    expect(code).toBe(2)
  })
})

describe('a run without --metric is measured by the first that applies', () => {
  it.each([
    ['quadratic-wgan', 'certified-gap'],
    ['matrix', 'duality-gap'],
    ['bilinear', 'distance'],
    ['gan', 'loss-critic'],
  ])('%s: %s', async (game, name) => {
    const { code, out } = await saddle(
      'run',
      '--game',
      game,
      '--optimizer',
      'gda[stepSize=0.01]',
      '--steps',
      '1',
      '--format',
      'jsonl',
    )
    expect(code).toBe(0)
    expect(Object.keys((JSON.parse(out.split('\n')[0]!) as { metrics: object }).metrics)).toContain(name)
  })
})

it('a picture that is not kept is told', async () => {
  const words = ['run', '--game', 'gan', '--optimizer', 'gda', '--steps', '1', '--metric', 'samples']
  expect(await saddle(...words)).toMatchObject({ code: 0, err: "the picture of metric 'samples' is drawn only with --out DIR\n" })
  expect(await saddle(...words, '--out', join(folder, 'pictured'))).toMatchObject({ code: 0, err: '' })
  // 96 cells a side, each enlarged to as many whole pixels as 640 hold.
  expect(decode(readFileSync(join(folder, 'pictured', 'samples.png')))).toMatchObject({ width: 576, height: 576, channels: 1 })
})

it('a study refuses a folder that cannot be made', () => {
  const { code, err } = spawned(['study', 'one-gan-five-ways', '--out', '/proc/x'], folder)
  expect(err).toMatch(/^saddle: the folder '\/proc\/x' cannot be made or written \(.*ENOENT\); give one that can with --out\n$/)
  expect(code).toBe(2)
})

it('the cpu backend greets nobody', () => {
  const words = ['run', '--game', 'bilinear', '--optimizer', 'gda', '--steps', '1', '--execution', 'eager', '--backend', 'cpu']
  expect(spawned(words, folder)).toMatchObject({ code: 0, err: '' })
})
