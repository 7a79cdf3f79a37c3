/** A run that has ended, as the text of its file. Pictures are kept to 1/255, as a PNG keeps them. */
import { bytesOf, type Picture } from '../../core/picture.ts'
import { seal, unseal } from './sealed.ts'
import type { DoneRun, Mark } from './stored-run.ts'

const format = 'saddlepoint result 1'

type Pictured = DoneRun['pictures'][number]
/** A picture in JSON: its levels in 255ths, base64. */
interface Kept extends Pick<Picture, 'width' | 'height' | 'channels'> {
  readonly step: number
  readonly levels: string
}
export const keptPicture = ({ step, picture: { width, height, channels, levels } }: Pictured): Kept => ({
  step,
  width,
  height,
  channels,
  levels: Buffer.from(bytesOf(levels)).toString('base64'),
})
export const pictureOf = ({ step, levels, ...size }: Kept): Pictured => ({
  step,
  picture: { ...size, levels: Float64Array.from(Buffer.from(levels, 'base64'), x => x / 255) },
})
/** A mark in JSON, where NaN and infinities are words. */
export type KeptMark = Omit<Mark, 'metrics'> & { readonly metrics: Readonly<Record<string, number | string>> }
export const markOf = (mark: KeptMark): Mark => ({
  ...mark,
  metrics: Object.fromEntries(Object.entries(mark.metrics).map(([name, x]) => [name, Number(x)])),
})

export const doneText = (run: DoneRun): string => seal(format, { ...run, pictures: run.pictures.map(keptPicture) })

/** Throws what is wrong, a part of a sentence. */
export function doneOf(text: string, key: string): DoneRun {
  const run = unseal(format, text) as Omit<DoneRun, 'pictures' | 'marks'> & {
    readonly marks: readonly KeptMark[]
    readonly pictures: readonly Kept[]
  }
  if (run.key !== key) throw new Error('it belongs to another run')
  return { ...run, marks: run.marks.map(markOf), pictures: run.pictures.map(pictureOf) }
}
