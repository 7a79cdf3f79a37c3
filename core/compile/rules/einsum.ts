import { einsteinOf } from '../../einstein.ts'
import { sizeOf } from '../../host.ts'
import type { Value } from '../graph.ts'
import type { Recorder } from '../recorder.ts'
import { attributesOf, operand, type Rules } from '../rule.ts'
import { contractions } from './reduce.ts'
import { reshape } from './reshape.ts'
import { transpose } from './transpose.ts'

/** A value whose axes have names. */
interface Term {
  readonly value: Value
  readonly axes: readonly string[]
}

/** The term with its axes in the order of `axes`, summed over all others. */
function arranged(g: Recorder, { value, axes }: Term, wanted: readonly string[]): Value {
  const gone = axes.flatMap((a, i) => (wanted.includes(a) ? [] : [i]))
  const left = axes.filter(a => wanted.includes(a))
  const kept = value.shape.filter((_, i) => !gone.includes(i))
  const summed = gone.length === 0 ? value : g.add('ReduceSum', [value, g.integers(gone)], kept, value.type, { keepdims: 0 })
  return transpose(
    g,
    summed,
    wanted.map(a => left.indexOf(a)),
  )
}

/** The product of two terms, summed over the axes that nobody needs any more: one product of matrices. */
function product(g: Recorder, a: Term, b: Term, needed: ReadonlySet<string>): Term {
  const shared = a.axes.filter(x => b.axes.includes(x))
  const [batch, inner] = [shared.filter(x => needed.has(x)), shared.filter(x => !needed.has(x))]
  const rows = a.axes.filter(x => !shared.includes(x) && needed.has(x))
  const columns = b.axes.filter(x => !shared.includes(x) && needed.has(x))
  const size = new Map([a, b].flatMap(t => t.axes.map((x, i) => [x, t.value.shape[i]!] as const)))
  const sizes = (axes: readonly string[]): number[] => axes.map(x => size.get(x)!)
  const matrix = (value: Value, left: readonly string[], right: readonly string[]): Value =>
    reshape(g, value, [...sizes(batch), sizeOf(sizes(left)), sizeOf(sizes(right))])
  const operands = {
    a: matrix(arranged(g, a, [...batch, ...rows, ...inner]), rows, inner),
    b: matrix(arranged(g, b, [...batch, ...inner, ...columns]), inner, columns),
  }
  const given = Object.fromEntries(
    Object.entries(operands).map(([k, value]) => [k, { value, shape: value.shape, type: value.type }]),
  )
  const plain = attributesOf('BatchMatMul', { transposeA: false, transposeB: false })
  const axes = [...batch, ...rows, ...columns]
  return { value: reshape(g, contractions.BatchMatMul!(g, given, plain) as Value, sizes(axes)), axes }
}

export const einsums: Rules = {
  Einsum: (g, inputs, attributes) => {
    const { terms, result } = einsteinOf(attributes.text('equation'))
    const [first, ...rest] = terms.map((axes, i): Term => ({ value: operand(inputs, String(i)).value, axes }))
    const all = rest.reduce(
      (term, next, i) => product(g, term, next, new Set([...result, ...rest.slice(i + 1).flatMap(t => t.axes)])),
      first!,
    )
    return arranged(g, all, result)
  },
}
