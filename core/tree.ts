import * as tf from '@tensorflow/tfjs'
import { Point, type Layout } from './point.ts'
import { Profile } from './profile.ts'
import { sizeOf, type HostTensor } from './host.ts'

/** The form of a state without its values: plain data, so that a checkpoint can carry it. */
export type Form =
  | { readonly kind: 'leaf'; readonly shape: readonly number[]; readonly dtype: LeafType }
  | { readonly kind: 'point'; readonly layout: Layout; readonly host?: true }
  | { readonly kind: 'list' | 'profile'; readonly items: readonly Form[] }
  | { readonly kind: 'record'; readonly entries: readonly (readonly [string, Form])[] }
  | { readonly kind: 'null' }

export type LeafType = 'float32' | 'int32' | 'bool'
export type Leaf = tf.Tensor | Float64Array

/** Splits a state into its leaves, in a fixed order, and its form. Throws where the state has something that is not a tensor. */
export function flatten(state: unknown, path = 'state'): { form: Form; leaves: Leaf[] } {
  const leaves: Leaf[] = []
  const visit = (x: unknown, at: string): Form => {
    if (x === null || x === undefined) return { kind: 'null' }
    if (x instanceof tf.Tensor) {
      const leaf = x as tf.Tensor
      leaves.push(leaf)
      return { kind: 'leaf', shape: leaf.shape, dtype: leaf.dtype as LeafType }
    }
    if (x instanceof Point) {
      leaves.push(x.data)
      return x.data instanceof Float64Array
        ? { kind: 'point', layout: x.layout, host: true }
        : { kind: 'point', layout: x.layout }
    }
    if (x instanceof Profile) return { kind: 'profile', items: x.points.map((p, i) => visit(p, `${at}[${i}]`)) }
    if (Array.isArray(x)) return { kind: 'list', items: x.map((p, i) => visit(p, `${at}[${i}]`)) }
    if (typeof x === 'object' && Object.getPrototypeOf(x) === Object.prototype) {
      return { kind: 'record', entries: Object.entries(x).map(([key, v]) => [key, visit(v, `${at}.${key}`)] as const) }
    }
    const what =
      typeof x === 'number' || typeof x === 'boolean'
        ? `the ${typeof x} ${x}, which a compiled step would freeze`
        : `a ${typeof x}`
    throw new Error(`${at} is ${what}: a state is made of tensors and points only (write \`scalar(c)\` for a number)`)
  }
  return { form: visit(state, path), leaves }
}

/** The state of this form with these leaves: the inverse of `flatten`. */
export function unflatten(form: Form, leaves: readonly Leaf[]): unknown {
  let next = 0
  const build = (f: Form): unknown => {
    switch (f.kind) {
      case 'null':
        return null
      case 'leaf':
        return leaves[next++]
      case 'point':
        return new Point(f.layout, leaves[next++] as tf.Tensor1D | Float64Array)
      case 'profile':
        return new Profile(f.items.map(i => build(i) as Point))
      case 'list':
        return f.items.map(build)
      case 'record':
        return Object.fromEntries(f.entries.map(([key, e]) => [key, build(e)]))
    }
  }
  return build(form)
}

/** Shape and type of each leaf, in order. */
export function leafSpecs(form: Form): { shape: readonly number[]; dtype: LeafType }[] {
  switch (form.kind) {
    case 'null':
      return []
    case 'leaf':
      return [{ shape: form.shape, dtype: form.dtype }]
    case 'point':
      return [{ shape: [form.layout.reduce((n, { shape }) => n + sizeOf(shape), 0)], dtype: 'float32' }]
    case 'profile':
    case 'list':
      return form.items.flatMap(leafSpecs)
    case 'record':
      return form.entries.flatMap(([, e]) => leafSpecs(e))
  }
}

const keys = new WeakMap<Form, string>()
/** Two forms are the same if their keys are. */
export function formKey(form: Form): string {
  const key = keys.get(form) ?? JSON.stringify(form)
  keys.set(form, key)
  return key
}

/** Leaves of a plain tree of host tensors (a draw), sorted by name so that key order in the source does not matter. */
export type HostTree = HostTensor | readonly HostTree[] | { readonly [name: string]: HostTree }

const isHost = (t: HostTree): t is HostTensor => 'values' in t && ArrayBuffer.isView(t.values)

/** The host tensors of a draw, in a fixed order. */
export function hostLeaves(tree: HostTree): HostTensor[] {
  if (isHost(tree)) return [tree]
  const items: readonly HostTree[] = Array.isArray(tree)
    ? (tree as readonly HostTree[])
    : Object.keys(tree)
        .sort()
        .map(key => (tree as Record<string, HostTree>)[key]!)
  return items.flatMap(hostLeaves)
}

/** The draw with each host tensor replaced by the tensor of the same place. */
export function withLeaves(tree: HostTree, leaves: readonly tf.Tensor[]): unknown {
  let next = 0
  const build = (t: HostTree): unknown => {
    if (isHost(t)) return leaves[next++]
    if (Array.isArray(t)) return (t as readonly HostTree[]).map(build)
    const record = t as Record<string, HostTree>
    const built = Object.keys(record)
      .sort()
      .map(key => [key, build(record[key]!)] as const)
    return Object.fromEntries(built)
  }
  return build(tree)
}
