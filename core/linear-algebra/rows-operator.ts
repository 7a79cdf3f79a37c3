import * as tf from '@tensorflow/tfjs'
import type { Precision } from '../compile/onnx.ts'
import type { Device } from '../compile/session.ts'
import { compiled, type Compiled } from './compiled.ts'
import { blockRows, type Rows } from './rows.ts'
import type { Operator } from './subspace.ts'

/** Y ↦ YXᵀX, [l, d]: a block of rows of X at a time, in the precision given, summed over blocks in double precision. 4ndl operations. */
export function rowsOperator(rows: Rows, precision: Precision, device: Device): Operator {
  const { n, d } = rows
  const b = blockRows(rows)
  const block = precision === 'float64' ? new Float64Array(b * d) : new Float32Array(b * d)
  const programs = new Map<number, Promise<Compiled>>()
  const programOf = (l: number): Promise<Compiled> => {
    const known = programs.get(l)
    if (known) return known
    const shapes = [[b, d] as const, [l, d] as const]
    const made = compiled(([x, y]) => [tf.matMul(tf.matMul(x!, y!, false, true), x!, true, false)], shapes, precision, device)
    programs.set(l, made)
    return made
  }
  return async (Y, l) => {
    const program = await programOf(l)
    const factor = precision === 'float64' ? Y : Float32Array.from(Y)
    const sum = new Float64Array(l * d)
    for (let from = 0; from < n; from += b) {
      rows.read(from, block)
      const [part] = await program(block, factor)
      for (let i = 0; i < sum.length; i++) sum[i]! += part![i]!
    }
    return sum
  }
}
