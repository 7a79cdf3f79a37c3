/**
 * A process of its own that decodes picture files by sharp for a parent that waits: an `Order` as JSON comes in by stdin, the bytes of
 * the pictures, [h, w, c] each, go out by stdout. Where that cannot be done the reason goes out by stderr and the process ends with 1.
 */
import { writeSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { Metadata, Sharp, SharpOptions } from 'sharp'
import type { Order } from './images.ts'

/** Files decoded at a time. */
const atOnce = 16

const { files, size, channels, stride, fit, alike, most } = JSON.parse(await text(process.stdin)) as Order
const sharp = await load()

async function load(): Promise<(file: string, options: SharpOptions) => Sharp> {
  try {
    return (await import('sharp')).default
  } catch (error) {
    return end(`data=images needs the package sharp, which cannot be loaded here (${reasonOf(error)}): npm install sharp`)
  }
}

function end(sentence: string): never {
  writeSync(process.stderr.fd, sentence)
  process.exit(1)
}
function reasonOf(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n').map(line => line.trim())
  return lines.find(line => line !== '') ?? 'no reason given'
}

let sum = 0
/** Counts bytes before they are made. */
function promised(bytes: number): number {
  sum += bytes
  return sum <= most
    ? bytes
    : end(`the tiles make more than ${most / 2 ** 20} MB: give a larger stride, or limit=N for the first N files of the folder`)
}

/** The picture upright in sRGB or in grey, eight bits a channel, on black where it is transparent. */
const opened = (file: string): Sharp =>
  sharp(file, { autoOrient: true })
    .flatten({ background: 'black' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')

/** Width and height of the upright picture, from its head alone; null where that cannot be read, which decoding says. */
async function sizeOf(file: string): Promise<string | null> {
  const found: Partial<Metadata> = await sharp(file, {})
    .metadata()
    .catch(() => ({}))
  const { width, height, orientation = 1 } = found
  if (width === undefined || height === undefined) return null
  return orientation >= 5 ? `${height}×${width}` : `${width}×${height}`
}

/** Ends where a picture has another size than the first. */
async function demandAlike(): Promise<void> {
  let first: { readonly file: string; readonly size: string } | null = null
  for (const file of files) {
    const size = await sizeOf(file)
    first ??= size === null ? null : { file, size }
    if (first && size !== null && size !== first.size)
      end(
        `the pictures have different sizes, ${first.file} ${first.size} pixels and ${file} ${size}: say crop=squeeze for all of each, out of proportion, or crop=center for the largest square of its middle`,
      )
  }
}

const raw = async (picture: Sharp): Promise<{ data: Buffer; width: number; height: number }> => {
  const { data, info } = await picture.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  if (info.channels !== channels) throw new Error(`it has ${info.channels} channels in place of ${channels}`)
  return { data, width: info.width, height: info.height }
}

/** The largest square of its middle, or all of it, resized. */
const square = async (file: string): Promise<Buffer> =>
  (await raw(opened(file).resize(size, size, { fit, position: 'centre' }))).data

/** Squares cut out of the picture as it is, at every multiple of the stride, row by row. */
async function tiles(file: string, stride: number): Promise<Buffer> {
  const { data, width, height } = await raw(opened(file))
  if (width < size || height < size) throw new Error(`it has ${width}×${height} pixels, less than a tile of ${size}×${size}`)
  const [down, across] = [height, width].map(side => Math.floor((side - size) / stride) + 1) as [number, number]
  const line = size * channels
  const out = Buffer.alloc(promised(down * across * size * line))
  let at = 0
  for (let i = 0; i < down; i++)
    for (let j = 0; j < across; j++)
      for (let y = 0; y < size; y++) {
        const from = ((i * stride + y) * width + j * stride) * channels
        at += data.copy(out, at, from, from + line)
      }
  return out
}

const written = async (bytes: Buffer): Promise<void> =>
  new Promise((resolve, reject) => process.stdout.write(bytes, error => (error ? reject(error) : resolve())))

if (alike) await demandAlike()
for (let from = 0; from < files.length; from += atOnce) {
  const some = files.slice(from, from + atOnce)
  const parts = await Promise.allSettled(some.map(file => (stride === null ? square(file) : tiles(file, stride))))
  // The first in order that cannot be used is named, whichever failed first.
  for (const [i, part] of parts.entries()) {
    if (part.status === 'fulfilled') await written(part.value)
    else end(`the picture ${some[i]!} cannot be used: ${reasonOf(part.reason)}; mend it, or take it out of the folder`)
  }
}
