import { createHash } from 'node:crypto'
import type { Meter } from './budget.ts'
import type { LeafEntries, StateData } from './engine.ts'
import type { Outcome } from './outcome.ts'
import { Refusal } from './refusal.ts'
import { leafSpecs, type Form } from './tree.ts'
import { sizeOf } from './host.ts'

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
/** The file that says what run a checkpoint is of. */
export const runName = 'run.json'
const types = { Float64Array, Float32Array, Int32Array, Uint8Array } as const
type TypeName = keyof typeof types
const typeName = (leaf: LeafEntries): TypeName =>
  leaf instanceof Float64Array
    ? 'Float64Array'
    : leaf instanceof Float32Array
      ? 'Float32Array'
      : leaf instanceof Int32Array
        ? 'Int32Array'
        : 'Uint8Array'

interface Header {
  readonly format?: string
  readonly run: string
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
 * left out, so that the same run gives the same bytes. `run` says whose checkpoint it is.
 */
export function encodeCheckpoint(checkpoint: Checkpoint, run: string): Buffer {
  const {
    step,
    state,
    meter: { seconds: _seconds, ...meter },
    initial,
    outcome,
  } = checkpoint
  const leaves = state.leaves.map(leaf => ({ type: typeName(leaf), length: leaf.length }))
  const header: Header = { format: magic, run, step, meter, initial, ...(outcome ? { outcome } : {}), form: state.form, leaves }
  const parts = [
    Buffer.from(`${JSON.stringify(header)}\n`),
    ...state.leaves.map(l => Buffer.from(l.buffer, l.byteOffset, l.byteLength)),
  ]
  return Buffer.concat([...parts, digest(parts)])
}

/** What is expected of a checkpoint's bytes. */
export interface Expected {
  /** The file, for sentences. */
  readonly file: string
  /** What `encodeCheckpoint` was told. */
  readonly run: string
  /** What the run had taken, kept apart. */
  readonly seconds: number
}

/** The leaves after the header. Throws where they are not those of the form. */
function leavesOf(content: Buffer, { form, leaves }: Header): LeafEntries[] {
  const specs = leafSpecs(form)
  if (specs.length !== leaves.length || specs.some(({ shape }, i) => sizeOf(shape) !== leaves[i]!.length))
    throw new Error('its leaves are not those of its form')
  let at = content.indexOf(10) + 1
  const read = leaves.map(({ type, length }) => {
    const Type = types[type]
    const from = at
    at += length * Type.BYTES_PER_ELEMENT
    return new Type(Uint8Array.from(content.subarray(from, at)).buffer)
  })
  if (at !== content.length) throw new Error('its leaves do not fill it')
  return read
}

/** The checkpoint of these bytes. Throws where they are damaged, of another version, or of another run. */
export function decodeCheckpoint(bytes: Buffer, { file, run, seconds }: Expected): Checkpoint {
  const way = 'the run cannot be resumed from it: restore the file, or delete it to begin at step 0'
  const damaged = (why: string): never => {
    throw new Refusal(`the checkpoint ${file} is damaged (${why}); ${way}`)
  }
  const size = 32
  if (bytes.length < size + 2) damaged(`it has ${bytes.length} bytes`)
  const content = bytes.subarray(0, -size)
  if (!digest([content]).equals(bytes.subarray(-size))) damaged('its checksum does not match its content')
  let header: Header
  try {
    header = JSON.parse(content.subarray(0, content.indexOf(10)).toString()) as Header
  } catch {
    return damaged('its first line is not JSON')
  }
  if (header.format !== magic) {
    throw new Refusal(
      `the checkpoint ${file} has another format or none (${JSON.stringify(header.format ?? null)}), this version reads '${magic}'; ${way}`,
    )
  }
  if (header.run !== run) throw new Refusal(`the checkpoint ${file} belongs to another run than the ${runName} beside it; ${way}`)
  try {
    const { step, meter, initial, outcome, form } = header
    const leaves = leavesOf(content, header)
    return { step, meter: { ...meter, seconds }, initial, ...(outcome ? { outcome } : {}), state: { form, leaves } }
  } catch (error) {
    return damaged(error instanceof Error && error.name === 'Error' ? error.message : 'its header is incomplete')
  }
}
