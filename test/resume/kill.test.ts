import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { key } from '../../core/key.ts'
import { createLab } from '../../core/lab.ts'
import { builtin } from '../../plugins/builtin.ts'
import { whole } from '../whole.ts'
import { saddle } from '../cli/saddle.ts'
import { contents, killAt, start, stepOf } from './command.ts'

const gan = [
  '--game',
  'gan[batch=4,latent=2,penalty=r1]',
  '--player',
  'generator=mlp[hidden=[4]]',
  '--player',
  'critic=mlp[hidden=[4]]',
]
const adam = 'direction=adam[beta1=0.5]'
const progressive = ['--game', 'progressive-wgan[sizes=[2,4],ranks=[1,2],latent=8,neurons=[4,4],batch=2]']
const relu =
  'two-layer-wgan[activation=relu,data=[[0,0.3],[-0.3,-0.9],[-0.5,-1],[0.1,1.4],[-0.5,-0.6]],latent=[[1,0],[0,1],[1,1],[-1,0.5],[0.3,-1]],' +
  'beta=2,normalise=sum,regulariser=weights]'

/** A run of every optimizer: states with moments, queues and tables, and fresh draws at every step. */
const runs: Record<string, readonly string[]> = {
  'alex-gda': [...gan, '--optimizer', `alex-gda[stepSize=0.01,${adam}]`],
  'alternating-extragradient': [...gan, '--optimizer', `alternating-extragradient[stepSize=0.01,${adam}]`],
  'alternating-socp': ['--game', relu, '--optimizer', 'alternating-socp'],
  'average': [...gan, '--optimizer', `average[of=extragradient[stepSize=0.01,${adam}],kind=mixture[atoms=4],point=extrapolated]`],
  'chekhov': [...gan, '--optimizer', `chekhov[stepSize=0.01,queue=3,spacing=5,${adam}]`, '--snapshots', '7'],
  'chekhov-ftl': ['--game', 'semi-shallow-gan[grid=41]', '--optimizer', 'chekhov-ftl'],
  'convex-dual': ['--game', 'quadratic-wgan', '--optimizer', 'convex-dual'],
  'double-step': [...gan, '--optimizer', 'double-step[exploration=0.01]', '--snapshots', '7'],
  'eag': ['--game', 'bilinear[dimension=20]', '--optimizer', 'eag[schedule=varying]'],
  'extragradient': [
    ...gan,
    '--optimizer',
    `extragradient[stepSize=cosine[of=0.01,steps=1000],${adam}]`,
    ...['--metric', 'losses', '--metric', 'samples[side=16]'],
  ],
  'extragradient-plus': [...gan, '--optimizer', 'extragradient-plus[stepSize=0.01]'],
  'fbf': [...gan, '--optimizer', `fbf[stepSize=0.01,past=true,${adam}]`],
  'gda': [...gan, '--optimizer', 'gda[stepSize=0.01,moves=["critic","critic","generator"],direction=rmsprop]'],
  'gradient-regularized': [...gan, '--optimizer', 'gradient-regularized[stepSize=0.01,sample=independent,direction=momentum]'],
  'halpern': ['--game', 'bilinear[dimension=20]', '--optimizer', 'halpern[of=proximal-point[relaxation=2]]'],
  'lookahead': [...gan, '--optimizer', `lookahead[of=lookahead[of=gda[stepSize=0.01,${adam}],every=3],every=12]`],
  'lp': ['--game', 'matrix[payoff=portable]', '--optimizer', 'lp'],
  'mirror-prox': ['--game', 'matrix[payoff=portable]', '--optimizer', 'mirror-prox'],
  'optimistic': [...gan, '--optimizer', `optimistic[stepSize=0.01,first=zero,${adam}]`],
  'past-extragradient': [...gan, '--optimizer', `past-extragradient[stepSize=0.01,first=none,${adam}]`],
  'pdhg': ['--game', 'matrix[payoff=portable]', '--optimizer', 'pdhg'],
  'progressive': [...progressive, '--optimizer', `progressive[of=gda[stepSize=0.01,${adam}],steps=150]`],
  'proximal-point': ['--game', 'quadratic', '--optimizer', 'proximal-point'],
  'self-play': ['--game', 'matrix[payoff=portable]', '--optimizer', 'self-play[alternating=true,averaging=linear]'],
  'side-by-side': [...gan, '--optimizer', `side-by-side[of=gda[stepSize=0.01,${adam}]]`, '--metric', 'averages'],
  'svre': ['--game', 'finite-sum-bilinear[terms=20,dimension=20]', '--optimizer', `svre[stepSize=0.03,restart=0.1,${adam}]`],
}
/** Solvers that end by themselves, after a step or few. */
const soon: ReadonlySet<string> = new Set(['alternating-socp', 'convex-dual', 'lp'])
/** Steps of a run, and between two of its measured steps. */
const lengths = { compiled: [400, 10], eager: [40, 1] } as const
const executions = { compiled: ['--execution', 'compiled'], eager: ['--execution', 'eager', '--backend', 'cpu'] }
type Execution = keyof typeof executions

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'saddle-kill-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

it('has a run for every optimizer of the registry', () => {
  expect(Object.keys(runs)).toEqual(
    createLab(builtin)
      .list('optimizer')
      .map(o => o.id),
  )
})

/**
 * Every fourth optimizer, half of them compiled; `npm run test:full` kills each in both ways. In the process itself all are resumed both ways
 * (conformance).
 */
const killed = (execution: Execution): string[] =>
  Object.keys(runs).filter((_, i) => whole || i % 8 === (execution === 'compiled' ? 7 : 4))

describe.each(Object.keys(executions) as Execution[])('killed with SIGKILL and resumed, %s', execution => {
  it.each(killed(execution))('%s ends byte-equal to an undisturbed run, but for seconds', async id => {
    const [n, every] = lengths[execution]
    const words = [
      'run',
      ...runs[id]!,
      ...executions[execution],
      '--seed',
      '7',
      '--steps',
      String(n),
      '--every',
      String(every),
      '--format',
      'jsonl',
    ]
    const whole = join(root, `${execution}-${id}`)
    // A solver of one step may have ended before it can be killed.
    const last = soon.has(id) ? 1 : n
    // In this process, which has loaded the library: the one that is killed is another one.
    expect(await saddle(...words, '--out', whole)).toMatchObject({ code: 0 })
    // The moment: after the checkpoint of a random step of the first half, and a few milliseconds more.
    const [at, wait] = Array.from(key(11).fold(id).fold(execution).uniform(2)) as [number, number]
    let broken = ''
    for (let attempt = 0; attempt < 10; attempt++) {
      broken = join(root, `${execution}-${id}-killed-${attempt}`)
      const atWork = await killAt(
        start([...words, '--out', broken]),
        broken,
        Math.floor((at * last) / 2),
        // A machine that is busy may come to it too late: the next time at once.
        soon.has(id) || attempt > 2 ? 0 : 5 * wait,
      )
      if (atWork && stepOf(broken) < last) break
    }
    if (last > 1) expect(stepOf(broken)).toBeLessThan(n)
    if (process.env.SHOW_FIGURES)
      process.stdout.write(`${execution} ${id}: killed after the checkpoint of step ${stepOf(broken)} of ${last}\n`)

    expect(await saddle('run', '--resume', broken, '--format', 'jsonl')).toMatchObject({ code: 0 })
    const [expected, found] = [contents(whole), contents(broken)]
    expect(Object.keys(found)).toEqual(Object.keys(expected))
    expect(Object.keys(expected)).toEqual(
      expect.arrayContaining(['run.json', 'metrics.jsonl', 'checkpoint.bin', 'progress.json', 'answer.json', 'index.html']),
    )
    for (const [name, content] of Object.entries(expected)) expect(found[name] === content, `${name} differs`).toBe(true)
    if (last > 1) expect(readFileSync(join(whole, 'metrics.jsonl'), 'utf8').split('\n').length).toBe(n / every + 2)
  })
})
