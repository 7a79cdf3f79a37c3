import { encode } from 'fast-png'
import type { Picture } from '../../core/picture.ts'

/** A picture as a PNG file, eight bits a channel. */
export const png = ({ width, height, channels, levels }: Picture): Uint8Array =>
  encode({ width, height, channels, depth: 8, data: Uint8Array.from(levels, v => Math.round(255 * Math.min(1, Math.max(0, v)))) })

/** A PNG file as the source of an image in a page. */
export const pngSource = (png: Uint8Array): string => `data:image/png;base64,${Buffer.from(png).toString('base64')}`

/** A picture as the source of an image in a page, which enlarges it. */
export const pictureSource = (picture: Picture): string => pngSource(png(picture))
