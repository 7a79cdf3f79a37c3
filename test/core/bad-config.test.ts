import { describe, expect, it } from 'vitest'
import { choice, flag, int, matrix, num, numbers, stepSize, variant } from '../../core/config/options.ts'
import { defineGame, defineMetric, defineOptimizer, definePlayer, definePlugin, defineTransform } from '../../core/define.ts'
import { createLab, type Request } from '../../core/lab.ts'
import { pure } from '../../core/mixture.ts'
import { hostPoint, vectorLayout } from '../../core/point.ts'
import { Refusal } from '../../core/refusal.ts'
import { box, simplex } from '../../core/set/sets.ts'
import type { Profile } from '../../core/profile.ts'

const player = definePlayer({
  id: 'vector',
  about: 'A vector of zeros.',
  config: { size: int('n', 1, 'entries', { min: 1, max: 9 }), set: choice(['box', 'simplex'], 'box', 'set') },
  create: ({ size, set }, { id, output }) => {
    if (size !== output[0]) throw new Error(`vector: size (n) of player '${id}' must be ${output[0]!}, got ${size}`)
    return {
      id,
      set: set === 'box' ? box({ limit: 1 }) : simplex(),
      start: () => hostPoint(vectorLayout(size), [Array<number>(size).fill(1 / size)]),
    }
  },
})
const role = (id: string) => ({ id, input: null, output: [1], player: 'vector' })
const game = defineGame({
  id: 'duel',
  about: 'Two players.',
  config: { sigma: num('σ', 1, 'strength', { above: 0 }), start: matrix('z₀', [[1]], 'start') },
  roles: () => [role('x'), role('y')],
  create: (_, { x, y }) => ({
    id: 'duel',
    players: [x!, y!],
    claims: {},
    sample: () => ({}),
    loss: (_i, z) => z.at(0).tensor.dot(z.at(1).tensor).asScalar(),
  }),
})
const lonely = defineGame({
  id: 'self-made',
  about: 'Makes its own players.',
  config: {},
  create: () => ({
    id: 'self-made',
    players: ['x', 'y'].map(id => ({ id, set: box({ limit: 1 }), start: () => hostPoint(vectorLayout(1), [[0]]) })),
    claims: {},
    sample: () => ({}),
    loss: (_i, z) => z.at(0).tensor.dot(z.at(1).tensor).asScalar(),
  }),
})
const kept = {
  cost: 'nothing',
  create: () => ({
    init: (): { z: Profile | null } => ({ z: null }),
    step: (_: unknown, s: { z: Profile | null }) => s,
    answer: ({ z }: { z: Profile | null }) => pure(z!),
  }),
}
const gda = defineOptimizer({
  id: 'gda',
  about: 'Descent.',
  needs: 'field',
  config: {
    stepSize: stepSize('η', 0.1, 'step size'),
    nesterov: flag('', false, 'look ahead'),
    decay: num('β', 0.5, 'decay', { min: 0, below: 1 }),
    every: int('m', 1, 'spacing', { min: 1, max: 100 }),
    order: choice(['simultaneous', 'alternating'], 'simultaneous', 'moves'),
    weights: numbers('w', [1, 1], 'weights', { min: 0, length: 2 }),
    kind: variant({ uniform: {}, ema: { share: num('δ', 0.9, 'share', { min: 0, max: 1 }) } }, 'uniform', 'average'),
  },
  slots: { direction: 'transform' },
  ...kept,
})
const hostSolver = (needs: 'staged' | 'saddle' | 'bestResponse') =>
  defineOptimizer({ id: needs.toLowerCase(), about: 'Solves.', needs, config: {}, ...kept })
const average = defineOptimizer({
  id: 'average',
  about: 'Wraps.',
  needs: 'inner',
  config: {},
  slots: { of: 'optimizer' },
  ...kept,
})
const picky = defineOptimizer({
  id: 'picky',
  about: 'Refuses.',
  needs: 'field',
  config: {},
  refuses: (_, { id }) => `game '${id}' is no finite sum`,
  ...kept,
})
const sgd = defineTransform({
  id: 'sgd',
  about: 'As it is.',
  config: {},
  create: () => ({ init: () => null, update: (v, s) => [v, s] }),
})
const adam = defineTransform({
  id: 'adam',
  about: 'Scaled.',
  config: { beta1: num('β₁', 0.5, 'decay', { min: 0, below: 1 }) },
  create: () => ({ init: x => x, update: (v, s) => [v, s], metric: s => s }),
})
const gap = defineMetric({
  id: 'gap',
  about: 'Gap.',
  config: {},
  refuses: ({ id }) => `game '${id}' has no payoff matrix`,
  create: () => ({ measure: () => ({}) }),
})
const plugin = definePlugin({
  name: 'tiny',
  version: '0',
  games: [game, lonely],
  players: [player],
  transforms: [sgd, adam],
  metrics: [gap],
  optimizers: [gda, average, picky, hostSolver('staged'), hostSolver('saddle'), hostSolver('bestResponse')],
})
const lab = createLab([plugin])

type Case = readonly [change: Partial<Request>, ...said: string[]]
const optimizer = (text: string): Partial<Request> => ({ optimizer: text })
const inGda = (params: string): Partial<Request> => optimizer(`gda[${params}]`)
const x = (text: string): Partial<Request> => ({ players: { x: text } })

const cases: Readonly<Record<string, readonly Case[]>> = {
  'an unknown id': [
    [{ game: 'dule' }, "game 'dule'", "'duel'"],
    [{ game: 'selfmade' }, "'selfmade'", "'self-made'", 'duel'],
    [optimizer('gdaa'), "optimizer 'gdaa'", "'gda'", 'average'],
    [optimizer('averge[of=gda]'), "'averge'", "'average'", 'gda'],
    [optimizer('average[of=gad]'), "'gad'", "'gda'"],
    [inGda('direction=adm'), "transform 'adm'", "'adam'", 'sgd'],
    [inGda('direction=sgdd[a=1]'), "'sgdd'", "'sgd'", 'adam'],
    [x('vectr'), "player 'vectr'", "'vector'"],
    [{ metrics: ['gapp'] }, "metric 'gapp'", "'gap'"],
  ],
  'an unknown or out-of-range option': [
    [inGda('stepsize=0.1'), "'stepsize'", "'stepSize'"],
    [inGda('stepSize=-0.1'), 'stepSize (η)', 'a number > 0', '-0.1'],
    [inGda('stepSize=0'), 'stepSize (η)', 'a number > 0'],
    [inGda('stepSize=[0.1]'), 'stepSize (η)', 'x, y', '[0.1]'],
    [inGda('stepSize=invers-sqrt[of=1]'), "'invers-sqrt'", "'inverse-sqrt'"],
    [inGda('stepSize=cosine[of=0.1]'), 'cosine', 'steps', 'an integer ≥ 1'],
    [inGda('stepSize=by-player[x=0.1]'), "'y'", 'x, y'],
    [inGda('stepSize=by-player[x=0.1,z=0.1]'), "'z'", 'x, y'],
    [inGda('decay=1'), 'decay (β)', '≥ 0 and < 1', 'got 1'],
    [inGda('decay=NaN'), 'decay (β)', 'a number', 'NaN'],
    [inGda('every=1.5'), 'every (m)', 'an integer from 1 to 100', '1.5'],
    [inGda('every=101'), 'every (m)', 'an integer from 1 to 100', '101'],
    [inGda('nesterov=yes'), 'nesterov', 'true or false', 'yes'],
    [inGda('order=alternate'), 'order', 'simultaneous or alternating', 'alternate'],
    [inGda('weights=[1]'), 'weights (w)', '2 numbers', '[1]'],
    [inGda('weights=[1,-1]'), 'weights (w)', '≥ 0', '[1,-1]'],
    [inGda('kind=mean'), 'kind', 'uniform or ema', 'mean'],
    [inGda('kind=ema[share=2]'), 'share (δ)', 'from 0 to 1', '2'],
    [inGda('direction=adam[beta1=1]'), 'direction.beta1 (β₁)', '< 1'],
    [{ game: 'duel[sigma=0]' }, 'sigma (σ)', 'a number > 0', 'got 0'],
    [{ game: 'duel[start=[]]' }, 'start (z₀)', 'rows of numbers'],
    [{ seed: -1 }, 'seed', 'an integer from 0', '-1'],
  ],
  'a malformed selector': [
    [optimizer(''), 'optimizer selector', 'an id was expected'],
    [optimizer('gda['), "'gda['", 'the name of an option'],
    [optimizer('gda[stepSize'), "'=' after stepSize"],
    [optimizer('gda[stepSize='), 'a number, a word, a JSON array or a selector'],
    [optimizer('gda[stepSize=0.1'), "',' or ']'"],
    [optimizer('gda[stepSize=0.1]]'), "has ']' at character 18", 'the end'],
    [optimizer('gda[stepSize=0.1,,every=1]'), "has ',' at character 18", 'the name of an option'],
    [optimizer('gda[weights=[1,2]'), "',' or ']'"],
    [optimizer('gda[weights=[a]]'), '[a]', 'a JSON array'],
    [optimizer('gda[every=1,every=2]'), 'every', 'twice'],
    [{ game: '[1]' }, 'game selector', 'an id'],
  ],
  'a game that lacks what is needed': [
    [optimizer('staged'), "'staged'", "'duel'", 'staged view', 'field'],
    [optimizer('saddle'), "'saddle'", "'duel'", 'saddle view', 'field'],
    [optimizer('bestresponse'), "'bestresponse'", 'best-response view', 'field'],
    [optimizer('average[of=staged]'), "'staged'", 'staged view', 'field'],
    [optimizer('average'), 'of must be given', 'average[of=gda]'],
    [optimizer('picky'), "'picky'", 'no finite sum'],
    [optimizer('average[of=picky]'), "'picky'", 'no finite sum'],
    [{ metrics: ['gap'] }, "metric 'gap'", 'no payoff matrix'],
    [{ ...x('vector[set=simplex]'), optimizer: 'gda[direction=adam]' }, 'direction=adam', "'x'", 'sgd'],
  ],
  'a misused player': [
    [{ players: { z: 'vector' } }, "'z'", 'x, y'],
    [{ players: { xx: 'vector' } }, "'xx'", "'x'"],
    [{ game: 'self-made', ...x('vector') }, "'self-made'", 'makes its own players', "'x'"],
    [x('vector[size=2]'), 'size (n)', "'x'", 'must be 1'],
    [x('vector[size=0]'), 'size (n)', 'an integer from 1 to 9', 'got 0'],
    [x('vector[sise=1]'), "'sise'", "'size'"],
    [x('vector[set=ball]'), 'set', 'box or simplex', 'ball'],
    [x('vector[size'), 'player x selector', "'='"],
    [inGda('direction=by-player[x=adam]'), "'y'", 'x, y'],
    [inGda('direction=by-player[x=adam,q=sgd]'), "'q'", 'x, y'],
  ],
}

const refusal = (change: Partial<Request>): unknown => {
  try {
    lab.assemble({ game: 'duel', optimizer: 'gda', seed: 0, ...change })
  } catch (error) {
    return error
  }
  return null
}

describe.each(Object.entries(cases))('%s is refused in one sentence', (_, table) => {
  it.each(table.map(([change, ...said]) => ({ change, said })))('%j', ({ change, said }) => {
    const error = refusal(change)
    expect(error).toBeInstanceOf(Refusal)
    for (const part of said) expect((error as Refusal).message).toContain(part)
    expect((error as Refusal).message).not.toContain('\n')
  })
})

it('the request that every case changes is accepted', () => {
  expect(refusal({})).toBeNull()
})
