import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verify } from '../../cli/verify-certificate.js'
import type { Certificate } from '../../core/certificates/certificate.ts'
import { saddle } from './saddle.ts'

const folder = mkdtempSync(join(tmpdir(), 'certify-'))
const at = (...names: string[]): string => join(folder, ...names)
const verifier = fileURLToPath(new URL('../../cli/verify-certificate.js', import.meta.url))
const rows = 'data=[[2,1],[1,2],[0,1]],latent=[[1,0],[0,1],[1,1]]'
/** Games of every family at an answer near its optimum, with p* and the gap that the metric certifies. */
const runs: Record<string, readonly [game: string, optimizer: string, steps: string]> = {
  matrix: ['matrix[payoff=portable]', 'average[of=extragradient[stepSize=0.3],kind=mixture]', '20'],
  quadratic: [`quadratic-wgan[${rows},beta=2,normalise=sum,neurons=2]`, 'convex-dual', '1'],
  lifted: ['lifted-wgan[data=[[2,1],[1,2],[0,1]],beta=2,normalise=sum]', 'pdhg', '6'],
  linear: [`two-layer-wgan[activation=linear,${rows},beta=1,normalise=sum,regulariser=weights]`, 'convex-dual', '1'],
  polynomial: [`two-layer-wgan[activation=polynomial,${rows},beta=1]`, 'convex-dual', '1'],
  relu: [`two-layer-wgan[activation=relu,${rows},beta=0.3,neurons=3]`, 'extragradient', '20'],
}
/** Generators that are not linear in their weights: by the family of their critic. */
const nets: Record<string, readonly [family: string, game: string, optimizer: string]> = {
  'a ReLU generator against a linear critic': ['linear', 'activation=linear', 'convex-dual'],
  'a ReLU generator against a quadratic critic': ['quadratic', 'activation=quadratic', 'convex-dual'],
  'a ReLU generator against a polynomial critic': ['polynomial', 'activation=polynomial[a=1,b=-0.7]', 'convex-dual'],
  'a ReLU generator against a ReLU critic': ['relu', 'activation=relu', 'extragradient[stepSize=0.01]'],
}
const net = (options: string): string =>
  `two-layer-wgan[${options},generator=relu[neurons=8],data=[[2,1],[1,2],[0,1]],latent=[[1,0.2],[-0.4,1],[0.9,-1],[-1,0.5]],beta=0.4]`
beforeAll(async () => {
  for (const [name, [game, optimizer, steps]] of Object.entries(runs)) {
    const metric = name === 'matrix' ? 'duality-gap' : 'certified-gap'
    const words = ['--game', game, '--optimizer', optimizer, '--steps', steps, '--precision', 'float64', '--metric', metric]
    expect((await saddle('run', ...words, '--out', at(name))).code).toBe(0)
  }
  const stages = 'progressive-wgan[data=digits,sizes=[2,4],ranks=[3,10]]'
  for (const [name, game, optimizer] of [
    ['progressive', stages, 'convex-dual'],
    ...Object.entries(nets).map(([name, [, options, optimizer]]) => [name, net(options), optimizer]),
  ])
    expect(
      (
        await saddle(
          'run',
          '--game',
          game!,
          '--optimizer',
          optimizer!,
          '--steps',
          '2',
          '--precision',
          'float64',
          '--out',
          at(name!),
        )
      ).code,
    ).toBe(0)
  expect((await saddle('run', '--game', 'bilinear', '--optimizer', 'gda', '--steps', '1', '--out', at('bilinear'))).code).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string): string => at(name, 'certificate.json')
const read = (name: string): Certificate => JSON.parse(readFileSync(file(name), 'utf8')) as Certificate
const lastMetrics = (name: string): Record<string, number> =>
  (JSON.parse(readFileSync(at(name, 'metrics.jsonl'), 'utf8').trim().split('\n').at(-1)!) as { metrics: Record<string, number> }).metrics // prettier-ignore

describe('saddle certify', () => {
  it.each(Object.keys(runs))('writes a certificate of a %s run that verifies, and says what it shows', async name => {
    const { code, out, err } = await saddle('certify', at(name))
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(`value: between `)
    expect(out).toContain(file(name))
    expect(out).toContain('accepts it')
    expect(out).toContain(name === 'relu' ? 'gap: none is claimed' : 'certified gap: at most ')
    const { family, claims } = read(name)
    expect(family).toBe(name)
    const { 'certified-gap': gap, violation, value, ...others } = lastMetrics(name)
    if (name === 'matrix') {
      expect(claims.gap).toBeGreaterThanOrEqual(others['duality-gap']! - 1e-15)
      expect(claims.gap).toBeCloseTo(others['duality-gap']!, 13)
      return
    }
    expect(claims.violation).toBeGreaterThanOrEqual(violation! - 1e-12)
    expect(claims.violation).toBeCloseTo(violation!, 11)
    expect((claims.least + claims.most) / 2).toBeCloseTo(value!, 11)
    // p* by which the metric divides: fixtures Q and L.
    const optimum = { quadratic: 7.531128874149275, lifted: 7.531128874149275, linear: 2 }[name]
    if (optimum !== undefined) expect(claims.gap! - gap! * optimum).toBeLessThan(1e-10 * optimum)
  })

  it('writes the mean second moments of a mixture of many generators, with the gap that the metric certifies', async () => {
    const words = [
      '--game',
      `quadratic-wgan[${rows},beta=2,normalise=sum,neurons=2]`,
      '--metric',
      'certified-gap',
      '--steps',
      '20',
    ]
    const optimizer = 'average[of=extragradient[stepSize=0.003],kind=mixture[atoms=32]]'
    await saddle('run', ...words, '--optimizer', optimizer, '--precision', 'float64', '--out', at('many'))
    expect(await saddle('certify', at('many'))).toMatchObject({ code: 0, err: '' })
    const { family, claims } = read('many')
    expect(family).toBe('lifted')
    const { violation, value, 'certified-gap': gap } = lastMetrics('many')
    expect(claims.violation).toBeCloseTo(violation!, 10)
    expect((claims.least + claims.most) / 2).toBeCloseTo(value!, 10)
    expect(claims.gap!).toBeCloseTo(gap! * 7.531128874149275, 9)
  })

  it('certifies every stage of a progressive run: violation 0 and the gap at the closed form, of the run’s own maps one after another', async () => {
    const { code, out } = await saddle('certify', at('progressive'))
    expect(code).toBe(0)
    expect(out).toContain('2×2: certified gap: at most ')
    expect(out).toContain('4×4: certified gap: at most ')
    const { stages } = JSON.parse(readFileSync(file('progressive'), 'utf8')) as { stages: (Certificate & { stage: string })[] }
    expect(stages.map(({ stage }) => stage)).toEqual(['2×2', '4×4'])
    const solved = JSON.parse(readFileSync(new URL('../fixtures/progressive_wgan.json', import.meta.url), 'utf8')) as {
      stages: { eigenvalues: number[]; beta: number }[]
    }
    for (const [i, { claims, data }] of stages.entries()) {
      const { eigenvalues, beta } = solved.stages[i]!
      const optimum = eigenvalues.reduce((sum, λ) => sum + Math.max(0, λ - beta), 0)
      expect((data.beta as number) / beta).toBeCloseTo(1, 9)
      expect(claims.upper! / optimum).toBeCloseTo(1, 9)
      expect(claims.lower! / optimum).toBeCloseTo(1, 9)
      expect(claims.upper).toBeGreaterThan(claims.lower!)
      expect(claims.violation / beta).toBeLessThan(1e-9)
      expect(claims.gap! / optimum).toBeLessThan(1e-9)
    }
  })

  it.each(Object.entries(nets))('certifies %s by what it generates', async (name, [family]) => {
    const { code, out, err } = await saddle('certify', at(name))
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('accepts it')
    const { family: made, claims, strategies } = read(name)
    expect(made).toBe(family)
    const metrics = lastMetrics(name)
    expect((claims.least + claims.most) / 2).toBeCloseTo(metrics.value!, 6)
    expect(claims.violation).toBeCloseTo(metrics.violation!, 6)
    if (family === 'relu') return
    // The rows that W generates over the indicators of the latent rows are the network's.
    expect(strategies[0].atoms[0]!.W).toHaveLength(4)
    expect(claims.gap!).toBeLessThan(1e-9)
    expect(claims.violation).toBeLessThan(1e-9)
  })

  it.each([
    // 13 rows on one line, where 2¹³ slopes would meet.
    [
      'rows',
      `two-layer-wgan[activation=relu,data=${JSON.stringify([...Array.from({ length: 13 }, (_, i) => [(-1) ** i * (1 + (i % 3)), 0])])},latent=[[1,0],[0,1]],beta=0.3]`,
      'gda',
      '1',
      'more than 12 rows vanish together',
    ],
    ['diverged', `two-layer-wgan[${rows},normalise=sum,beta=2]`, 'average[of=extragradient]', '100', 'below 2^40'],
  ])('writes nothing where the verifier takes no such numbers: %s', async (name, game, optimizer, steps, why) => {
    await saddle('run', '--game', game, '--optimizer', optimizer, '--steps', steps, '--out', at(name))
    const { code, out, err } = await saddle('certify', at(name))
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^saddle: no certificate of .* is written, [^\n]+\n$/)
    expect(err).toContain(why)
    expect(existsSync(file(name))).toBe(false)
  })

  it('says of which bounded game a gap is', async () => {
    const { out } = await saddle('certify', at('linear'))
    // B = 2‖c*‖ and T = 2p* = 4 of fixture L.
    const { critic, generator } = read('linear').data
    expect(out).toContain(`of the game with critics of Σ|v| ≤ ${String(critic)} and generators of R ≤ ${String(generator)}\n`)
    expect([critic, generator]).toEqual([expect.closeTo(2, 12), expect.closeTo(4, 12)])
    expect(verify(readFileSync(file('linear'), 'utf8'))).toMatchObject({ critic, generator })
  })

  it('refuses a game without certificates and a folder without a run', async () => {
    expect(await saddle('certify', at('bilinear'))).toMatchObject({
      code: 2,
      err: expect.stringContaining("game 'bilinear' makes no certificates") as string,
    })
    expect((await saddle('certify', at('nothing'))).code).toBe(2)
  })
})

describe('the verifier', () => {
  it('has at most 150 lines and imports nothing but parts of Node', () => {
    const text = readFileSync(verifier, 'utf8')
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(150)
    const imports = text.split('\n').filter(line => /\bimport\b|\brequire\b/.test(line))
    expect(imports.every(line => /^import \{ \w+ \} from 'node:\w+'$/.test(line))).toBe(true)
  })

  it('is a command that ends with 0 or 1', () => {
    const spawned = (path: string) => spawnSync(process.execPath, [verifier, path], { encoding: 'utf8' })
    expect(spawned(file('linear'))).toMatchObject({ status: 0, stdout: expect.stringMatching(/^accepted: .*"gap":/) as string })
    writeFileSync(at('half.json'), readFileSync(file('linear'), 'utf8').slice(0, 900))
    expect(spawned(at('half.json'))).toMatchObject({ status: 1, stdout: expect.stringMatching(/^refused: /) as string })
    writeFileSync(at('null.json'), 'null')
    expect(spawned(at('null.json'))).toMatchObject({ status: 1, stdout: 'refused: it is of no known kind\n' })
    expect(spawnSync(process.execPath, [verifier], { encoding: 'utf8' })).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('usage: node verify-certificate.js FILE') as string,
    })
    expect(spawned(at('none.json'))).toMatchObject({ status: 1, stdout: expect.stringMatching(/^refused: /) as string })
  })

  /** x with another value at the end of a path; undefined takes it away. */
  const changed = (x: unknown, [key, ...rest]: readonly string[], value: unknown): unknown => {
    const inside = (part: unknown): unknown => (rest.length > 0 ? changed(part, rest, value) : value)
    if (Array.isArray(x)) return x.map((part: unknown, i) => (String(i) === key ? inside(part) : part))
    return { ...(x as object), [key!]: inside((x as Record<string, unknown>)[key!]) }
  }
  const changes: Record<string, readonly [name: string, path: string, value: unknown, why: RegExp]> = {
    'another format': ['matrix', 'format', 'x', /no known kind/],
    'a family that every object has': ['matrix', 'family', 'constructor', /no known kind/],
    'a weight that is null': ['matrix', 'strategies.0.weights.0', null, /number below 2\^40/],
    'an entry that is infinite': ['quadratic', 'strategies.0.atoms.0.W.0.0', 'INFINITE', /number below 2\^40/],
    'weights that do not sum to 1': ['matrix', 'strategies.0.weights.0', 0.5, /sum to 1/],
    'a negative probability': ['matrix', 'strategies.1.atoms.0.x', [-0.5, 1.5, 0, 0, 0, 0], /≥ 0/],
    'a strategy of another length': ['matrix', 'strategies.1.atoms.0.x', [0.5, 0.5], /shapes/],
    'a generator of another shape': ['quadratic', 'strategies.0.atoms.0.W', [[1, 1]], /shapes/],
    'no atoms': ['quadratic', 'strategies.0.atoms', [], /shapes/],
    'a neuron that is too long': ['polynomial', 'strategies.1.atoms.0.U.0.0', 1.5, /longer than 1/],
    'a response that is too long': ['relu', 'response', [2, 2], /longer than 1/],
    'a critic outside its set': ['quadratic', 'data.critic', 1e-3, /outside the set/],
    'a generator outside its set': ['quadratic', 'data.generator', 1e-3, /outside the set/],
    'a negative violation': ['relu', 'claims.violation', -0.01, /violation|gap/],
    'a gap of a ReLU critic': ['relu', 'claims.gap', 100, /must claim/],
    'a claim less': ['linear', 'claims.gap', undefined, /must claim/],
    'no witness': ['linear', 'witness', undefined, /undefined/],
    'a witness for more than there is': ['linear', 'witness.gain', 1e-3, /gains more/],
    'a tau that is too small': ['linear', 'witness.tau', 1e-3, /tau/],
    'a rho that is too small': ['linear', 'witness.rho.0', 1e-3, /exceeds/],
  }
  it.each(Object.entries(changes))('refuses %s', (_, [name, path, value, why]) => {
    const certificate = changed(read(name), path.split('.'), value) as Certificate
    const sha256 = createHash('sha256').update(JSON.stringify(certificate.data)).digest('hex')
    expect(() => verify(JSON.stringify({ ...certificate, sha256 }).replace('"INFINITE"', '1e999'))).toThrow(why)
  })

  it('refuses a chain with one stage that does not hold, and one without stages', () => {
    const whole = JSON.parse(readFileSync(file('progressive'), 'utf8')) as { stages: Certificate[] }
    expect(() => verify(JSON.stringify({ ...whole, stages: [] }))).toThrow(/no known kind/)
    expect(verify(JSON.stringify(whole))).toMatchObject({ family: 'progressive' })
    for (const [i, { claims, data, strategies }] of whole.stages.entries()) {
      const hashed = (changed: object): Certificate => {
        const one = { ...whole.stages[i]!, ...changed } as Certificate
        return { ...one, sha256: createHash('sha256').update(JSON.stringify(one.data)).digest('hex') }
      }
      const W = (strategies[0].atoms[0]!.W as number[][]).map((row, k) => (k === 0 ? row.map(x => 1.01 * x) : row))
      const mutations: [Certificate, RegExp][] = [
        [hashed({ claims: { ...claims, gap: claims.gap! / 2 } }), /gap/],
        [hashed({ claims: { ...claims, upper: claims.upper! * (1 - 1e-6) } }), /bound/],
        [hashed({ claims: { ...claims, lower: claims.lower! * (1 + 1e-6) } }), /bound/],
        [hashed({ claims: { ...claims, least: claims.most + 1e-9 } }), /value/],
        [hashed({ data: { ...data, beta: (data.beta as number) * (1 - 1e-6) } }), /exceeds|bound|value/],
        [hashed({ strategies: [{ ...strategies[0], atoms: [{ W }] }, strategies[1]] }), /exceeds|outside|bound|value/],
      ]
      for (const [stage, why] of mutations)
        expect(() => verify(JSON.stringify({ ...whole, stages: whole.stages.with(i, stage) }))).toThrow(why)
    }
  })

  it('refuses data that are not those of their hash', () => {
    const { data, ...others } = read('quadratic')
    expect(() => verify(JSON.stringify({ ...others, data: { ...data, beta: 2.0000001 } }))).toThrow(/sha256/)
  })

  it('refuses every truncated file', () => {
    const text = readFileSync(file('polynomial'), 'utf8').trimEnd()
    for (let n = 0; n < text.length; n += 37) expect(() => verify(text.slice(0, n))).toThrow()
  })
})
