import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseHTML } from 'linkedom'
import { afterAll, describe, expect, it } from 'vitest'
import type { Found } from '../../cli/analyze-report.ts'
import { saddle } from './saddle.ts'

const root = mkdtempSync(join(tmpdir(), 'analyze-'))
afterAll(() => rmSync(root, { recursive: true }))

const found = async (...words: string[]): Promise<Found> => JSON.parse((await saddle('analyze', ...words, '--json')).out) as Found

describe('saddle analyze', () => {
  it('says in words what it predicts, and what it measures beside it', async () => {
    const { out, code } = await saddle('analyze', '--game', 'bilinear', '--optimizer', 'extragradient[stepSize=0.3]', '--measure')
    expect(code).toBe(0)
    expect(out).toContain('Converges: a step multiplies the distance by 0.95817535, turning by 0.31845')
    expect(out).toMatch(/^measured +stable, 0\.9581753\d a step over \d+ steps$/m)
    expect(out.split('\n').every(line => line.length <= 120)).toBe(true)
  })

  it('bisects where an option keeps it stable, and measures at the values it looks at', async () => {
    const { out } = await saddle(
      'analyze',
      '--game',
      'bilinear',
      '--optimizer',
      'gda[moves=alternating]',
      '--vary',
      'stepSize=0.5..8',
      '--points',
      '5',
      '--measure',
    )
    expect(out).toContain('Stable for stepSize from 0.5 or less to 2.')
    expect(out).toMatch(/^ +0\.5 +circles +cycling, (1\.00000000|0\.99999999)/m)
    expect(out).toMatch(/^ +8 +diverges, 61\.98\d+ +diverged, /m)
  })

  it('refuses steps that move nothing', async () => {
    writeFileSync(
      join(root, 'still.mjs'),
      `export default { name: 'still', version: '1', optimizers: [{ kind: 'optimizer', id: 'still', about: '', needs: 'field', cost: '',
        config: {}, create: () => ({ init: view => ({ z: view.start() }), step: (_, s) => s,
        answer: ({ z }) => z.points.map(p => ({ atoms: [p], weights: [1] })) }) }] }`,
    )
    const words = ['analyze', '--plugin', join(root, 'still.mjs'), '--game', 'bilinear', '--optimizer', 'still']
    expect(await saddle(...words)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^saddle: [^\n]*the steps move nothing: [^\n]+\n$/) as string,
    })
  })

  it('varies an option of an optimizer inside another one', async () => {
    const { variation } = await found(
      '--game',
      'bilinear',
      '--optimizer',
      'lookahead[of=gda[stepSize=0.1],every=2,weight=0.5]',
      '--vary',
      'weight=0.1..0.9',
      '--points',
      '9',
    )
    // |1 − α + α(1 − ia)²|² = (1 − αa²)² + 4α²a² ≤ 1 for α(4 + a²) ≤ 2.
    expect(variation!.stable[0]!.high).toBeCloseTo(2 / 4.01, 6)
    const inner = await found(
      '--game',
      'bilinear',
      '--optimizer',
      'lookahead[of=gda,every=2,weight=0.25]',
      '--vary',
      'of.stepSize=0.1..9',
      '--points',
      '9',
    )
    expect(inner.variation!.stable[0]!.high).toBeCloseTo(2, 6)
  })

  it('finds a zero of the field where the game knows no solution, or goes where another optimizer ends', async () => {
    const game = 'quadratic[dimension=2,linear=[[0.5,-1],[0.2,0.1]]]'
    const players = [
      '--player',
      'x=vector[start=[1,0.02],set=orthant]',
      '--player',
      'y=vector[start=[1,0.03],set=l1[weight=0.3]]',
    ]
    const { solution, analysis } = await found('--game', game, ...players, '--optimizer', 'gda', '--solver', 'extragradient')
    expect(solution).toMatch(/^\d+ steps of extragradient$/)
    expect(analysis.verdict.kind).toBe('converges')
  })

  it('keeps the prediction of a run in its folder, and draws it on its page', async () => {
    const out = join(root, 'run')
    await saddle(
      'run',
      '--game',
      'quadratic',
      '--optimizer',
      'gda[stepSize=0.1]',
      '--metric',
      'distance',
      '--steps',
      '200',
      '--out',
      out,
    )
    const kept = readFileSync(join(out, 'prediction.json'), 'utf8')
    const { document } = parseHTML(readFileSync(join(out, 'index.html'), 'utf8'))
    expect([...document.querySelectorAll('.panels .legend span')].map(e => e.textContent)).toEqual([
      'predicted: × 0.995038 a step',
    ])
    expect(document.querySelectorAll('.over.step.linear [stroke-dasharray="5,4"]').length).toBe(1)
    const page = readFileSync(join(out, 'index.html'), 'utf8')
    rmSync(join(out, 'prediction.json'))
    expect((await saddle('analyze', out)).code).toBe(0)
    expect(readFileSync(join(out, 'prediction.json'), 'utf8')).toBe(kept)
    expect(readFileSync(join(out, 'index.html'), 'utf8')).toBe(page)
  })

  it('a run in a folder is analysed with its own seeds', async () => {
    const out = join(root, 'seeded')
    const game = 'finite-sum-bilinear[terms=4,dimension=2,matrices=gaussian]'
    await saddle(...['run', '--game', game, '--optimizer', 'gda', '--steps', '2', '--seed', 'data=1', '--out', out])
    const kept = readFileSync(join(out, 'prediction.json'), 'utf8')
    expect((await saddle('analyze', out)).code).toBe(0)
    expect(readFileSync(join(out, 'prediction.json'), 'utf8')).toBe(kept)
    const other = await found('--game', game, '--optimizer', 'gda')
    expect(other.analysis.verdict).not.toEqual((JSON.parse(kept) as { verdict: unknown }).verdict)
  })

  it.each([
    [['--optimizer', 'gda'], '--game is missing'],
    [['--game', 'bilinear'], '--optimizer is missing'],
    [
      ['--game', 'gan', '--optimizer', 'gda'],
      "game 'gan' draws a sample for every step: its steps are random maps, which have no eigenvalues",
    ],
    [['--game', 'quadratic-wgan', '--optimizer', 'convex-dual'], "the optimizer runs on the game's staged view, on the host"],
    [['--game', 'bilinear', '--optimizer', 'average[of=gda,kind=mixture]'], 'what a step does has no period within 4096 steps'],
    [['--game', 'bilinear', '--optimizer', 'gda', '--vary', 'stepSize=1'], '--vary must be OPTION=FROM..TO with 0 < FROM < TO'],
    [
      ['--game', 'bilinear', '--optimizer', 'gda', '--vary', 'stepSize=1..2..3'],
      '--vary must be OPTION=FROM..TO with 0 < FROM < TO',
    ],
    [
      ['--game', 'bilinear', '--optimizer', 'gda', '--vary', 'stepSize=2..1'],
      '--vary must be OPTION=FROM..TO with 0 < FROM < TO',
    ],
    [['--game', 'bilinear', '--optimizer', 'gda', '--vary', 'size=0.1..1'], 'size'],
    [['--game', 'bilinear', '--optimizer', 'gda', '--points', '1'], '--points must be an integer from 2 to 1000'],
    [[join(tmpdir(), 'no-such-run')], 'holds no run'],
  ])('%j: one sentence and code 2', async (words, sentence) => {
    const { code, out, err } = await saddle('analyze', ...words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(sentence)
    expect(err.trim().split('\n').length).toBe(1)
  })
})
