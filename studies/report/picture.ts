import { encode } from 'fast-png'
import type { Picture } from '../job.ts'

/** A PNG file as the source of an image in a page. */
export const pngSource = (png: Uint8Array): string => `data:image/png;base64,${Buffer.from(png).toString('base64')}`

/** Grey values in [0, 1] as the source of an image in a page. */
export function pictureSource({ width, height, grey }: Picture): string {
  const data = Uint8Array.from(grey, g => Math.round(255 * Math.min(1, Math.max(0, g))))
  return pngSource(encode({ width, height, channels: 1, depth: 8, data }))
}
