import * as tf from '@tensorflow/tfjs'
import type { FrameLoop } from '../frame.ts'
import { dataType } from './backend.ts'
import type { Graph, Value } from './graph.ts'
import { traceBackend } from './kernels.ts'

/** Whether the tape of a gradient is being recorded (tfjs-core 4.22, engine.ts). */
const differentiating = (): boolean => (tf.engine() as unknown as { state: { gradientDepth: number } }).state.gradientDepth > 0

/** One ONNX Loop: the carry, a counter beside it, and the condition looked at before each pass. */
export function recordLoop(
  spec: FrameLoop,
  enter: () => void,
  leave: () => void,
): { results: tf.Tensor[]; count: Value; body: Graph } {
  if (differentiating()) {
    throw new Error(
      '`iterate` inside a gradient: a loop of unknown length cannot be differentiated once it is compiled; write out a fixed number of passes, ' +
        'or run with --execution eager',
    )
  }
  const backend = traceBackend()
  const g = backend.recorder
  const carry = spec.carry.map(t => backend.value(t))
  const goesOn = (state: readonly tf.Tensor[]): Value => {
    const done = backend.value(spec.until(state))
    const asBool = done.type === 'bool' ? done : g.add('Cast', [done], done.shape, 'bool')
    const flat = asBool.shape.length === 0 ? asBool : g.add('Reshape', [asBool, g.integers([])], [], 'bool')
    return g.add('Not', [flat], [], 'bool')
  }
  const first = goesOn(spec.carry)
  enter()
  let body: Graph
  try {
    body = g.scoped(() => {
      g.input([], 'int64')
      g.input([], 'bool')
      const passes = g.input([], 'int64')
      const inputs = carry.map(v => g.input(v.shape, v.type))
      const next = spec.body(inputs.map(v => backend.tensor(v)))
      if (next.length !== carry.length)
        throw new Error(`a loop's body returned ${next.length} tensors for a carry of ${carry.length}`)
      const values = next.map((t, i) => {
        const v = backend.value(t)
        const want = carry[i]!
        if (v.type !== want.type || v.shape.join() !== want.shape.join()) {
          throw new Error(
            `a loop's carry ${i} changes from ${dataType(want.type)}[${want.shape.join()}] to ${dataType(v.type)}[${v.shape.join()}]`,
          )
        }
        return v
      })
      const one = g.constant(BigInt64Array.of(1n), [], 'int64', true)
      return [goesOn(next), g.add('Add', [passes, one], [], 'int64'), ...values]
    })
  } finally {
    leave()
  }
  const zero = g.constant(BigInt64Array.of(0n), [], 'int64', true)
  const max = g.constant(BigInt64Array.of(BigInt(spec.max)), [], 'int64', true)
  const outputs = [g.fresh([], 'int64'), ...carry.map(v => g.fresh(v.shape, v.type))]
  g.addLoop([max, first, zero, ...carry], outputs, body)
  return { results: outputs.slice(1).map(v => backend.tensor(v)), count: outputs[0]!, body }
}
