import { expect, it } from 'vitest'
import { live } from '../../studies/live.ts'

/** A stream that keeps what is written to it. */
function stream(terminal: { columns: number; rows: number } | null): { out: NodeJS.WriteStream; text: () => string } {
  let text = ''
  const write = (s: string): boolean => {
    text += s
    return true
  }
  const out = { isTTY: terminal !== null, ...terminal, write } as unknown as NodeJS.WriteStream
  return { out, text: () => text }
}
const groups = Array.from({ length: 3 }, (_, g) => ({
  name: `game ${g}`,
  lines: Array.from({ length: 9 }, (_, r) => ({
    id: `${g}/${r}`,
    label: `optimizer ${r} with a name that is longer than its column`,
    metric: 'distance',
    runs: Array.from({ length: 5 }, (_, s) => `${g}/${r}/${s}`),
  })),
}))
const plain = (text: string): string => text.replaceAll(/\u001b\[[\d;]*[A-Za-z]/g, '')

it('elsewhere than on a terminal a line tells of each run that ends, of none that was there', () => {
  const { out, text } = stream(null)
  const view = live('A study', groups, 2, out)
  view.done({ id: '0/0/0', ended: 'completed', metrics: { distance: 0.25 }, before: true })
  view.begun('0/0/1')
  view.done({ id: '0/0/1', ended: 'diverged', metrics: { distance: NaN } })
  view.begun('0/0/2')
  view.done({ id: '0/0/2', ended: 'failed', reason: 'no such option' })
  view.stop()
  const [head, first, second, ...rest] = text().split('\n')
  expect(head).toBe('A study: 135 runs')
  expect(first).toMatch(/^0\/0\/1: diverged, distance NaN \(2 of 135 runs, \d+ s, .* a minute, .* left\)$/)
  expect(second).toMatch(/^0\/0\/2: failed, no such option \(3 of 135 runs, /)
  expect(rest).toEqual([''])
})

it('on a terminal one block is redrawn, within its columns and rows; rows that do not fit are one line a game', () => {
  for (const [rows, lines] of [
    [60, 1 + 3 * (2 + 9)],
    [20, 1 + 3],
  ] as const) {
    const { out, text } = stream({ columns: 80, rows })
    const view = live('A study', groups, 2, out)
    view.begun('0/0/1')
    view.done({ id: '0/0/1', ended: 'diverged', metrics: { distance: NaN } })
    view.stop()
    const last = plain(text().split('\u001b[J').at(-1)!).split('\n')
    expect(last.length).toBe(lines + 1)
    for (const line of last) expect(line.length, line).toBeLessThan(80)
    expect(last.join('\n')).toMatch(rows === 60 ? / 1 of 5 {2}1 diverged/ : /game 0 .* 1 of 45 {2}1 diverged/)
  }
})
