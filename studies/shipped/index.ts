import { readFileSync } from 'node:fs'
import { shippedFile } from '../../core/shipped-file.ts'

/** Studies that come along as files, in the order in which they are listed. */
export const shippedIds: readonly string[] = [
  'bilinear-rates',
  'dirac-gan',
  'noise',
  'alex-gda',
  'lifted-game',
  'exact-against-heuristic',
  'critic-neurons',
  'eight-gaussians',
  'mixture-or-last',
  'queues-on-bilinear',
  'chekhov-horizons',
  'when-a-mixture-helps',
  'stacked-digits',
  'procogan',
  'procogan-32',
  'procogan-published',
  'procogan-mnist',
]

/** The study file. */
export const shippedPath = (id: string): string => shippedFile(import.meta.url, 'studies/shipped', `${id}.yaml`)

/** What each of them asks, as its file says. */
export async function shippedStudies(): Promise<readonly { readonly id: string; readonly about: string }[]> {
  // Loaded here: what reads YAML is slow to load, and every command knows the ids.
  const { parse } = await import('yaml')
  return shippedIds.map(id => {
    const { question } = parse(readFileSync(shippedPath(id), 'utf8')) as { question: string }
    return { id, about: question }
  })
}
