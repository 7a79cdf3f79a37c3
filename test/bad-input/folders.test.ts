import { createHash } from 'node:crypto'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashes } from '../cli/files.ts'
import { saddle } from '../cli/saddle.ts'
import { expectRefused, runWords } from './refused.ts'

const folder = mkdtempSync(join(tmpdir(), 'folders-'))
const at = (...names: string[]): string => join(folder, ...names)
const start = async (name: string, ...more: string[]): Promise<void> => {
  const words = ['run', '--game', 'bilinear', '--optimizer', 'gda[stepSize=0.1]', '--steps', '6', '--out', at(name), ...more]
  expect(await saddle(...words)).toMatchObject({ code: 0, err: '' })
}
beforeAll(async () => {
  await start('run')
  await start('other', '--seed', '7')
  mkdirSync(at('full'))
  writeFileSync(at('full', 'notes.txt'), 'mine')
  writeFileSync(at('file'), 'mine')
  symlinkSync(at('nowhere', 'at', 'all'), at('dangling'))
  symlinkSync(at('loop'), at('loop'))
  symlinkSync(at('run'), at('link'))
  mkdirSync(at('nothing'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const file = 'checkpoint.bin'
const changed =
  (change: (bytes: Buffer) => Uint8Array | string) =>
  (run: string): void => {
    const path = join(run, file)
    writeFileSync(path, change(readFileSync(path)))
  }
/** A byte turned over, from the beginning or, where negative, from the end. */
const flipped = (place: number) =>
  changed(bytes => {
    bytes[place < 0 ? bytes.length + place : place]! ^= 0x10
    return bytes
  })
/** The checkpoint with its header changed and its checksum right again. */
const forged = (change: (header: Record<string, unknown>) => unknown) =>
  changed(bytes => {
    const end = bytes.indexOf(10)
    const header = JSON.stringify(change(JSON.parse(bytes.subarray(0, end).toString()) as Record<string, unknown>))
    const content = Buffer.concat([Buffer.from(`${header}\n`), bytes.subarray(end + 1, -32)])
    return Buffer.concat([content, createHash('sha256').update(content).digest()])
  })
const config =
  (text: string) =>
  (run: string): void =>
    writeFileSync(join(run, 'run.json'), text)
const edited =
  (change: Readonly<Record<string, unknown>>) =>
  (run: string): void => {
    const path = join(run, 'run.json')
    writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...change }))
  }
const way = 'restore the file, or delete it'
const again = 'restore it, or start the run again in a new folder'

const damages: readonly (readonly [what: string, damage: (run: string) => void, ...says: string[]])[] = [
  ['a byte of its header flipped', flipped(20), file, 'checksum', way],
  ['a byte of its state flipped', flipped(-40), file, 'checksum', way],
  ['a byte of its checksum flipped', flipped(-1), file, 'checksum', way],
  ['its last byte cut off', changed(bytes => bytes.subarray(0, -1)), file, 'checksum', way],
  ['its second half cut off', changed(bytes => bytes.subarray(0, bytes.length >> 1)), file, 'checksum', way],
  ['a byte added', changed(bytes => Buffer.concat([bytes, Buffer.of(0)])), file, 'checksum', way],
  ['empty', changed(() => ''), file, 'it has 0 bytes', way],
  ['a few bytes', changed(() => 'saddlepoint'), file, 'it has 11 bytes', way],
  ['a text', changed(() => 'this is no checkpoint. '.repeat(20)), file, 'checksum', way],
  [
    'of another version',
    forged(h => ({ ...h, format: 'saddlepoint checkpoint 9' })),
    file,
    "'saddlepoint checkpoint 1'",
    '"saddlepoint checkpoint 9"',
    way,
  ],
  ['of no format', forged(() => ({})), file, "'saddlepoint checkpoint 1'", 'another format or none', way],
  ['without its leaves', forged(({ leaves: _leaves, ...h }) => h), file, 'header is incomplete', way],
  ['with leaves of another form', forged(h => ({ ...h, form: { kind: 'null' } })), file, 'not those of its form', way],
  [
    'with too few entries',
    forged(h => ({ ...h, leaves: (h.leaves as object[]).map(l => ({ ...l, type: 'Float64Array' })) })),
    file,
    'do not fill it',
    way,
  ],
  [
    'that of another run',
    run => copyFileSync(at('other', file), join(run, file)),
    file,
    'another run than the run.json beside it',
    way,
  ],
  [
    'a folder',
    run => {
      rmSync(join(run, file))
      mkdirSync(join(run, file))
    },
    file,
    'EISDIR',
    'restore it, or delete it',
  ],
  ['beside a changed run.json', edited({ seed: 3 }), file, 'another run than the run.json beside it', way],
  ['beside an empty run.json', config(''), 'run.json', 'it is not JSON', again],
  ['beside half a run.json', config('{"game":"bilin'), 'run.json', 'it is not JSON', again],
  ['beside a run.json that is a list', config('[1,2]'), 'run.json', 'not a JSON object', again],
  [
    'beside a run.json without a game',
    config('{"saddlepoint":"0.1.0"}'),
    'run.json',
    'game must be a selector',
    'got nothing',
    again,
  ],
  ['beside a run.json with a wrong entry', edited({ every: 0 }), 'run.json', 'every must be an integer ≥ 1', 'got 0', again],
  ['beside a run.json with an unknown game', edited({ game: 'bilinaer' }), "game 'bilinaer'", "'bilinear'"],
]

describe('a corrupted checkpoint is refused in one sentence, and stays as it is', () => {
  it.each(damages.map(([what, damage, ...says]) => ({ what, damage, says })))('$what', async ({ damage, says }) => {
    const run = at('damaged')
    rmSync(run, { recursive: true, force: true })
    cpSync(at('run'), run, { recursive: true })
    damage(run)
    await expectRefused(['run', '--resume', run, '--steps', '9'], says, folder)
    rmSync(run, { recursive: true })
  })

  it('the undamaged one is accepted', async () => {
    cpSync(at('run'), at('good'), { recursive: true })
    expect(await saddle('run', '--resume', at('good'), '--steps', '9')).toMatchObject({ code: 0, err: '' })
  })
})

const to = (path: string): string[] => runWords({}, path)
const resume = (path: string, ...more: string[]): string[] => ['run', '--resume', path, ...more]
const places: readonly (readonly [what: string, words: () => string[], ...says: string[]])[] = [
  [
    'a folder that holds another run',
    () => to(at('run')),
    at('run'),
    'holds another run',
    `--resume ${at('run')}`,
    'a new folder',
  ],
  ['a link to one', () => to(at('link')), at('link'), 'holds another run', 'a new folder'],
  ['a folder with other files', () => to(at('full')), at('full'), 'not empty', 'notes.txt', 'a new or empty folder'],
  ['a file', () => to(at('file')), at('file'), 'EEXIST', 'give a folder'],
  ['a path under a file', () => to(at('file', 'deeper', 'still')), at('file'), 'ENOTDIR', 'give a folder'],
  ['a dangling link', () => to(at('dangling')), at('dangling'), 'cannot be made or written', 'give a folder'],
  ['a link to itself', () => to(at('loop')), at('loop'), 'cannot be made or written', 'give a folder'],
  ['a path under a link to itself', () => to(at('loop', 'x')), at('loop', 'x'), 'ELOOP', 'give a folder'],
  ['a name that is too long', () => to(at('x'.repeat(300))), 'ENAMETOOLONG', 'give a folder'],
  ['no name', () => to(''), "''", 'give a folder'],
  ['a device', () => to('/dev/null'), '/dev/null', 'give a folder'],
  ['a path under a device', () => to('/dev/null/run'), '/dev/null/run', 'ENOTDIR', 'give a folder'],
  ['a path in /proc', () => to('/proc/run'), '/proc/run', 'cannot be made or written', 'give a folder'],
  ['a path in /sys', () => to('/sys/run'), '/sys/run', 'cannot be made or written', 'give a folder'],
  ['--resume of a folder without a run', () => resume(at('nothing')), at('nothing'), 'run.json is missing', 'made with --out'],
  ['--resume of a file', () => resume(at('file')), at('file'), 'holds no run', 'made with --out'],
  ['--resume of nothing', () => resume(at('absent')), at('absent'), 'holds no run', 'made with --out'],
  [
    '--resume with another optimizer',
    () => resume(at('run'), '--optimizer', 'extragradient'),
    '--optimizer',
    'valid beside it: --steps',
  ],
  ['--resume with --out', () => resume(at('run'), '--out', at('new')), '--out', 'valid beside it: --steps'],
  [
    '--resume with a budget that is used up',
    () => resume(at('run'), '--steps', '5'),
    '--steps 5',
    'has spent 6',
    'more than that',
  ],
]

describe('an output folder that cannot be used is refused in one sentence, and stays as it is', () => {
  it.each(places.map(([what, words, ...says]) => ({ what, words, says })))('$what', async ({ words, says }) =>
    expectRefused(words(), says, folder),
  )

  it('a run that is refused leaves neither its folder nor those above it', async () => {
    await expectRefused(runWords({ '--optimizer': 'convex-dual' }, at('a', 'b', 'c')), ['staged view'], folder)
    expect(existsSync(at('a'))).toBe(false)
  })

  it('an empty folder is accepted', async () => {
    await start('nothing')
    expect(Object.keys(hashes(at('nothing'))).sort()).toEqual([
      '',
      'answer.json',
      file,
      'index.html',
      'metrics.jsonl',
      'prediction.json',
      'progress.json',
      'provenance.json',
      'run.json',
    ])
  })
})
