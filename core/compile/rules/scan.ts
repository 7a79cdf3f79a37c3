import type { Value } from '../graph.ts'
import type { Recorder } from '../recorder.ts'
import { axisOf, like, operand, type Operand, type Rules } from '../rule.ts'
import { filled } from './fill.ts'
import { slice } from './slice.ts'

/** x moved by `by` entries along an axis, ones coming in. */
function shifted(g: Recorder, x: Operand, value: Value, axis: number, by: number, reverse: boolean): Value {
  const n = x.shape[axis]!
  const one = filled(g, [], 1, x.type)
  const kept = slice(
    g,
    value,
    x.shape.map((_, i) => (i === axis && reverse ? by : 0)),
    x.shape.map((d, i) => (i === axis ? n - by : d)),
  )
  const pads = [...x.shape, ...x.shape].map((_, i) => (i === (reverse ? x.shape.length + axis : axis) ? by : 0))
  return g.add('Pad', [kept, g.integers(pads), one], x.shape, x.type)
}

export const scans: Rules = {
  Cumsum: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const at = g.constant(BigInt64Array.of(BigInt(axisOf(attributes.number('axis', 0), x.shape.length))), [], 'int64', true)
    const [exclusive, reverse] = [attributes.flag('exclusive') ? 1 : 0, attributes.flag('reverse') ? 1 : 0]
    return like(g, 'CumSum', x, [x.value, at], { exclusive, reverse })
  },
  /** By doubling: after k rounds an entry is the product of 2ᵏ neighbours. */
  Cumprod: (g, inputs, attributes) => {
    const x = operand(inputs, 'x')
    const axis = axisOf(attributes.number('axis', 0), x.shape.length)
    const reverse = attributes.flag('reverse')
    const n = x.shape[axis]!
    let y = attributes.flag('exclusive') ? shifted(g, x, x.value, axis, 1, reverse) : x.value
    for (let by = 1; by < n; by *= 2) y = like(g, 'Mul', x, [y, shifted(g, x, y, axis, by, reverse)])
    return y
  },
}
