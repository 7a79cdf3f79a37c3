import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode } from 'fast-png'
import { parseHTML } from 'linkedom'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isPictured } from '../../cli/pictures.ts'
import { contents } from '../resume/command.ts'
import { saddle } from './saddle.ts'

const root = mkdtempSync(join(tmpdir(), 'report-'))
const at = (...names: string[]): string => join(root, ...names)
const gan = [
  'run',
  ...[
    '--game',
    'gan[batch=4,latent=2]',
    '--optimizer',
    'gda[stepSize=0.01]',
    '--metric',
    'samples[side=16]',
    '--metric',
    'losses',
  ],
  ...['--every', '2', '--execution', 'compiled'],
]
const pictures = (run: string): number[] => readdirSync(at(run, 'pictures')).map(name => Number(/-(\d+)\.png$/.exec(name)![1]))

beforeAll(async () => {
  expect(await saddle(...gan, '--steps', '30', '--out', at('whole'))).toMatchObject({ code: 0, err: '' })
})
afterAll(() => rmSync(root, { recursive: true }))

describe('pictures over a run', () => {
  it('are of measured steps 0, 1, 2, 4, 8, … and of the last, which stands alone too', () => {
    expect(pictures('whole')).toEqual([0, 2, 4, 8, 16, 30])
    expect([0, 3, 6, 12, 24, 3 * 2 ** 40].every(s => isPictured(s, 3))).toBe(true)
    expect([1, 4, 9, 18, 3 * (2 ** 40 - 1)].some(s => isPictured(s, 3))).toBe(false)
    const last = (name: string): Buffer => readFileSync(at('whole', name))
    const [large, small, first] = ['samples.png', 'pictures/samples-000000030.png', 'pictures/samples-000000000.png'].map(name =>
      decode(last(name)),
    )
    // Alone it is enlarged: every pixel is a square of pixels.
    const times = large!.width / small!.width
    expect(times).toBeGreaterThan(1)
    const shrunk = small!.data.map((_, i) => {
      const [row, column] = [Math.floor(i / small!.width), i % small!.width]
      return large!.data[times * (row * large!.width + column)]!
    })
    expect(shrunk).toEqual(small!.data)
    expect(first!.data).not.toEqual(small!.data)
  })

  it('are the same in a run that is given more, which drops that of its first end', async () => {
    await saddle(...gan, '--steps', '12', '--out', at('more'))
    expect(pictures('more')).toEqual([0, 2, 4, 8, 12])
    await saddle('run', '--resume', at('more'), '--steps', '30')
    expect(contents(at('more'))).toEqual(contents(at('whole')))
  })
})

describe('saddle report', () => {
  it('makes the page again, byte by byte', async () => {
    const page = readFileSync(at('whole', 'index.html'), 'utf8')
    rmSync(at('whole', 'index.html'))
    expect(await saddle('report', at('whole'))).toEqual({
      code: 0,
      out: `The page is ${at('whole', 'index.html')}\n`,
      err: '',
    })
    expect(readFileSync(at('whole', 'index.html'), 'utf8')).toBe(page)
    const { document } = parseHTML(page)
    expect(document.querySelector('.verdict p')!.textContent).toBe('Completed: the budget of 30 steps is used up.')
    expect(document.querySelectorAll('.way img').length).toBe(6)
    // As the picture on the disk, opaque.
    const png = readFileSync(at('whole', 'pictures/samples-000000030.png')).toString('base64')
    expect(document.querySelector('.last img')!.getAttribute('src')).toBe(`data:image/png;base64,${png}`)
  })

  it('shows a run that was killed, whatever else is missing', async () => {
    await saddle(...gan, '--steps', '12', '--out', at('killed'))
    const lines = readFileSync(at('killed', 'metrics.jsonl'), 'utf8').split('\n')
    writeFileSync(at('killed', 'metrics.jsonl'), `${lines.slice(0, 4).join('\n')}\n${lines[4]!.slice(0, 30)}`)
    for (const name of ['provenance.json', 'checkpoint.bin', 'progress.json', 'answer.json']) rmSync(at('killed', name))
    rmSync(at('killed', 'pictures'), { recursive: true })
    expect(await saddle('report', at('killed'))).toMatchObject({ code: 0, err: '' })
    const { document } = parseHTML(readFileSync(at('killed', 'index.html'), 'utf8'))
    expect(document.querySelector('.verdict')!.textContent).toContain('Not ended: step 6 is the last that was measured.')
    expect(document.querySelector('.verdict')!.textContent).toContain('1 line of measured steps cannot be read')
    expect(document.body.textContent).not.toMatch(/undefined|NaN|\[object/)
  })

  it.each([
    [
      'a folder without a run',
      () => mkdirSync(at('empty')),
      'empty',
      /^saddle: the folder '\S+empty' holds no run \(run\.json is missing\); give a folder that was made with --out\n$/,
    ],
    ['no folder', () => undefined, 'nowhere', /^saddle: the folder '\S+nowhere' holds no run /],
    [
      'a run of which nothing is measured',
      () => {
        mkdirSync(at('begun'))
        writeFileSync(at('begun', 'run.json'), readFileSync(at('whole', 'run.json')))
      },
      'begun',
      /^saddle: the run in \S+begun has no measured step yet; go on with it by saddle run --resume \S+begun\n$/,
    ],
    [
      'a damaged run',
      () => {
        mkdirSync(at('damaged'))
        writeFileSync(at('damaged', 'run.json'), '{"game":3}')
      },
      'damaged',
      /^saddle: \S+run\.json is damaged \(game must be a selector, got 3\); /,
    ],
  ])('refuses %s in a sentence', async (_, make, name, sentence) => {
    make()
    const { code, err } = await saddle('report', at(name))
    expect(err).toMatch(sentence)
    expect(err.split('\n').length).toBe(2)
    expect(code).toBe(2)
  })
})

it('a page that cannot be written is told, and the run is kept', async () => {
  await saddle(...gan, '--steps', '4', '--out', at('blocked'))
  rmSync(at('blocked', 'index.html'))
  mkdirSync(at('blocked', 'index.html'))
  const { code, out, err } = await saddle('run', '--resume', at('blocked'), '--steps', '6')
  expect(err).toMatch(
    /^the page \S+index\.html cannot be written \([^)]+\); make room or mend its permissions; the run is kept, and its page is made by: saddle report \S+\n$/,
  )
  expect(out).toContain('completed: the budget of 6 steps is used up')
  expect(code).toBe(0)
  expect(readFileSync(at('blocked', 'metrics.jsonl'), 'utf8')).toContain('"outcome":"completed"')
  expect(await saddle('report', at('blocked'))).toMatchObject({ code: 2 })
})
