import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { progress, status } from '../../cli/progress.ts'
import { noCounts } from '../../core/ledger.ts'

const meter = { ...noCounts, flops: 0, seconds: 0 }
const written: string[] = []
const tty = { out: process.stdout.isTTY, err: process.stderr.isTTY, columns: process.stderr.columns }
beforeEach(() => {
  written.length = 0
  vi.spyOn(process.stdout, 'write').mockImplementation(text => written.push(`out ${String(text)}`) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation(text => written.push(`err ${String(text)}`) > 0)
})
const terminal = (out: boolean, err: boolean, columns = 80): void => {
  Object.assign(process.stdout, { isTTY: out })
  Object.assign(process.stderr, { isTTY: err, columns })
}
afterEach(() => {
  vi.restoreAllMocks()
  terminal(tty.out, tty.err, tty.columns)
})
const clear = 'err \r\u001b[K'

it('says the share, the step, and what is left once that can be told', () => {
  expect(status(0, 0, { share: 0, ms: 0 })).toBe(`${'╌'.repeat(20)}   0 %  step 0`)
  expect(status(0.5, 7, { share: 0, ms: 999 })).toBe(`${'━'.repeat(10)}${'╌'.repeat(10)}  50 %  step 7`)
  expect(status(0.5, 7, { share: 0, ms: 9000 })).toMatch(/ {2}50 % {2}step 7 {2}9 s left$/)
  expect(status(0.75, 7, { share: 0.5, ms: 130_000 })).toMatch(/2 min 10 s left$/)
  expect(status(0.5, 7, { share: 0, ms: 3_900_000 })).toMatch(/1 h 05 min left$/)
})

it('elsewhere than on a terminal prints lines alone', () => {
  terminal(false, false)
  const bar = progress({ steps: 10 })
  bar.update(1, meter)
  bar.line('a')
  bar.stop()
  expect(written).toEqual(['out a\n'])
})

it('on a terminal is cut to its columns, clears itself before a line and at the end, and is drawn ten times a second', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    terminal(true, true, 25)
    const bar = progress({ steps: 1000 })
    for (let step = 1; step <= 100; step++) {
      vi.advanceTimersByTime(5)
      bar.update(step, meter)
    }
    const drawn = [...written]
    expect(drawn).toHaveLength(5)
    for (const text of drawn) expect(text).toMatch(/^err \r[^\r\u001b]{24}\u001b\[K\r$/)
    vi.advanceTimersByTime(100)
    bar.line('a')
    expect(written.slice(5)).toEqual([clear, 'out a\n', expect.stringMatching(/^err \r.{24}/)])
    bar.stop()
    bar.stop()
    expect(written.slice(8)).toEqual([clear])
    // Neither the cursor is hidden nor the terminal's way of wrapping changed.
    expect(written.join('')).not.toMatch(/\[\?|\u001b[78]|\[s|\[u/)
  } finally {
    vi.useRealTimers()
  }
})

it('leaves the line to a program at the end of a pipe', () => {
  terminal(false, true)
  const bar = progress({ steps: 10 })
  bar.update(1, meter)
  bar.line('a')
  expect(written.slice(1)).toEqual([clear, 'out a\n'])
  bar.stop()
})
