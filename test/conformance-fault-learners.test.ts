import { beforeAll, expect, it } from 'vitest'
import { backend } from '../core/backend.ts'
import type { Learner } from '../core/contract.ts'
import { defineLearner, definePlugin } from '../core/define.ts'
import { createLab } from '../core/lab.ts'
import type { Point } from '../core/point.ts'
import { builtin } from '../plugins/builtin.ts'
import { playing, playsItsSet } from './conformance/learners.ts'
import { subject, type Subject } from './conformance/subject.ts'

interface State {
  readonly x: Point
}
const learner = (id: string, next: (x: Point, g: Point) => Point) =>
  defineLearner({
    id,
    about: 'For a test.',
    config: {},
    create: (_, { set }): Learner<State> => ({
      init: x => ({ x }),
      play: ({ x }) => x,
      observe: ({ x }, g) => ({ x: id === 'stays' ? set.prox(next(x, g), 1) : next(x, g) }),
    }),
  })
const lab = createLab([
  ...builtin,
  definePlugin({
    name: 'faults',
    version: '0.1.0',
    learners: [learner('stays', (x, g) => x.minus(g)), learner('leaves', (x, g) => x.minus(g))],
  }),
])
const of = (id: string): Subject => {
  const [selector] = playing(lab, lab.find('learner', id))
  return subject(lab, { game: 'matrix[start=[[0.5,0.3,0.2],[0.2,0.5,0.3]]]', optimizer: selector!, seed: 1 })
}

beforeAll(() => backend('cpu'))

it('a learner that leaves its set is caught, one that stays is not', async () => {
  await expect(playsItsSet(of('leaves'))).rejects.toThrow("in round 2 the learner of 'x' plays outside simplex by")
  await playsItsSet(of('stays'))
})
