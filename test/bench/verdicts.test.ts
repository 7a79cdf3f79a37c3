import { describe, expect, it } from 'vitest'
import { start } from '../../bench/child.ts'
import { contest, type Result } from '../../bench/contest.ts'
import { contestantsOf, type Contestant } from '../../bench/contestants.ts'
import { selection } from '../../bench/selection.ts'
import { measuredOf, table } from '../../bench/table.ts'
import { overheadsOf, ratiosOf, verdictTable } from '../../bench/verdicts.ts'
import { workOf, works } from '../../bench/works/works.ts'

const work = workOf('64x32')
const contestants = contestantsOf(work, 'python3')
/** A result with these times, in ms a step. */
const result = (id: string, rounds: readonly (number | undefined)[], flops?: number): Result => ({
  contestant: contestants.find(c => c.id.startsWith(id))!,
  began: [{ ms: 100, compileMs: 50, ...(flops === undefined ? {} : { flops }) }],
  rounds,
})
const results = [
  result('saddlepoint compiled, 1 thread, a step', [2, 2, 3], 4e6),
  result('saddlepoint compiled, 2 threads, a step', [5, 5, 5], 4e6),
  result('the bare runtime on the same graph and fixed feeds, 1 thread, a step', [1, 2, 2]),
  result('JAX jit, 1 thread', [4, 8, undefined]),
  result('JAX jit, 2 threads', [9, 9, 9]),
  result('PyTorch eager, fused Adam, 1 thread', [3, 3, 3]),
  result('PyTorch torch.compile', [0.1, 0.1, 0.1]),
]

describe('verdicts', () => {
  it('compare like with like, the faster of each side, round by round', () => {
    const [jax, torch, ...more] = ratiosOf(work, results)
    expect(more).toEqual([])
    expect(jax).toMatchObject({ figure: { median: 0.375, min: 0.25, max: 0.5 }, target: 0.8, met: true })
    expect(jax!.compared).toEqual(['saddlepoint compiled, 1 thread, a step a call', 'JAX jit, 1 thread, a step a call'])
    expect(torch).toMatchObject({ figure: { median: 2 / 3 }, target: 0.5, met: false })
    expect(verdictTable([jax!, torch!])).toContain('| not met |')
  })
  it('take the cost of the framework from the bare run', () => {
    expect(overheadsOf(work, results)).toMatchObject([{ figure: { median: 1.5 }, target: 1.1, met: false }])
  })
  it('are absent where a side is', () => {
    expect(ratiosOf(work, results.slice(0, 2))).toEqual([])
  })
})

describe('tables', () => {
  it('show ms, ratios, GFLOP/s and who took no part', () => {
    const measured = measuredOf(work, results, [{ contestant: contestants.at(-1)!, reason: 'no compiler' }])
    expect(measured.rows[0]).toMatchObject({ step: { median: 2 }, gflops: 2, ratio: { median: 1 } })
    expect(measured.rows[3]!.ratio).toEqual({ median: 3, min: 2, max: 4 })
    expect(table(measured)).toContain('took no part: no compiler')
  })
})

describe('selection', () => {
  it('takes a work, or a part of a name with whom it is compared', () => {
    expect(selection(undefined, null).map(s => s.work)).toEqual(works)
    expect(selection('dcgan', null).map(s => s.work.id)).toEqual(['dcgan'])
    const ids = selection('torch.compile', 'python3')[0]!.contestants.map(c => c.id)
    expect(ids.filter(id => !id.startsWith('saddlepoint compiled'))).toEqual(['PyTorch torch.compile, 2 threads'])
    expect(() => selection('torch', null)).toThrow('--only must be a work')
  })
})

const child = (source: string, block = 1): Contestant => ({
  ...contestants[0]!,
  id: source,
  command: [process.execPath, '-e', source],
  block,
})
const answering = `console.log('{"ms":1}'); require('readline').createInterface({ input: process.stdin }).on('line', l => console.log(JSON.stringify({ ms: JSON.parse(l).steps })))`

describe('contest', () => {
  it('takes turns with children, and goes on without one that fails', async () => {
    const failing = child(`console.error('it cannot be loaded'); process.exit(3)`)
    const ending = child(`console.log('{"ms":1}'); process.stdin.once('data', () => process.exit(4))`)
    const effort = { rounds: 2, turn: 0.005, starts: 1 }
    const { results, absent } = await contest([child(answering, 2), failing, ending], effort)
    expect(results.map(r => r.rounds)).toEqual([[1, 1]])
    expect(absent.map(a => a.reason)).toEqual(['it cannot be loaded', 'ended with code 4'])
  })
  it('says so where a program is not there', async () => {
    await expect(start(['/nowhere/python'])).rejects.toThrow('ENOENT')
  })
})
