/**
 * The safetensors format: eight bytes (little-endian) with the length of the header, a header of JSON, the entries of the tensors one
 * after another, row by row, little-endian. Python, PyTorch and JAX read and write it with the package `safetensors`.
 */
import { brief } from './config/brief.ts'
import { sizeOf, type HostTensor } from './host.ts'
import { Refusal } from './refusal.ts'

/** The types of entries that a strategy has. */
const arrays = { F32: Float32Array, F64: Float64Array } as const
/** Float32 or float64, as a file names them. */
export type TensorType = keyof typeof arrays

/** Tensors by name, in the order of the file. */
export type Tensors = ReadonlyMap<string, HostTensor>
/** What a file holds. */
export interface Safetensors {
  readonly tensors: Tensors
  readonly metadata: Readonly<Record<string, string>>
}

/** Bytes of the header at most, as in the reference implementation. */
const longest = 100_000_000

interface Entry {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly [number, number]
}

/** Tensors as the bytes of a file. Same tensors, same bytes. */
export function encodeSafetensors(tensors: Tensors, dtype: TensorType, metadata: Safetensors['metadata'] = {}): Uint8Array {
  let end = 0
  const entries = [...tensors].map(([name, { shape, values }]): readonly [string, Entry] => {
    const begin = end
    end += values.length * arrays[dtype].BYTES_PER_ELEMENT
    return [name, { dtype, shape, data_offsets: [begin, end] }]
  })
  const json = JSON.stringify(Object.fromEntries([['__metadata__', metadata], ...entries]))
  const length = Math.ceil(Buffer.byteLength(json) / 8) * 8
  const head = Buffer.alloc(8 + length, ' ')
  head.writeBigUInt64LE(BigInt(length))
  head.write(json, 8)
  const bytes = (values: HostTensor['values']): Uint8Array => new Uint8Array(arrays[dtype].from(values).buffer)
  return Buffer.concat([head, ...[...tensors.values()].map(t => bytes(t.values))])
}

/** The tensors of a file. Throws where the bytes are not exactly those of a sound one, or a tensor is not of real numbers; `file` names it, and `way` says what to do. */
export function decodeSafetensors(
  bytes: Uint8Array,
  file: string,
  way = 'write it again, as with safetensors.torch.save_file',
): Safetensors {
  const fail = (why: string): never => {
    throw new Refusal(`${file} is no sound safetensors file (${why}); ${way}`)
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length < 8) fail(`it has ${buffer.length} bytes, its first 8 say how long its header is`)
  const length = Number(buffer.readBigUInt64LE())
  if (length > longest) fail(`its header would have ${length} bytes, at most ${longest} are allowed`)
  if (8 + length > buffer.length) fail(`its header would have ${length} bytes, only ${buffer.length - 8} are there`)
  const { metadata, entries } = headerOf(buffer.toString('utf8', 8, 8 + length), fail)
  const data = buffer.subarray(8 + length)
  const tensors = entries.map(([name, entry]) => [name, tensorOf(data, name, entry, file, fail)] as const)
  demandWhole(entries, data.length, fail)
  return { tensors: new Map(tensors), metadata }
}

type Fail = (why: string) => never

const isRecord = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x)
const areCounts = (x: unknown): x is readonly number[] => Array.isArray(x) && x.every(n => Number.isSafeInteger(n) && n >= 0)

function headerOf(
  text: string,
  fail: Fail,
): { readonly metadata: Record<string, string>; readonly entries: readonly [string, Entry][] } {
  let header: unknown
  try {
    header = JSON.parse(text)
  } catch {
    return fail('its header is not JSON')
  }
  if (!isRecord(header)) return fail('its header is not a JSON object')
  const names = keysOf(text)
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined) fail(`the name '${brief(twice)}' is there twice`)
  const { __metadata__: metadata = {}, ...rest } = header
  if (!isRecord(metadata) || Object.values(metadata).some(x => typeof x !== 'string'))
    fail('its __metadata__ is not words by name')
  const entries = Object.entries(rest)
  const wrong = entries.find(([, e]) => {
    if (!isRecord(e) || typeof e.dtype !== 'string') return true
    const { shape, data_offsets: offsets } = e
    return !areCounts(shape) || !areCounts(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!
  })
  if (wrong) fail(`the entry of '${brief(wrong[0])}' has no dtype, shape and data_offsets [begin, end]`)
  return { metadata: metadata as Record<string, string>, entries: entries as unknown as [string, Entry][] }
}

/** The keys of an object in JSON that is known to parse, those that are there twice too. */
function keysOf(json: string): string[] {
  const keys: string[] = []
  let depth = 0
  for (const [token, colon] of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') depth--
    else if (colon !== undefined && depth === 1) keys.push(JSON.parse(token.slice(0, -colon.length)) as string)
  }
  return keys
}

function tensorOf(data: Buffer, name: string, { dtype, shape, data_offsets }: Entry, file: string, fail: Fail): HostTensor {
  const [begin, end] = data_offsets
  const Type = Object.hasOwn(arrays, dtype) ? arrays[dtype as TensorType] : null
  if (!Type) {
    throw new Refusal(
      `tensor '${brief(name)}' of ${file} has the type ${brief(dtype)}; valid: ${Object.keys(arrays).join(', ')} (tensor.float() in PyTorch)`,
    )
  }
  if (end > data.length) fail(`'${brief(name)}' would end at byte ${end} of ${data.length}: the file is cut off`)
  const size = sizeOf(shape) * Type.BYTES_PER_ELEMENT
  if (end - begin !== size) fail(`'${brief(name)}' of shape [${shape.join(', ')}] needs ${size} bytes, has ${end - begin}`)
  return { shape, values: new Type(Uint8Array.from(data.subarray(begin, end)).buffer) }
}

/** Throws where tensors overlap, or bytes are left between or after them. */
function demandWhole(entries: readonly (readonly [string, Entry])[], size: number, fail: Fail): void {
  const places = entries
    .map(
      ([
        name,
        {
          data_offsets: [begin, end],
        },
      ]) => ({ name, begin, end }),
    )
    .sort((a, b) => a.begin - b.begin || a.end - b.end)
  let at = 0
  for (const { name, begin, end } of places) {
    if (begin < at) fail(`'${brief(name)}' begins at byte ${begin}, inside the tensor before it`)
    if (begin > at) fail(`bytes ${at} to ${begin} belong to no tensor`)
    at = end
  }
  if (at < size) fail(`bytes ${at} to ${size} belong to no tensor`)
}
