import type { Value } from '../graph.ts'
import type { Recorder } from '../recorder.ts'
import { broadcastShape, like, operand, type Rule, type Rules } from '../rule.ts'

const compare =
  (op: string): Rule =>
  (g, inputs) => {
    const a = operand(inputs, 'a')
    const b = operand(inputs, 'b')
    return g.add(op, [a.value, b.value], broadcastShape(a, b), 'bool')
  }

const flagged = (g: Recorder, op: string, inputs: Parameters<Rule>[1]): Value => {
  const x = operand(inputs, 'x')
  return g.add(op, [x.value], x.shape, 'bool')
}

/** Comparisons, logic and choice. */
export const logic: Rules = {
  Greater: compare('Greater'),
  GreaterEqual: compare('GreaterOrEqual'),
  Less: compare('Less'),
  LessEqual: compare('LessOrEqual'),
  Equal: compare('Equal'),
  NotEqual: (g, inputs) => {
    const same = compare('Equal')(g, inputs, undefined as never) as Value
    return g.add('Not', [same], same.shape, 'bool')
  },
  LogicalAnd: compare('And'),
  LogicalOr: compare('Or'),
  LogicalNot: (g, inputs) => {
    const x = operand(inputs, 'x')
    return g.add('Not', [x.value], x.shape, 'bool')
  },
  IsNan: (g, inputs) => flagged(g, 'IsNaN', inputs),
  IsInf: (g, inputs) => flagged(g, 'IsInf', inputs),
  /** x − x is zero unless x is infinite or not a number. */
  IsFinite: (g, inputs) => {
    const x = operand(inputs, 'x')
    return g.add('Equal', [like(g, 'Sub', x, [x.value, x.value]), g.real(0)], x.shape, 'bool')
  },
  /** tfjs casts a boolean condition on the way; both branches have the full shape. */
  Select: (g, inputs) => {
    const c = operand(inputs, 'condition')
    const t = operand(inputs, 't')
    const e = operand(inputs, 'e')
    // A condition of rank 1 selects whole rows.
    const rows = c.shape.length === 1 && t.shape.length > 1
    const shape = [...c.shape, ...t.shape.slice(1).map(() => 1)]
    const condition = rows ? g.add('Reshape', [c.value, g.integers(shape)], shape, 'bool') : c.value
    return g.add('Where', [condition, t.value, e.value], t.shape, t.type)
  },
}
