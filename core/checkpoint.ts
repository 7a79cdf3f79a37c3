import { createHash } from 'node:crypto'
import type { Meter } from './budget.ts'
import type { LeafEntries, StateData } from './engine.ts'
import type { Outcome } from './outcome.ts'
import { Refusal } from './refusal.ts'
import type { Form } from './tree.ts'

/** A run at one step: what is needed to go on as if nothing had happened. */
export interface Checkpoint {
  readonly step: number
  readonly state: StateData
  readonly meter: Meter
  /** Largest entry of the state at the start. */
  readonly initial: number
  /** Where the run has ended. */
  readonly outcome?: Outcome
}

const magic = 'saddlepoint checkpoint 1'
const types = { Float64Array, Float32Array, Int32Array, Uint8Array } as const
type TypeName = keyof typeof types
const typeName = (leaf: LeafEntries): TypeName =>
  leaf instanceof Float64Array ? 'Float64Array' : leaf instanceof Float32Array ? 'Float32Array' : leaf instanceof Int32Array ? 'Int32Array' : 'Uint8Array'

interface Header {
  readonly format: string
  readonly step: number
  readonly meter: Omit<Meter, 'seconds'>
  readonly initial: number
  readonly outcome?: Outcome
  readonly form: Form
  readonly leaves: readonly { readonly type: TypeName; readonly length: number }[]
}

const digest = (parts: readonly Uint8Array[]): Buffer => parts.reduce((h, p) => h.update(p), createHash('sha256')).digest()

/**
 * A checkpoint as bytes: a line of JSON, the entries of the leaves one after another, and the SHA-256 of all before it. Seconds are
 * left out, so that the same run gives the same bytes.
 */
export function encodeCheckpoint({ step, state, meter: { seconds: _seconds, ...meter }, initial, outcome }: Checkpoint): Buffer {
  const leaves = state.leaves.map(leaf => ({ type: typeName(leaf), length: leaf.length }))
  const header: Header = { format: magic, step, meter, initial, ...(outcome ? { outcome } : {}), form: state.form, leaves }
  const parts = [Buffer.from(`${JSON.stringify(header)}\n`), ...state.leaves.map(l => Buffer.from(l.buffer, l.byteOffset, l.byteLength))]
  return Buffer.concat([...parts, digest(parts)])
}

/** The checkpoint of these bytes; `seconds` is what the run had taken. Throws where they are damaged; `file` names them in the sentence. */
export function decodeCheckpoint(bytes: Buffer, file: string, seconds: number): Checkpoint {
  const damaged = (why: string): never => {
    throw new Refusal(`the checkpoint ${file} is damaged (${why}); the run cannot be resumed from it: delete the folder and start the run again, or restore the file`)
  }
  const size = 32
  if (bytes.length < size + 2) damaged(`it has only ${bytes.length} bytes`)
  const content = bytes.subarray(0, -size)
  if (!digest([content]).equals(bytes.subarray(-size))) damaged('its checksum does not match its content, as after a truncated write')
  const end = content.indexOf(10)
  let header: Header
  try {
    header = JSON.parse(content.subarray(0, end).toString()) as Header
  } catch {
    return damaged('its first line is not JSON')
  }
  if (header.format !== magic) damaged(`its format is ${JSON.stringify(header.format)}, this version reads '${magic}'`)
  let at = end + 1
  const leaves = header.leaves.map(({ type, length }) => {
    const Type = types[type]
    const from = at
    at += length * Type.BYTES_PER_ELEMENT
    const copy = Uint8Array.from(content.subarray(from, at))
    return new Type(copy.buffer)
  })
  if (at !== content.length) damaged('its leaves do not fill it')
  const { step, meter, initial, outcome, form } = header
  return { step, meter: { ...meter, seconds }, initial, ...(outcome ? { outcome } : {}), state: { form, leaves } }
}
