import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { saddle } from '../cli/saddle.ts'
import { itRefuses, runWords, type Case } from './refused.ts'

const folder = mkdtempSync(join(tmpdir(), 'data '))
const at = (name: string): string => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

/** 64 grey values and the digit. */
const row = (changed: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: 65 }, (_, k) => changed[k] ?? String(k % 10)).join(',')
const rows = (...lines: string[]): string => `${lines.join('\n')}\n`
const files: Readonly<Record<string, string | Buffer>> = {
  'empty.csv': '',
  'newlines.csv': '\n\n',
  'cut.csv': rows(row(), row()).slice(0, -60),
  'short.csv': rows(row(), '1,2,3'),
  'heading.csv': rows(row({ 0: 'pixel0' }), row()),
  'dark.csv': rows(row(), row({ 3: '17' })),
  'eleven.csv': rows(row({ 64: '11' })),
  'gap.csv': rows(row(), '', row()),
  'hole.csv': rows(row({ 7: '' })),
  'nan.csv': rows(row(), row({ 5: 'NaN' })),
  'inf.csv': rows(row({ 63: 'inf' })),
  'infinity.csv': rows(row({ 0: 'Infinity' })),
  'overflow.csv': rows(row({ 0: '1e999' })),
  'truncated.csv.gz': gzipSync(rows(...Array<string>(200).fill(row()))).subarray(0, 60),
  'plain.csv.gz': rows(row()),
  'empty.csv.gz': '',
  'nan.csv.gz': gzipSync(rows(row({ 10: 'nan' }))),
  'large.csv': '',
  'bomb.csv.gz': gzipSync(Buffer.alloc(2 ** 28 + 1)),
  'good digits.csv': rows(row(), row()),
}
beforeAll(() => {
  for (const [name, content] of Object.entries(files)) writeFileSync(at(name), content)
  mkdirSync(at('nothing.csv'))
  spawnSync('mkfifo', [at('pipe.csv')])
  truncateSync(at('large.csv'), 2 ** 28 + 1)
  symlinkSync(at('loop.csv'), at('loop.csv'))
  writeFileSync(at('games.mjs'), broken)
})

const game = (text: string): string[] => runWords({ '--game': text }, at('out'))
const file = (name: string): string => `digits[file=${JSON.stringify(at(name))}]`
const gan = (name: string): string[] => game(`gan[data=${file(name)}]`)

const fileCases: readonly Case[] = [
  [gan('empty.csv'), at('empty.csv'), 'is empty', '65 columns'],
  [gan('newlines.csv'), at('newlines.csv'), '65 columns', 'line 1'],
  [gan('missing.csv'), at('missing.csv'), 'does not exist', 'comma-separated'],
  [gan('nothing.csv'), at('nothing.csv'), 'is a folder', 'name a file'],
  [game('gan[data=digits[file=""]]'), 'the name of the data file is empty', 'comma-separated'],
  [game('gan[data=digits[file=/dev/zero]]'), '/dev/zero', 'is no regular file', 'comma-separated'],
  [gan('pipe.csv'), at('pipe.csv'), 'is no regular file', 'comma-separated'],
  [gan('large.csv'), at('large.csv'), 'is larger than 256 MB', 'comma-separated'],
  [gan('bomb.csv.gz'), at('bomb.csv.gz'), 'is larger than 256 MB when it is unpacked', 'comma-separated'],
  [gan('loop.csv'), at('loop.csv'), 'cannot be read', 'ELOOP'],
  [gan('cut.csv'), at('cut.csv'), '65 columns', 'line 2'],
  [gan('short.csv'), at('short.csv'), '65 columns', 'got 3 in line 2'],
  [gan('heading.csv'), at('heading.csv'), 'line 1, column 1', 'from 0 to 16', "'pixel0'"],
  [gan('dark.csv'), at('dark.csv'), 'line 2, column 4', 'from 0 to 16', "'17'"],
  [gan('eleven.csv'), at('eleven.csv'), 'line 1, column 65', 'from 0 to 9', "'11'"],
  [gan('gap.csv'), at('gap.csv'), '65 columns', 'got 1 in line 2'],
  [gan('hole.csv'), at('hole.csv'), 'line 1, column 8', 'from 0 to 16', "''"],
  [gan('truncated.csv.gz'), at('truncated.csv.gz'), 'truncated or damaged gzip', 'copy it again'],
  [gan('plain.csv.gz'), at('plain.csv.gz'), 'not gzipped', 'name it .csv'],
  [gan('empty.csv.gz'), at('empty.csv.gz'), 'is empty', '65 columns'],
]
const nonFinite: readonly Case[] = [
  [gan('nan.csv'), at('nan.csv'), 'line 2, column 6', 'from 0 to 16', "'NaN'"],
  [gan('inf.csv'), at('inf.csv'), 'line 1, column 64', 'from 0 to 16', "'inf'"],
  [gan('infinity.csv'), at('infinity.csv'), 'line 1, column 1', "'Infinity'"],
  [gan('overflow.csv'), at('overflow.csv'), 'line 1, column 1', "'1e999'"],
  [gan('nan.csv.gz'), at('nan.csv.gz'), 'line 1, column 11', "'nan'"],
  [game('bilinear[singular=[1,1e999]]'), 'singular (σ)', 'numbers ≥ 0', '[1,Infinity]'],
  [game('bilinear[start=[[1],[-1e999]]]'), 'start (z₀)', 'rows of numbers', '[[1],[-Infinity]]'],
  [game('bilinear[start=[[1],[null]]]'), 'start (z₀)', 'rows of numbers', 'null'],
  [game('matrix[payoff=[[1e999,0],[0,1]]]'), 'payoff (A)', 'rows of numbers', 'Infinity'],
  [game('quadratic[mu=1e999]'), 'mu (μ)', 'a number ≥ 0', 'got Infinity'],
  [game('quadratic[mu=nan]'), 'mu (μ)', 'a number ≥ 0', "'nan'"],
  [game('quadratic-wgan[data=[[1,0],[0,1e999]],rank=1]'), 'data', 'Infinity'],
  [runWords({ '--optimizer': 'gda[stepSize=1e999]' }, at('out')), 'stepSize (η)', 'a number > 0', 'got Infinity'],
  [runWords({ '--optimizer': 'gda[stepSize=[0.1,1e999]]' }, at('out')), 'stepSize (η)', 'a number > 0', 'got Infinity'],
  [runWords({ '--flops': 'Infinity' }, at('out')), '--flops', 'a number > 0', "'Infinity'"],
  [runWords({ '--seconds': 'NaN' }, at('out')), '--seconds', 'a number > 0', "'NaN'"],
]

describe('an empty, truncated or endless data file is refused in one sentence', () => itRefuses(fileCases, folder))
describe('NaN or infinite data are refused in one sentence', () => itRefuses(nonFinite, folder))

it('a file of the right form is accepted, spaces in its name and all', async () => {
  expect(
    await saddle('run', '--game', `gan[data=${file('good digits.csv')}]`, '--optimizer', 'gda', '--steps', '1'),
  ).toMatchObject({ code: 0, err: '' })
})

/** Games whose numbers go wrong only when they are played. */
const broken = `
const at = (id, entries) => ({ id, set: SET, start: () => POINT(entries) })
import { free as SET } from ${JSON.stringify(new URL('../../core/set/sets.ts', import.meta.url).pathname)}
import { hostPoint, vectorLayout } from ${JSON.stringify(new URL('../../core/point.ts', import.meta.url).pathname)}
const POINT = x => hostPoint(vectorLayout(x.length), [Float64Array.from(x)])
const host = x => ({ shape: [1], values: Float64Array.of(x) })
const game = (id, { start = 1, draw = 1, loss }) => ({
  kind: 'game', id, about: id, config: {},
  create: () => ({
    id, players: [at('x', [start]), at('y', [1])], claims: {},
    sample: () => ({ a: host(draw) }),
    loss: (i, z, { a }) => loss(z.at(0).tensor, z.at(1).tensor, a).asScalar().mul(i === 0 ? 1 : -1),
  }),
})
const product = (x, y, a) => x.mul(y).mul(a)
export default { name: 'broken', version: '1', games: [
  game('nan-draw', { draw: NaN, loss: product }),
  game('infinite-draw', { draw: Infinity, loss: product }),
  game('nan-loss', { loss: (x, y) => x.sub(3).log().mul(y) }),
  game('root-loss', { loss: (x, y) => x.neg().sqrt().mul(y) }),
  game('nan-start', { start: NaN, loss: product }),
  game('infinite-start', { start: Infinity, loss: product }),
  game('growing', { draw: 1000, loss: product }),
] }
`
describe('a game whose numbers go wrong ends with an outcome', () => {
  it.each([
    ['nan-draw', 'nan', 'step 1 made NaN', 0],
    ['infinite-draw', 'nan', 'step 1 made', 0],
    ['nan-loss', 'nan', 'step 1 made NaN', 0],
    ['root-loss', 'nan', 'step 1 made NaN', 0],
    ['nan-start', 'nan', 'NaN', 0],
    ['infinite-start', 'nan', 'infinite', 0],
    ['growing', 'diverged', 'beyond the limit of 1e+12', 5],
  ])('%s: %s', async (id, kind, evidence, step) => {
    const words = ['run', '--plugin', at('games.mjs'), '--game', id, '--optimizer', 'gda', '--steps', '50', '--format', 'jsonl']
    const { code, out, err } = await saddle(...words)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const last = JSON.parse(out.trim().split('\n').at(-1)!) as { step: number; outcome: string; evidence: string }
    expect(last).toMatchObject({ outcome: kind, evidence: expect.stringContaining(evidence) as string })
    expect(last.step).toBe(step)
  })
})
