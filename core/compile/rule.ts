import * as tf from '@tensorflow/tfjs'
import type { Node, Value, ValueType } from './graph.ts'
import type { Recorder } from './recorder.ts'
import { valueType } from './backend.ts'

/** A tensor as a rule sees it. */
export interface Operand {
  readonly value: Value
  readonly shape: readonly number[]
  readonly type: ValueType
}
/** What a rule returns: one value, or one an output of the kernel. */
export type Recorded = Value | readonly Value[]

/**
 * One kernel of TensorFlow.js as nodes of ONNX. Attributes arrive raw (an axis may be negative or a list, a begin may be a number).
 * `inputs` has the kernel's names; kernels that take a list have '0', '1', ….
 */
export type Rule = (g: Recorder, inputs: Readonly<Record<string, Operand>>, attributes: Attributes) => Recorded
export type Rules = Readonly<Record<string, Rule>>

/** A kernel's attributes with readers that say what is missing. */
export interface Attributes {
  readonly raw: Readonly<Record<string, unknown>>
  number(name: string, otherwise?: number): number
  flag(name: string): boolean
  list(name: string): readonly number[]
  text(name: string): string
}

export const attributesOf = (kernel: string, raw: Readonly<Record<string, unknown>>): Attributes => {
  const fail = (name: string, what: string): never => {
    throw new Error(`kernel ${kernel}: attribute ${name} should be ${what}, is ${JSON.stringify(raw[name])}`)
  }
  return {
    raw,
    number: (name, otherwise) => (typeof raw[name] === 'number' ? raw[name] : (otherwise ?? fail(name, 'a number'))),
    flag: name => Boolean(raw[name]),
    list: name =>
      Array.isArray(raw[name]) ? (raw[name] as number[]) : typeof raw[name] === 'number' ? [raw[name]] : fail(name, 'a list'),
    text: name => (typeof raw[name] === 'string' ? raw[name] : fail(name, 'a word')),
  }
}

/** The operand of this name; a rule that misreads a kernel's names says so. */
export const operand = (inputs: Readonly<Record<string, Operand>>, name: string): Operand => {
  const x = inputs[name]
  if (!x) throw new Error(`a kernel rule asks for input ${name}; the kernel has ${Object.keys(inputs).join(', ')}`)
  return x
}
/** The operands of a kernel that takes a list. */
export const operands = (inputs: Readonly<Record<string, Operand>>): Operand[] => Object.values(inputs)

export const broadcastShape = (a: Operand, b: Operand): number[] =>
  tf.broadcast_util.assertAndGetBroadcastShape([...a.shape], [...b.shape])
export const typeOf = valueType

/** One node with the shape and type of x. */
export const like = (
  g: Recorder,
  op: string,
  x: Operand,
  inputs: readonly Value[] = [x.value],
  attributes: Node['attributes'] = {},
): Value => g.add(op, inputs, x.shape, x.type, attributes)

/** An axis counted from the front. */
export const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis)
