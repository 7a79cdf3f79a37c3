import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { saddle } from '../cli/saddle.ts'
import { itRefuses, type Case } from './refused.ts'

const folder = mkdtempSync(join(tmpdir(), 'traced-'))
const plugin = join(folder, 'plugin.mjs')
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(() => {
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'))
  writeFileSync(plugin, source)
})

/** Definitions as a stranger might write them, each with one mistake. */
const source = `
import * as tf from '@tensorflow/tfjs'
const pure = z => z.points.map(p => ({ atoms: [p], weights: [1] }))
const optimizer = (id, move) => ({
  kind: 'optimizer', id, about: id, needs: 'field', cost: '', config: {},
  create: () => ({
    init: view => ({ z: view.start() }),
    step: (view, { z }) => ({ z: move(z, view.F(z, view.sample()), view) }),
    answer: ({ z }) => pure(z),
    visited: ({ z }) => ({ iterate: z, weight: 1 }),
  }),
})
const shifted = (z, by) => z.map(p => p.with(p.tensor.add(by)))
let kept = null
const optimizers = [
  optimizer('sync', (z, F) => (F.at(0).tensor.dataSync()[0] > 0 ? F : z)),
  optimizer('array-sync', (z, F) => z.times(tf.norm(F.at(0).tensor).arraySync())),
  optimizer('prints', z => { z.at(0).tensor.print(); return z }),
  optimizer('compares', (z, F) => (F.at(0).tensor.sum() > 1 ? F : z)),
  optimizer('normal', z => shifted(z, tf.randomNormal([1]))),
  optimizer('uniform', z => shifted(z, tf.randomUniform([1], 0, 1))),
  optimizer('math-random', z => shifted(z, Math.random())),
  optimizer('drops-out', z => z.map(p => p.with(tf.dropout(p.tensor.add(tf.ones([64]).sum()), 0.5)))),
  optimizer('clock', z => shifted(z, performance.now())),
  optimizer('keeps', z => { kept ??= z.at(0); return z.map(p => p.plus(kept)) }),
  optimizer('number', () => 3),
  optimizer('promise', async z => z),
  optimizer('still', z => z),
  { ...optimizer('reads-answer', z => z), create: () => ({
    init: view => ({ z: view.start() }), step: (_, s) => s,
    answer: ({ z }) => (z.at(0).tensor.dataSync()[0] > 0 ? pure(z) : pure(z)),
  }) },
]
const players = [{
  kind: 'player', id: 'peeking', about: 'peeks', config: {},
  create: ({}, role) => ({
    id: role.id, input: role.input, output: role.output,
    set: { name: 'peeked', kind: 'set', convex: true, separable: true, prox: x => (ArrayBuffer.isView(x.data) || x.tensor.dataSync()[0] > 1 ? x : x) },
    start: key => START(role, key), apply: (w, x) => { x.print(); return x.slice([0, 0], [-1, 1]).mul(w.tensor.sum()) },
  }),
}]
import { hostPoint, vectorLayout } from ${JSON.stringify(fileURLToPath(new URL('../../core/point.ts', import.meta.url)))}
import { free } from ${JSON.stringify(fileURLToPath(new URL('../../core/set/sets.ts', import.meta.url)))}
const START = (role, key) => hostPoint(vectorLayout(1), [Float64Array.of(1)])
const game = (id, loss) => ({
  kind: 'game', id, about: id, config: {},
  create: () => ({
    id, players: ['x', 'y'].map(id => ({ id, set: free, start: START })), claims: {}, sample: () => ({}),
    loss: (i, z) => loss(z.at(0).tensor.mul(z.at(1).tensor).sum(), i),
  }),
})
const games = [
  game('reads-loss', f => (f.dataSync()[0] > 0 ? f : f.neg())),
  game('noisy-loss', f => f.mul(tf.randomNormal([]))),
  game('async-loss', f => f.mul(f.arraySync())),
]
export default { name: 'mistaken', version: '1', optimizers, players, games }
`

const run = (game: string, optimizer: string, ...more: string[]): string[] => [
  ...['run', '--plugin', plugin, '--game', game, '--optimizer', optimizer, '--steps', '3', '--out', join(folder, 'out')],
  ...more,
]
const reads = ['reads the value of a tensor', 'dataSync, arraySync or print', 'tf.where', '--execution eager']
const freezes = ['random numbers inside an op', 'freeze', 'game.sample(key)']
const says = (words: string[], ...parts: string[]): Case => [words, ...parts]

describe('a step that reads a value while it is traced is refused in one sentence', () => {
  itRefuses(
    [
      ...['sync', 'array-sync', 'prints', 'compares', 'reads-answer'].map(id =>
        says(run('bilinear', id), `'${id}'`, "'bilinear", ...reads),
      ),
      ...['normal', 'uniform', 'math-random', 'drops-out', 'clock'].map(id =>
        says(run('bilinear', id), `'${id}'`, "'bilinear", ...freezes),
      ),
      ...['reads-loss', 'async-loss'].map(id => says(run(id, 'gda'), `'${id}'`, "'gda", ...reads)),
      says(run('noisy-loss', 'extragradient'), "'noisy-loss'", "'extragradient", ...freezes),
      says(run('bilinear', 'gda', '--player', 'x=peeking'), "'gda", "'bilinear", ...reads),
      says(run('gan', 'gda', '--player', 'critic=peeking'), "'gda", "'gan", ...reads),
      says(run('bilinear', 'sync', '--execution', 'compiled'), "'sync'", ...reads),
      says(run('bilinear', 'average[of=sync]'), "'average[", 'of=sync]', ...reads),
      says(run('bilinear', 'keeps'), "'keeps'", 'a tensor of an earlier trace', 'nothing between calls but its state'),
      says(run('bilinear', 'number'), "'number'", 'the number 3', 'tensors and points only', 'scalar(c)'),
      says(run('bilinear', 'promise'), "'promise'", 'state.z', 'tensors and points only'),
    ],
    folder,
  )
})

it('a step without a mistake runs, and one that reads runs eagerly', async () => {
  const words = (optimizer: string, ...more: string[]): string[] => [
    'run',
    '--plugin',
    plugin,
    '--game',
    'bilinear',
    '--optimizer',
    optimizer,
    '--steps',
    '2',
    ...more,
  ]
  expect(await saddle(...words('still'))).toMatchObject({ code: 0, err: '' })
  expect(await saddle(...words('sync', '--execution', 'eager'))).toMatchObject({ code: 0, err: '' })
})
