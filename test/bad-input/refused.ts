import { expect, it } from 'vitest'
import { hashes } from '../cli/files.ts'
import { saddle, type Ended } from '../cli/saddle.ts'

/** Words of a command, and what its one sentence must say: the offending name and what would be valid. */
export type Case = readonly [words: readonly string[], ...says: string[]]

/** One test a case, named by its words. */
export const itRefuses = (cases: readonly Case[], folder: string): void =>
  cases.forEach(([words, ...says]) => it(words.join(' ').replaceAll(folder, '…'), async () => expectRefused(words, says, folder)))

/** One sentence of the command on stderr, nothing on stdout, code 2, no stack. */
export function expectRefusal({ code, out, err }: Ended, says: readonly string[]): void {
  expect(err).toMatch(/^saddle: [^\n]+\n$/)
  for (const part of says) expect(err).toContain(part)
  expect(err).not.toMatch(/\bat \S+ \(|\.ts:\d|with --debug|undefined|\[object/)
  expect(code).toBe(2)
  expect(out).toBe('')
}

/** Runs the command in this process and expects a refusal that leaves the folder as it was. */
export async function expectRefused(words: readonly string[], says: readonly string[], folder: string): Promise<void> {
  const before = hashes(folder)
  expectRefusal(await saddle(...words), says)
  expect(hashes(folder)).toEqual(before)
}

/** `saddle run` of a small run, changed by these flags; a flag given twice counts as the later one. */
export const runWords = (changes: Readonly<Record<string, string>>, out: string, more: readonly string[] = []): string[] => [
  'run',
  ...Object.entries({ '--game': 'bilinear', '--optimizer': 'gda', '--steps': '2', '--out': out, ...changes }).flat(),
  ...more,
]
