/** Pictures of measured steps in the folder of a run: `pictures/samples-000000400.png` is that of metric `samples` at step 400. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Figure } from '../figure.ts'
import { runFiles } from './folder.ts'
import type { Portrait } from '../portrait.ts'
import { makeFolder } from './make-folder.ts'
import { replace, writing } from './replace.ts'

/** A picture that is there. */
export interface PictureFile {
  readonly metric: string
  readonly step: number
  readonly path: string
}

/** A step as nine digits, so that names are in the order of steps. */
const nameOf = (metric: string, step: number): string => `${metric}-${String(step).padStart(9, '0')}.png`

/** Throws a sentence where the picture cannot be written. */
export function keepPicture(folder: string, { metric, step }: Omit<PictureFile, 'path'>, png: Uint8Array): void {
  const within = join(folder, runFiles.pictures)
  writing(within, () => makeFolder(within))
  replace(join(within, nameOf(metric, step)), png)
}

/** All pictures of a run, metric by metric in the order of steps. */
export function picturesOf(folder: string): PictureFile[] {
  const within = join(folder, runFiles.pictures)
  if (!existsSync(within)) return []
  return readdirSync(within)
    .flatMap(name => {
      const [, metric, step] = /^(.+)-(\d+)\.png$/.exec(name) ?? []
      return metric === undefined ? [] : [{ metric, step: Number(step), path: join(within, name) }]
    })
    .sort((a, b) => (a.metric === b.metric ? a.step - b.step : a.metric < b.metric ? -1 : 1))
}

/** The file in a run's folder that has what a metric's figure is drawn from. */
export const portraitName = (metric: string): string => `${metric}.portrait.json`

/** The portraits of a run whose metrics have these ids. One that cannot be read is left out. */
export function portraitsOf(
  folder: string,
  metrics: readonly string[],
): { readonly metric: string; readonly portrait: Portrait }[] {
  return metrics.flatMap(metric => {
    try {
      return [{ metric, portrait: JSON.parse(readFileSync(join(folder, portraitName(metric)), 'utf8')) as Portrait }]
    } catch {
      return []
    }
  })
}

/** The same of its other figure. */
export const figureName = (metric: string): string => `${metric}.figure.json`

/** The figures of a run whose metrics have these ids. One that cannot be read is left out. */
export function figuresOf(folder: string, metrics: readonly string[]): { readonly metric: string; readonly figure: Figure }[] {
  return metrics.flatMap(metric => {
    try {
      return [{ metric, figure: JSON.parse(readFileSync(join(folder, figureName(metric)), 'utf8')) as Figure }]
    } catch {
      return []
    }
  })
}

/** Drops the pictures of steps that are not wanted: those a run that goes on will draw again, or never. */
export function dropPictures(folder: string, wanted: (step: number) => boolean): void {
  for (const { step, path } of picturesOf(folder)) if (!wanted(step)) rmSync(path, { force: true })
}
