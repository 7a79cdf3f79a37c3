import { encode } from 'fast-png'
import type { Picture } from '../job.ts'

/** Grey values in [0, 1] as the source of an image in a page. */
export function pictureSource({ width, height, grey }: Picture): string {
  const data = Uint8Array.from(grey, g => Math.round(255 * Math.min(1, Math.max(0, g))))
  return `data:image/png;base64,${Buffer.from(encode({ width, height, channels: 1, depth: 8, data })).toString('base64')}`
}
