import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

/** Studies that come along as files, in the order in which they are listed. */
const ids = ['bilinear-rates', 'dirac-gan', 'noise', 'alex-gda', 'eight-gaussians'] as const

export interface ShippedStudy {
  readonly id: string
  readonly about: string
  /** The study file. */
  readonly path: string
}

/** Beside this file, or in the sources beside a build. */
const placeOf = (id: string): string => {
  const places = [`./${id}.yaml`, `../../../studies/shipped/${id}.yaml`].map(path =>
    fileURLToPath(new URL(path, import.meta.url)),
  )
  return places.find(existsSync) ?? places[0]!
}

export const shippedStudies = (): readonly ShippedStudy[] =>
  ids.map(id => {
    const path = placeOf(id)
    const { question } = parse(readFileSync(path, 'utf8')) as { question: string }
    return { id, about: question, path }
  })
