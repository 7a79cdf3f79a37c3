import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

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
  'procogan-published',
  'procogan-mnist',
]

/** The study file: beside this one, or in the sources beside a build. */
export function shippedPath(id: string): string {
  const places = [`./${id}.yaml`, `../../../studies/shipped/${id}.yaml`].map(path =>
    fileURLToPath(new URL(path, import.meta.url)),
  )
  return places.find(existsSync) ?? places[0]!
}

/** What each of them asks, as its file says. */
export async function shippedStudies(): Promise<readonly { readonly id: string; readonly about: string }[]> {
  // Loaded here: what reads YAML is slow to load, and every command knows the ids.
  const { parse } = await import('yaml')
  return shippedIds.map(id => {
    const { question } = parse(readFileSync(shippedPath(id), 'utf8')) as { question: string }
    return { id, about: question }
  })
}
