import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { itRefuses, runWords, type Case } from './refused.ts'

const folder = mkdtempSync(join(tmpdir(), 'pictures '))
const at = (name: string): string => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(() => {
  for (const name of ['empty', 'text', 'cifar']) mkdirSync(at(name))
  writeFileSync(join(at('text'), 'a.jpg'), 'no picture')
  writeFileSync(join(at('cifar'), 'test_batch.bin'), Buffer.alloc(3073 + 5))
})

const game = (data: string): string[] => runWords({ '--game': `gan[data=${data}]` }, at('out'))
const inside = (kind: string, name: string, more = ''): string[] => game(`${kind}[folder=${JSON.stringify(at(name))}${more}]`)

const cases: readonly Case[] = [
  [game('mnist[size=64]'), 'size', '28 or 32', 'got 64'],
  [game('images'), 'option folder must be given'],
  [inside('images', 'none'), at('none'), 'does not exist', '.jpg, .jpeg, .png, .webp'],
  [inside('images', 'empty'), at('empty'), 'holds no picture', '.jpg, .jpeg, .png, .webp'],
  [inside('images', 'text'), 'a.jpg cannot be used', 'take it out of the folder'],
  [inside('images', 'text', ',size=2'), 'size', 'from 4 to 512', 'got 2'],
  [inside('images', 'text', ',channels=2'), 'channels', '1 or 3', 'got 2'],
  [inside('images', 'text', ',crop=tiles[stride=0]'), 'stride', 'from 1 to 4096', 'got 0'],
  [inside('images', 'text', ',limit=0'), 'limit', '≥ 1', 'got 0'],
  [inside('cifar', 'cifar'), 'data_batch_1.bin does not exist', 'CIFAR-10', 'data_batch_5.bin'],
  [inside('cifar', 'cifar', ',part=test'), 'test_batch.bin has 3078 bytes', 'rows of 3073'],
  [inside('cifar', 'cifar', ',classes=20'), 'classes', '10 or 100', 'got 20'],
]
describe('data of pictures that cannot be had are refused in one sentence', () => itRefuses(cases, folder))
