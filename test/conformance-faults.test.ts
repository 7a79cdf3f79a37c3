import { beforeAll, describe, expect, it } from 'vitest'
import * as tf from '@tensorflow/tfjs'
import { backend } from '../core/backend.ts'
import { num, stepSize } from '../core/config/options.ts'
import type { FieldView } from '../core/contract.ts'
import type { OptimizerClaims } from '../core/claims.ts'
import { defineOptimizer, definePlugin } from '../core/define.ts'
import { createLab, type Request } from '../core/lab.ts'
import { pure } from '../core/mixture.ts'
import type { Profile } from '../core/profile.ts'
import { Refusal } from '../core/refusal.ts'
import { scalar } from '../core/scalar.ts'
import { builtin } from '../plugins/builtin.ts'
import { claimHolds } from './conformance/claims.ts'
import { defaultsAreValid, runsSomewhere, unknownOptionIsRefused } from './conformance/contract.ts'
import { exampleRuns } from './conformance/examples.ts'
import { compiledIsEager, oneContinuesTheOther } from './conformance/execution.ts'
import { reductionHolds } from './conformance/reductions.ts'
import { small } from './conformance/setting.ts'
import { subject, type Subject } from './conformance/subject.ts'
import { equilibriumIsFixed, permutationPermutes } from './conformance/symmetry.ts'
import * as law from './conformance/trajectory.ts'

interface State {
  readonly z: Profile
}
type Step = (view: FieldView, state: State, η: Parameters<Profile['times']>[0]) => State
const start = ({ start: first }: FieldView): State => ({ z: first() })
const down: Step = ({ F, prox, sample }, { z }, η) => ({ z: prox(z.minus(F(z, sample()).times(η)), η) })
const up: Step = ({ F, sample }, { z }, η) => ({ z: z.plus(F(z, sample()).times(η)) })

/** Descent but for what is given. */
const wrong = (id: string, step: () => Step = () => down, claims: OptimizerClaims = {}, answer = ({ z }: State) => pure(z)) =>
  defineOptimizer({
    id,
    about: 'A wrong optimizer.',
    needs: 'field',
    cost: 'n gradients',
    config: { stepSize: stepSize('η', 0.1, 'step size'), bias: num('c', 0, 'not used') },
    claims,
    create: ({ stepSize: η }) => {
      const make = step()
      return { init: start, step: (view: FieldView, state: State) => make(view, state, η), answer }
    },
  })

const optimizers = [
  wrong('right'),
  wrong('mutates', () => (view, state, η) => {
    const next = down(view, state, η)
    ;(state as { z: Profile }).z = next.z
    return next
  }),
  wrong('hidden-draws', () => (view, state, η) => ({ z: down(view, state, η).z.times(scalar(1 + Math.random() / 100)) })),
  wrong('counts-in-a-closure', () => {
    let k = 0
    return (view, state, η) => (k++ < 3 ? down(view, state, η) : state)
  }),
  wrong('ascends', () => up, { stronglyMonotone: { is: 'last-iterate' }, bilinear: { is: 'last-iterate' } }),
  wrong('boasts', () => down, { bilinear: { is: 'diverges' }, stronglyMonotone: { is: 'diverges' } }),
  wrong('leaves-the-set', () => ({ F, sample }, { z }, η) => ({ z: z.minus(F(z, sample()).times(η)) })),
  wrong('keeps-a-tensor', () => (view, state, η) => {
    tf.keep(tf.scalar(1))
    return down(view, state, η)
  }),
  wrong('drifts', () => (view, state, η) => ({ z: down(view, state, η).z.map(x => x.shift(1e-9)) })),
  wrong(
    'favours-the-first',
    () =>
      (view, { z }, η) =>
        down(view, { z: z.with(0, down(view, { z }, η).z.at(0)) }, η),
  ),
  wrong(
    'grows-its-weights',
    () => down,
    {},
    ({ z }) => z.points.map(x => ({ atoms: [x, x], weights: [0.6, 0.6] })),
  ),
  wrong('looks-at-the-backend', () => (view, state, η) => {
    const z = down(view, state, η).z
    return tf.getBackend() === 'cpu' ? { z: z.times(scalar(1.001)) } : { z }
  }),
]
const lab = createLab([...builtin, definePlugin({ name: 'faults', version: '0.1.0', optimizers })])
const bilinear = small[0]!
const boxed = small[1]!
const on = (optimizer: string, setting = bilinear): Request => ({
  game: setting.game,
  optimizer,
  seed: 1,
  ...(setting.players ? { players: setting.players } : {}),
})
const of = (optimizer: string, setting = bilinear): Subject => subject(lab, on(optimizer, setting))

beforeAll(() => backend('cpu'))

describe('a wrong optimizer is caught', () => {
  const caught: readonly [string, string, () => Promise<void>][] = [
    ['that changes its state', 'changed the state', () => law.stateIsNotMutated(of('mutates'))],
    ['that draws by Math.random', 'run', () => law.sameKeySameSteps(of('hidden-draws'))],
    ['that counts outside its state', 'outside the state', () => law.sameKeySameSteps(of('counts-in-a-closure'))],
    [
      'that cannot be resumed',
      'differs from an undisturbed run',
      () => law.resumeIsUninterrupted(of('counts-in-a-closure'), 'eager'),
    ],
    [
      'that leaves its set',
      'outside box',
      () =>
        law.iteratesAreFeasible(
          of('leaves-the-set', { ...boxed, players: { ...boxed.players, x: 'vector[start=[1.05,-1.05],set=box[limit=1.05]]' } }),
        ),
    ],
    ['that keeps a tensor', 'tensors', () => law.noTensorIsLeftOver(of('keeps-a-tensor'))],
    ['whose mixture does not sum to 1', 'not probabilities', () => law.shapesAreKept(of('grows-its-weights'))],
    ['that is another one when compiled', 'from float64', () => compiledIsEager(of('looks-at-the-backend'), 0)],
    [
      'that goes on otherwise where the other way has stopped',
      'from float64',
      () => oneContinuesTheOther(of('looks-at-the-backend'), 'float32', 'eager'),
    ],
    ['that drifts from an equilibrium', 'left the claimed equilibrium', () => equilibriumIsFixed(lab, on('drifts'))],
    ['that favours a player', 'reverse order', () => permutationPermutes(lab, on('favours-the-first'))],
    [
      'that ascends and claims the last iterate',
      'claimed to converge',
      () => claimHolds(lab, 'ascends', 'stronglyMonotone', { is: 'last-iterate' }),
    ],
    [
      'that diverges and claims the last iterate',
      'claimed to converge',
      () => claimHolds(lab, 'right', 'bilinear', { is: 'last-iterate' }),
    ],
    ['that diverges and claims to stay bounded', 'bounded', () => claimHolds(lab, 'right', 'bilinear', { is: 'bounded' })],
    ['that converges and claims to circle', 'circle', () => claimHolds(lab, 'right', 'stronglyMonotone', { is: 'cycles' })],
    ['that diverges and claims to circle', 'circle', () => claimHolds(lab, 'right', 'bilinear', { is: 'cycles' })],
    ['that converges and claims not to', 'no nearer', () => claimHolds(lab, 'right', 'stronglyMonotone', { is: 'stalls' })],
    [
      'that converges and claims to diverge',
      'claimed to diverge',
      () => claimHolds(lab, 'right', 'stronglyMonotone', { is: 'diverges' }),
    ],
    [
      'that is not what it reduces to',
      'same bits',
      () => reductionHolds(lab, lab.find('optimizer', 'ascends'), { when: {}, optimizer: 'gda', bits: 'exact' }, bilinear),
    ],
    [
      'that reduces only roughly',
      'allowed 1e-12',
      () => reductionHolds(lab, lab.find('optimizer', 'drifts'), { when: {}, optimizer: 'gda', bits: 'rounding' }, bilinear),
    ],
  ]
  it.each(caught)('%s', async (_, sentence, test) => {
    await expect(test()).rejects.toThrow(sentence)
  })
  it('and the right one is not', async () => {
    const s = of('right', boxed)
    await law.sameKeySameSteps(s)
    await law.stateIsNotMutated(s)
    await law.resumeIsUninterrupted(s, 'eager')
    await law.iteratesAreFeasible(s)
    await law.noTensorIsLeftOver(s)
    await law.shapesAreKept(s)
    await law.metersAreConstant(s)
    await compiledIsEager(s, 0)
    await oneContinuesTheOther(s, 'eager', 'float32')
    await equilibriumIsFixed(lab, on('right'))
    await permutationPermutes(lab, on('right'))
    await claimHolds(lab, 'right', 'bilinear', { is: 'diverges' })
    await claimHolds(lab, 'right', 'stronglyMonotone', { is: 'last-iterate' })
    await reductionHolds(lab, lab.find('optimizer', 'right'), { when: {}, optimizer: 'gda', bits: 'exact' }, boxed)
  })
  it('that meters what it does not do', async () => {
    const moody: Subject = of('right')
    let k = 0
    const step = (view: FieldView, state: State): State =>
      k++ % 2 === 0 ? down(view, state, 0.1) : down(view, down(view, state, 0.1), 0.1)
    const optimizer = { ...moody.run.optimizer, step } as Subject['run']['optimizer']
    await expect(law.metersAreConstant({ ...moody, run: { ...moody.run, optimizer } })).rejects.toThrow('was metered as')
  })
})

describe('a wrong definition is caught', () => {
  const gda = lab.find('optimizer', 'gda')
  it('that fails in other ways than a sentence', () => {
    const crash = defineOptimizer({
      ...(gda as never as Parameters<typeof defineOptimizer>[0]),
      id: 'crash',
      create: () => {
        throw new TypeError('undefined is not a function')
      },
    })
    const curt = defineOptimizer({
      ...(gda as never as Parameters<typeof defineOptimizer>[0]),
      id: 'curt',
      create: () => {
        throw new Refusal('no')
      },
    })
    const broken = createLab([...builtin, definePlugin({ name: 'broken', version: '0.1.0', optimizers: [crash, curt] })])
    expect(() => runsSomewhere(broken, small, { id: 'crash', params: {} })).toThrow('undefined is not a function')
    expect(() => runsSomewhere(broken, small, { id: 'curt', params: {} })).toThrow('one sentence')
    runsSomewhere(broken, small, { id: 'gda', params: {} })
  })
  it('whose default is not valid', () => {
    expect(() => defaultsAreValid({ ...gda, config: { stepSize: stepSize('η', -1, 'step size') } })).toThrow('stepSize')
    defaultsAreValid(gda)
    unknownOptionIsRefused(gda)
  })
  it('whose example does not run', async () => {
    const example = 'saddle run --game bilinear --optimizer gda[stepsize=0.1]'
    await expect(exampleRuns(lab, { ...gda, example })).rejects.toThrow('stepsize')
    await expect(exampleRuns(lab, { ...gda, example: 'saddle run --game bilinear' })).rejects.toThrow('no --optimizer')
    await exampleRuns(lab, gda)
  })
})
