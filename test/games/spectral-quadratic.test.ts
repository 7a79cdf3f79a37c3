import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { readSpectra } from '../../games/data/spectra.ts'
import { apart, differenceError, equilibriumOf, evaluator, gameOf, profiles, slopes, startsOf, stationaryOf } from './field.ts'

const folder = mkdtempSync(join(tmpdir(), 'spectra '))
afterAll(() => rmSync(folder, { recursive: true }))
const written = (name: string, content: unknown): string => {
  const file = join(folder, name)
  writeFileSync(file, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content))
  return file
}
const selector = (file: string, more = ''): string => `spectral-quadratic[file=${JSON.stringify(file)}${more}]`

const one = {
  a: [0.5, -0.25],
  b: [2, 1],
  c: [1, 0.5],
  starts: [
    { x: [1, 2], y: [3, 4] },
    { x: [0, 1], y: [1, 0] },
  ],
}
const file = written('one game.json', { games: [one], other: 'is not looked at' })

describe('spectral-quadratic', () => {
  it('is the game of its numbers, from the start that is asked for', async () => {
    const game = gameOf(selector(file, ',start=1'))
    expect(startsOf(game)).toEqual([
      [0, 1],
      [1, 0],
    ])
    const { F, losses } = evaluator(game)
    // f = ½(0.5·1 − 0.25·4) + (2·1·3 + 1·2·4) − ½(1·9 + 0.5·16) = 5.25.
    expect(
      await F([
        [1, 2],
        [3, 4],
      ]),
    ).toEqual([
      [6.5, 3.5],
      [1, 0],
    ])
    expect(
      await losses([
        [1, 2],
        [3, 4],
      ]),
    ).toEqual([5.25, -5.25])
    expect(
      await differenceError(game, [
        [1, 2],
        [3, 4],
      ]),
    ).toBeLessThan(1e-8)
  })

  it('claims what the blocks have: the norm, and weak Minty with the largest −2·min(a, c)/(ac + b²)', () => {
    const { claims } = gameOf(selector(file))
    expect(claims.weakMinty).toBeCloseTo(0.5 / 0.875, 14)
    expect(claims.monotone).toBeUndefined()
    expect(claims.equilibrium).toBeUndefined()
    expect(stationaryOf(gameOf(selector(file)))).toEqual([
      [0, 0],
      [0, 0],
    ])
    // ‖[[0.5, 2], [−2, 1]]‖² is the larger root of λ² − 9.25λ + 4.5².
    expect(claims.lipschitz).toBeCloseTo(Math.sqrt((9.25 + Math.sqrt(9.25 ** 2 - 4 * 4.5 ** 2)) / 2), 14)
    expect(
      gameOf(selector(written('gz.json.gz', gzipSync(JSON.stringify({ games: [{ ...one, a: [0, 1] }] }))))).claims.monotone,
    ).toBe('merely')
  })

  it('agrees with `quadratic` on the same spectra', async () => {
    const same = `quadratic[spectrumX=${JSON.stringify(one.a)},singular=${JSON.stringify(one.b)},spectrumY=${JSON.stringify(one.c)},bases=identity]`
    const [p, q] = [gameOf(selector(file)), gameOf(same)]
    for (const z of profiles(p, 5)) expect(apart(await evaluator(p).F(z), await evaluator(q).F(z))).toBeLessThan(1e-14)
    expect(q.claims.weakMinty).toBeCloseTo(p.claims.weakMinty!, 13)
    expect(q.claims.lipschitz).toBeCloseTo(p.claims.lipschitz!, 13)
  })

  it('comes with the games of Alex-GDA: 50 rows with the extremes of their settings', async () => {
    const settings = [
      [0.1, 0.1, 1],
      [0.1, 0.05, 2],
      [0.01, 0.01, 1],
      [0.01, 0.05, 2],
      [0.01, 0.001, 0.5],
    ]
    for (const [s, [μ, low, high]] of settings.entries())
      for (let f = 0; f < 10; f++) {
        const { a, b, c, starts } = readSpectra(null, 10 * s + f)
        for (const λ of [a, c]) {
          expect(λ.slice(0, 2)).toEqual([μ, 1])
          expect([Math.min(...λ), Math.max(...λ), λ.length]).toEqual([μ, 1, 100])
        }
        expect(b.slice(0, 2)).toEqual([high, high])
        expect(Math.min(...b)).toBeGreaterThan(low!)
        expect(starts.map(({ x, y }) => [x.length, y.length])).toEqual([
          [100, 100],
          [100, 100],
          [100, 100],
        ])
      }
    const game = gameOf('spectral-quadratic[row=10]')
    expect(game.claims.monotone).toBe('strongly')
    expect(
      equilibriumOf(game)!
        .flat()
        .every(v => v === 0),
    ).toBe(true)
    const { modulus, lipschitz } = await slopes(game, 20)
    expect(modulus).toBeGreaterThan(0.1)
    expect(lipschitz).toBeLessThan(game.claims.lipschitz!)
  })

  mkdirSync(join(folder, 'folder.json'))
  it.each([
    [selector(join(folder, 'no.json')), /no\.json does not exist: name a JSON file of the form/],
    [selector(join(folder, 'folder.json')), /folder\.json is a folder: name a JSON file/],
    [selector(written('text.json', 'a,b,c')), /text\.json is not JSON/],
    [selector(written('cut.json', '{"games": [')), /cut\.json is not JSON/],
    [selector(written('empty.json', '')), /empty\.json is not JSON/],
    [selector(written('null.json', 'null')), /null\.json has no list "games"/],
    [selector(written('none.json', { games: [] })), /no list "games" of at least one/],
    [selector(written('number.json', { games: [3] })), /games\[0\]: a must be a list of at least one number, got none/],
    [selector(written('short.json', { games: [{ ...one, b: [1] }] })), /games\[0\]: b must be a list of 2 numbers.*got 1/],
    [selector(written('word.json', { games: [{ ...one, c: [1, 'x'] }] })), /c must be.*got "x" in place 1/],
    [selector(written('huge.json', '{"games":[{"a":[1e999],"b":[1],"c":[1],"starts":[]}]}')), /a must be.*got null in place 0/],
    [selector(written('starts.json', { games: [{ ...one, starts: [] }] })), /starts must be a list of at least one/],
    [
      selector(written('x.json', { games: [{ ...one, starts: [{ x: [1], y: [1, 2] }] }] })),
      /starts\[0\]: x must be a list of 2 numbers/,
    ],
    [selector(file, ',row=1'), /has 1 games: row must be from 0 to 0, got 1/],
    [selector(file, ',start=2'), /2 starts: start must be from 0 to 1, got 2/],
    ['spectral-quadratic[row=50]', /row must be from 0 to 49, got 50/],
    ['spectral-quadratic[row=-1]', /row/],
  ])('rejects %s', (text, sentence) => {
    expect(() => gameOf(text)).toThrow(sentence)
  })
})
