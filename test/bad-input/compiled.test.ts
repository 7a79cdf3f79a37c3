import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { saddle, spawned } from '../cli/saddle.ts'
import { expectRefusal, itRefuses } from './refused.ts'

const folder = mkdtempSync(join(tmpdir(), 'compiled-'))
const plugin = join(folder, 'plugin.mjs')
const broken = join(folder, 'broken.cjs')
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(() => {
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'))
  writeFileSync(plugin, source)
  writeFileSync(broken, brokenRuntime)
})

const core = (path: string): string => JSON.stringify(fileURLToPath(new URL(`../../core/${path}`, import.meta.url)))
const source = `
import * as tf from '@tensorflow/tfjs'
import { hostPoint, vectorLayout } from ${core('point.ts')}
import { hostTensor } from ${core('host.ts')}
import { free } from ${core('set/sets.ts')}
const pure = z => z.points.map(p => ({ atoms: [p], weights: [1] }))
const optimizer = (id, step, more = {}) => ({
  kind: 'optimizer', id, about: id, needs: 'field', cost: '', config: {},
  create: () => ({
    init: view => ({ z: view.start(), kept: view.start().at(0).tensor }),
    step: (view, s) => step(s, view.F(s.z, view.sample())),
    answer: ({ z }) => pure(z),
    ...more,
  }),
})
const optimizers = [
  optimizer('grows', ({ z, kept }) => ({ z, kept: tf.concat([kept, kept.slice([0], [1])]) })),
]
const start = () => hostPoint(vectorLayout(1), [Float64Array.of(1)])
let samples = 0
const game = (id, loss, sample = () => ({})) => ({
  kind: 'game', id, about: id, config: {},
  create: () => ({
    id, players: ['x', 'y'].map(id => ({ id, set: free, start })), claims: {}, sample,
    loss: (i, z, ξ) => loss(z.at(0).tensor, z.at(1).tensor, ξ).mul(i === 0 ? 1 : -1).asScalar(),
  }),
})
const games = [
  game('no-rule', (x, y) => tf.localResponseNormalization(x.reshape([1, 1, 1])).sum().mul(y.sum())),
  game('complex', (x, y) => tf.sum(x).mul(y.sum()).add(tf.sum(tf.abs(tf.complex([1], [2]))).mul(0))),
  game('multinomial', (x, y) => tf.multinomial(tf.tensor1d([0.5, 0.5]), 1).sum().toFloat().mul(x.sum()).mul(y.sum())),
  game('other-shapes', (x, y, ξ) => x.sum().mul(y.sum()).add(ξ.noise.sum()), () => ({ noise: hostTensor(new Float64Array(++samples % 7 + 1), [(samples % 7) + 1]) })),
]
export default { name: 'uncompiled', version: '1', optimizers, games }
`
/** A runtime whose binary is not for this machine, as after a copy of node_modules from another one. */
const brokenRuntime = `
const dlopen = process.dlopen
process.dlopen = (module, file, ...more) => {
  if (file.includes('onnxruntime')) throw new Error(file + ': invalid ELF header')
  return dlopen(module, file, ...more)
}
`

const run = (game: string, optimizer: string, ...more: string[]): string[] => [
  ...['run', '--plugin', plugin, '--game', game, '--optimizer', optimizer, '--steps', '3', '--out', join(folder, 'out'), ...more],
]

describe('a step that cannot be compiled is refused in one sentence', () => {
  itRefuses(
    [
      [run('no-rule', 'gda', '--execution', 'compiled'), "'no-rule'", 'kernel LRN', 'cannot be compiled', '--execution eager'],
      [run('complex', 'gda', '--execution', 'compiled'), "'complex'", 'complex', '--execution eager'],
      [run('no-rule', 'gda', '--precision', 'float64'), 'kernel LRN', 'cannot be compiled'],
      [run('multinomial', 'gda'), "'multinomial'", 'random numbers inside an op', 'game.sample(key)'],
      [run('other-shapes', 'gda'), "'other-shapes'", 'has shape [', 'shapes are fixed'],
      [run('bilinear', 'gda', '--device', 'dml'), 'device dml cannot be used here', 'saddle doctor', 'cpu'],
      [run('bilinear', 'gda', '--device', 'cuda'), 'device cuda cannot be used here', 'saddle doctor', 'cpu'],
    ],
    folder,
  )
})

it('a state whose shape changes at every step is told in a sentence when the cache is full', async () => {
  const { code, err } = await saddle('run', '--plugin', plugin, '--game', 'bilinear', '--optimizer', 'grows', '--steps', '300')
  expect(err).toMatch(
    /^saddle: [^\n]*more than 256 programs[^\n]*the shape of its state[^\n]*keep what changes every step in tensors[^\n]*\n$/,
  )
  expect(code).not.toBe(0)
})

it('under auto a step without a rule runs eagerly, and says so once', async () => {
  const { code, err } = await saddle('run', '--plugin', plugin, '--game', 'no-rule', '--optimizer', 'gda', '--steps', '3')
  expect(code).toBe(0)
  expect(err.match(/running eagerly: [^\n]*kernel LRN[^\n]*\n/g)).toHaveLength(1)
})

describe('where the runtime cannot be loaded', () => {
  const words = ['run', '--game', 'bilinear', '--optimizer', 'gda', '--metric', 'distance', '--steps', '2']
  const without = (...more: string[]) => spawned([...words, ...more], folder, ['--require', broken])

  it('compiled steps are refused', () => {
    for (const more of [
      ['--execution', 'compiled'],
      ['--precision', 'float64'],
    ])
      expectRefusal(without(...more), [
        'ONNX Runtime, which cannot be loaded here',
        'invalid ELF header',
        'npm ci',
        '--execution eager',
      ])
  })
  it('auto goes on eagerly, and says so once', () => {
    const { code, err } = without('--backend', 'cpu')
    expect(err.match(/running eagerly: compiled steps need ONNX Runtime/g)).toHaveLength(1)
    expect(code).toBe(0)
  })
  it('eager steps do not notice', () =>
    expect(without('--execution', 'eager', '--backend', 'cpu')).toMatchObject({ code: 0, err: '' }))
  it('doctor tells', () => {
    const { code, out } = spawned(['doctor', '--backend', 'cpu'], folder, ['--require', broken])
    expect(code).toBe(0)
    expect(out).toMatch(/ONNX Runtime none[^]*invalid ELF header/)
  })
})
