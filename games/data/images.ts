import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { demandFolder } from './folder.ts'
import { mostBytes, type Pictures } from './pictures.ts'

export interface Images {
  readonly folder: string
  /** Height and width of a row, in pixels. */
  readonly size: number
  /** 1: grey; 3: red, green, blue. */
  readonly channels: 1 | 3
  /** The middle of every picture, all of it squeezed to a square (`alike`: of pictures of one size only), or squares cut out of it as it is, `stride` pixels apart (side by side where null). */
  readonly crop: { readonly kind: 'center' | 'squeeze' | 'alike' } | { readonly kind: 'tiles'; readonly stride: number | null }
  /** So many files, the first by name; null for all. */
  readonly limit: number | null
}

/** What the decoding process is told. */
export interface Order extends Pick<Images, 'size' | 'channels'> {
  readonly files: readonly string[]
  /** Distance of tiles, or null for one square of every picture. */
  readonly stride: number | null
  /** That square is its middle, or all of it out of proportion. */
  readonly fit: 'cover' | 'fill'
  /** Pictures of different sizes are refused. */
  readonly alike: boolean
  /** Bytes in all at most. */
  readonly most: number
}

const endings = ['.jpg', '.jpeg', '.png', '.webp'] as const
const wanted = `a folder of pictures (${endings.join(', ')})`

/** The latest folder decoded, by what it was decoded from: a run may assemble its game more than once. */
let latest: { readonly id: string; readonly pictures: Pictures } | null = null

/**
 * The pictures of a folder, not of those inside it, in the order of their names (by UTF-16 code unit), decoded and resized by sharp:
 * upright, in sRGB or grey, on black where they are transparent. Throws a sentence where there are none, where one is no picture or
 * damaged, or where all are too many.
 *
 * A game is put together in one synchronous call, and sharp is asynchronous: a process of its own decodes, and this one waits for it.
 */
export function readImages({ folder, size, channels, crop, limit }: Images): Pictures {
  demandFolder(folder, wanted)
  const names = readdirSync(folder).filter(name => endings.some(ending => name.toLowerCase().endsWith(ending)))
  if (names.length === 0) throw new Error(`the folder ${folder} holds no picture: name ${wanted}`)
  const files = names
    .sort((a, b) => (a < b ? -1 : 1))
    .slice(0, limit ?? names.length)
    .map(name => join(resolve(folder), name))
  const row = size * size * channels
  if (files.length * row > mostBytes)
    throw new Error(
      `the ${files.length} pictures of the folder ${folder} make more than ${mostBytes / 2 ** 20} MB at size=${size}: give limit=N for the first N, at most ${Math.floor(mostBytes / row)}, or a smaller size`,
    )
  const stride = crop.kind === 'tiles' ? (crop.stride ?? size) : null
  const fit = crop.kind === 'squeeze' || crop.kind === 'alike' ? 'fill' : 'cover'
  const order: Order = { files, size, channels, stride, fit, alike: crop.kind === 'alike', most: mostBytes }
  const id = JSON.stringify([order, files.map(file => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0)])
  if (latest?.id === id) return latest.pictures
  const pictures: Pictures = { shape: [size, size, channels], bytes: decoded(order), labels: null }
  latest = { id, pictures }
  return pictures
}

/** The decoding process: from the sources by tsx, else the compiled one. */
function decoded(order: Order): Uint8Array {
  const source = fileURLToPath(new URL('./decode.ts', import.meta.url))
  const words = existsSync(source)
    ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href, source]
    : [fileURLToPath(new URL('./decode.js', import.meta.url))]
  const { status, signal, stdout, stderr, error } = spawnSync(process.execPath, words, {
    input: JSON.stringify(order),
    maxBuffer: order.most + 2 ** 16,
  })
  if (status === 0) return new Uint8Array(stdout.buffer, stdout.byteOffset, stdout.byteLength)
  const said = error?.message ?? stderr.toString().trim().split('\n')[0]!
  const how = signal ?? `exit code ${status ?? 'none'}`
  throw new Error(said === '' ? `the pictures could not be decoded: the process that does it ended by ${how}` : said)
}
