import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../../core/refusal.ts'
import { decodeSafetensors, encodeSafetensors } from '../../core/safetensors.ts'
import { hostTensor } from '../../core/host.ts'

/** A file with this header and so many bytes of data. */
const file = (header: string, data = 0, length = Buffer.byteLength(header)): Uint8Array => {
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(length))
  return Buffer.concat([size, Buffer.from(header), Buffer.alloc(data)])
}
const entry = (begin: number, end: number, shape: readonly number[] = [(end - begin) / 4], dtype = 'F32'): string =>
  JSON.stringify({ dtype, shape, data_offsets: [begin, end] })
const one = new Map([['w', hostTensor([1, 2, 3, 4, 5, 6], [2, 3])]])

describe('safetensors', () => {
  const tensors = new Map([
    ['generator.w0', hostTensor([1, -2, 0.1, 1e-300], [2, 2])],
    ['generator.scale', hostTensor([3.5], [])],
    ['critic.empty', hostTensor([], [0, 4])],
    ['é "quoted"', hostTensor(Float32Array.of(0.1, 2), [2])],
  ])
  const metadata = { game: 'gan', run: '{"seed":1}' }

  it('gives back what was written in double precision, in the order of the file', () => {
    const read = decodeSafetensors(encodeSafetensors(tensors, 'F64', metadata), 'f')
    expect(read.metadata).toEqual(metadata)
    expect([...read.tensors.keys()]).toEqual([...tensors.keys()])
    for (const [name, { shape, values }] of tensors) {
      expect(read.tensors.get(name)!.shape).toEqual(shape)
      expect(read.tensors.get(name)!.values).toEqual(Float64Array.from(values))
    }
  })
  it('rounds to single precision', () => {
    const { values } = decodeSafetensors(encodeSafetensors(tensors, 'F32'), 'f').tensors.get('generator.w0')!
    expect(values).toEqual(Float32Array.of(1, -2, Math.fround(0.1), 0))
  })
  it('is the format, byte by byte', () => {
    const bytes = encodeSafetensors(new Map([['w', hostTensor([1.5], [1])]]), 'F32')
    const header = '{"__metadata__":{},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
    expect(Buffer.from(bytes).toString('hex')).toBe(`4800000000000000${Buffer.from(header).toString('hex')}0000c03f`)
  })
  it('begins the data at a multiple of eight, whatever the header', () => {
    for (const name of ['w', 'ww', 'www', 'é']) {
      const bytes = Buffer.from(encodeSafetensors(new Map([[name, hostTensor([1], [1])]]), 'F64'))
      expect(Number(bytes.readBigUInt64LE()) % 8).toBe(0)
    }
  })
  it("reads what Python's safetensors has written", () => {
    const read = decodeSafetensors(readFileSync(new URL('../fixtures/networks.safetensors', import.meta.url)), 'f')
    expect(read.metadata).toEqual({ 'written by': 'safetensors for NumPy' })
    expect(read.tensors.get('pictures.up')!.shape).toEqual([4, 4, 2, 3])
    expect(read.tensors.size).toBe(11)
    expect(read.tensors.get('mlp.w0')!.values).toBeInstanceOf(Float64Array)
  })
  it('reads spaces after the header, an empty file, and offsets in any order', () => {
    expect(decodeSafetensors(file('{}      '), 'f').tensors.size).toBe(0)
    const { tensors } = decodeSafetensors(file(`{"b":${entry(8, 12)},"a":${entry(0, 8)}}`, 12), 'f')
    expect([...tensors].map(([name, t]) => [name, t.values.length])).toEqual([
      ['b', 1],
      ['a', 2],
    ])
  })
})

describe('refuses', () => {
  const whole = encodeSafetensors(one, 'F32')
  const cases: Readonly<Record<string, readonly [bytes: Uint8Array, says: RegExp]>> = {
    'a file of seven bytes': [Buffer.alloc(7), /it has 7 bytes/],
    'a header longer than the file': [file('{}', 0, 900), /header would have 900 bytes, only 2 are there/],
    'a header longer than is allowed': [file('{}', 0, 100_000_001), /at most 100000000 are allowed/],
    'a header of 2⁶⁴ − 1 bytes': [Buffer.alloc(16, 255), /at most 100000000/],
    'a header that is not JSON': [file('{"w":'), /not JSON/],
    'a header that is a list': [file('[]'), /not a JSON object/],
    'metadata that is not words': [file('{"__metadata__":{"a":1}}'), /__metadata__ is not words/],
    'an entry without a shape': [file('{"w":{"dtype":"F32","data_offsets":[0,0]}}'), /entry of 'w'/],
    'an entry that is null': [file('{"w":null}'), /entry of 'w'/],
    'a negative size': [file('{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,0]}}'), /entry of 'w'/],
    'a fraction as a size': [file('{"w":{"dtype":"F32","shape":[0.5],"data_offsets":[0,0]}}'), /entry of 'w'/],
    'offsets that go down': [file(`{"w":${entry(4, 0, [1])}}`, 4), /entry of 'w'/],
    'a half-precision type': [file(`{"w":${entry(0, 4, [2], 'BF16')}}`, 4), /tensor 'w' of f has the type BF16; valid: F32, F64/],
    'a type that is a name of JavaScript': [file(`{"w":${entry(0, 4, [1], 'constructor')}}`, 4), /type constructor; valid/],
    'a file that is cut off': [whole.subarray(0, -4), /'w' would end at byte 24 of 20: the file is cut off/],
    'bytes that are not those of the shape': [file(`{"w":${entry(0, 8, [3])}}`, 8), /shape \[3\] needs 12 bytes, has 8/],
    'tensors that overlap': [file(`{"a":${entry(0, 8)},"b":${entry(4, 12)}}`, 12), /'b' begins at byte 4, inside/],
    'a hole between tensors': [file(`{"a":${entry(0, 4)},"b":${entry(8, 12)}}`, 12), /bytes 4 to 8 belong to no tensor/],
    'bytes after the last tensor': [Buffer.concat([whole, Buffer.alloc(3)]), /bytes 24 to 27 belong to no tensor/],
    'a name that is there twice': [file(`{"a":${entry(0, 4)},"a":${entry(0, 4)}}`, 4), /the name 'a' is there twice/],
    'a name twice in other letters': [file(`{"a":${entry(0, 4)}, "\\u0061" :${entry(0, 4)}}`, 4), /the name 'a' is there twice/],
  }
  for (const [what, [bytes, says]] of Object.entries(cases)) {
    it(what, () => {
      expect(() => decodeSafetensors(bytes, 'f')).toThrow(Refusal)
      expect(() => decodeSafetensors(bytes, 'f')).toThrow(says)
    })
  }
  it('every file that is cut off anywhere', () => {
    for (let n = 0; n < whole.length; n++) expect(() => decodeSafetensors(whole.subarray(0, n), 'f')).toThrow(Refusal)
  })
})
