import { encode } from 'fast-png'
import { bytesOf, type Picture } from '../../core/picture.ts'

/** A picture as a PNG file, eight bits a channel. */
export const png = ({ width, height, channels, levels }: Picture): Uint8Array =>
  encode({ width, height, channels, depth: 8, data: bytesOf(levels) })

/** A PNG file as the source of an image in a page. */
export const pngSource = (png: Uint8Array): string => `data:image/png;base64,${Buffer.from(png).toString('base64')}`

/** A picture as the source of an image in a page, which enlarges it. */
export const pictureSource = (picture: Picture): string => pngSource(png(picture))
