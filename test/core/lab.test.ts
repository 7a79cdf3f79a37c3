import { expect, it } from 'vitest'
import { num } from '../../core/config/options.ts'
import { defineGame, defineOptimizer, definePlayer, definePlugin, defineTransform } from '../../core/define.ts'
import { directionOf } from '../../core/direction.ts'
import { key } from '../../core/key.ts'
import { createLab } from '../../core/lab.ts'
import { pure } from '../../core/mixture.ts'
import { hostPoint, vectorLayout } from '../../core/point.ts'
import { Profile } from '../../core/profile.ts'
import { free } from '../../core/set/sets.ts'

const at = (...x: number[]) => hostPoint(vectorLayout(x.length), [x])
const player = definePlayer({
  id: 'spot',
  about: 'Starts at a number.',
  config: { start: num('z₀', 0, 'start') },
  create: ({ start }, { id }) => ({ id, set: free, start: () => at(start) }),
})
const role = (id: string) => ({ id, input: null, output: [1], player: 'spot[start=3]' })
const game = defineGame({
  id: 'duel',
  about: 'Two players.',
  config: {},
  roles: () => [role('x'), role('y')],
  create: (_, { x, y }) => ({
    id: 'duel',
    players: [x!, y!],
    claims: {},
    sample: () => ({}),
    loss: (_i, z) => z.at(0).tensor.dot(z.at(1).tensor).asScalar(),
  }),
})
const still = defineOptimizer({
  id: 'still',
  about: 'Stays.',
  needs: 'field',
  order: 2,
  cost: 'nothing',
  config: { weight: num('c', 0.5, 'weight') },
  slots: { direction: 'transform' },
  create: () => ({ init: view => ({ z: view.start() }), step: (_, s: { z: Profile }) => s, answer: ({ z }) => pure(z) }),
})
const wrapped = defineOptimizer({
  id: 'wrapped',
  about: 'Another one.',
  needs: 'inner',
  cost: 'nothing',
  config: {},
  slots: { of: 'optimizer' },
  create: (_, { of }) => of,
})
const scale = defineTransform({
  id: 'scale',
  about: 'c·v.',
  config: { by: num('c', 2, 'factor') },
  create: ({ by }) => ({ init: () => 0, update: (v, s: number) => [v.times(by), s + 1] }),
})
const sgd = defineTransform({
  id: 'sgd',
  about: 'v.',
  config: {},
  create: () => ({ init: () => 0, update: (v, s: number) => [v, s + 1] }),
})
const plugin = definePlugin({
  name: 'tiny',
  version: '0',
  games: [game],
  players: [player],
  optimizers: [still, wrapped],
  transforms: [scale, sgd],
})
const lab = createLab([plugin])
const starts = (run: ReturnType<typeof lab.assemble>) => run.game.players.map(p => p.start(run.key).host[0])

it('seats the default players, or those that are given', () => {
  expect(starts(lab.assemble({ game: 'duel', optimizer: 'still', seed: 1 }))).toEqual([3, 3])
  expect(starts(lab.assemble({ game: 'duel', optimizer: 'still', players: { y: 'spot[start=-1]' }, seed: 1 }))).toEqual([3, -1])
})

it('writes the run out with its defaults, and that makes the same run again', () => {
  const request = { game: 'duel', optimizer: 'wrapped[of=still[direction=scale]]', seed: 1 }
  const { resolved, needs, order } = lab.assemble(request)
  expect([needs, order]).toEqual(['field', 2])
  expect(resolved.optimizer).toBe('wrapped[of=still[weight=0.5,direction=scale[by=2]]]')
  expect(resolved.players).toEqual({ x: 'spot[start=3]', y: 'spot[start=3]' })
  expect(lab.assemble({ ...request, ...resolved }).resolved).toEqual(resolved)
})

it('takes a ready player and key for one run alone', () => {
  const override = { players: { x: { id: 'x', set: free, start: () => at(7) } }, key: key(9) }
  const changed = lab.assemble({ game: 'duel', optimizer: 'still', seed: 1, override })
  expect(starts(changed)).toEqual([7, 3])
  expect(changed.key.words).toEqual(key(9).words)
  const next = lab.assemble({ game: 'duel', optimizer: 'still', seed: 1 })
  expect(starts(next)).toEqual([3, 3])
  expect(next.key.words).toEqual(key(1).words)
})

it('refuses two plugins with one id, naming both', () => {
  const other = definePlugin({ name: 'other', version: '0', optimizers: [still] })
  expect(() => createLab([plugin, other])).toThrow(/two plugins register the optimizer 'still'.*'tiny'.*'other'/)
})

it('keeps the states of the players who do not move', () => {
  const direction = directionOf([
    { init: () => 0, update: (v, s) => [v.times(-1), (s as number) + 1] },
    { init: () => 5, update: (v, s) => [v, (s as number) + 1] },
  ])
  const s = direction.init(new Profile([at(1), at(2)]))
  expect(s).toEqual([0, 5])
  const [u, s1] = direction.updateOne(0, at(4), s)
  expect([Array.from(u.host), s1]).toEqual([[-4], [1, 5]])
  const [w, s2] = direction.update(new Profile([at(1), at(2)]), s1)
  expect([w.points.map(p => p.host[0]), s2]).toEqual([
    [-1, 2],
    [2, 6],
  ])
})
