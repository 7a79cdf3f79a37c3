import { beforeAll, describe, expect, it } from 'vitest'
import type { Value } from '../../core/compile/graph.ts'
import type { Recorder } from '../../core/compile/recorder.ts'
import { withRule } from '../../core/compile/kernels.ts'
import type { Precision } from '../../core/compile/onnx.ts'
import type { Rule } from '../../core/compile/rule.ts'
import { rules } from '../../core/compile/rules/index.ts'
import { useTestedBackend } from '../tested-backend.ts'
import { cases } from './cases/table.ts'
import type { Case } from './kernel-case.ts'
import { compiled, eager } from './program-of.ts'

/**
 * float32: an entry is a few roundings (2⁻²⁴ relative each) away from eager's, of which exp and log take up to two and a sum one a
 * term; 1e-6 is 17 roundings. Relative to the entry where the op works entry by entry, so that tails count; absolute at most
 * 1e-6 of the largest entry where entries are sums that cancel.
 */
const sums = new Set([
  ...[
    'Sum',
    'Mean',
    'Prod',
    'Cumsum',
    'BatchMatMul',
    '_FusedMatMul',
    'Einsum',
    'Softmax',
    'LogSoftmax',
    'Sin',
    'Cos',
    'Mod',
    'Erf',
  ],
  ...['AvgPool', 'ResizeBilinear', 'FusedBatchNorm'],
])
const bound = 1e-6

async function differs(
  name: string,
  { op, inputs, exact, expected, double }: Case,
  precision: Precision,
): Promise<string | null> {
  const want = exact
    ? [{ shape: inputs[0]!.host.shape, dtype: 'float32', values: Array.from(inputs[0]!.host.values, exact) }]
    : (expected ?? eager(op, inputs))
  const got = await compiled(op, inputs, precision)
  if (got.length !== want.length) return `${got.length} outputs, not ${want.length}`
  for (const [i, { shape, dtype, values }] of got.entries()) {
    const to = want[i]!
    if (shape.join() !== to.shape.join()) return `shape [${shape.join()}], not [${to.shape.join()}]`
    if (dtype !== to.dtype) return `type ${dtype}, not ${to.dtype}`
    const most = Math.max(...to.values.map(Math.abs).filter(Number.isFinite))
    const tight = precision === 'float64' && (exact ?? double) ? 1e-12 : bound
    for (const [j, v] of values.entries()) {
      const w = to.values[j]!
      if (Object.is(v, w) || v === w) continue
      const scale = sums.has(name) ? most : Math.abs(w)
      if (!(Math.abs(v - w) <= tight * scale)) return `entry ${j} is ${v}, not ${w}`
    }
  }
  return null
}

/** A rule whose every output is wrong: booleans and integers are flipped or shifted, reals shifted by one. */
const planted =
  (rule: Rule): Rule =>
  (g, inputs, attributes) => {
    const right = rule(g, inputs, attributes)
    const spoil = (v: Value): Value => {
      if (v.type === 'bool') return g.add('Not', [v], v.shape, 'bool')
      return g.add('Add', [v, one(g, v)], v.shape, v.type)
    }
    return Array.isArray(right) ? (right as readonly Value[]).map(spoil) : spoil(right as Value)
  }
const one = (g: Recorder, v: Value): Value => (v.type === 'int32' ? g.constant(Int32Array.of(1), [], 'int32', true) : g.real(1))

beforeAll(useTestedBackend)

describe('a compiled kernel gives what the eager kernel gives', () => {
  it('has a case for every rule and none beside', () => {
    expect(Object.keys(cases).sort()).toEqual(Object.keys(rules).sort())
  })
  describe.each(Object.keys(rules))('%s', name => {
    it.each(['float32', 'float64'] as const)('in %s', async precision => {
      for (const [i, c] of (cases[name] ?? []).entries()) expect(await differs(name, c, precision), `case ${i}`).toBeNull()
    })
    it('and the comparison fails with a wrong rule', async () => {
      for (const [i, c] of (cases[name] ?? []).entries()) {
        // Only a case whose op reaches this kernel can fail by it.
        const difference = await withRule(name, planted(rules[name]!), () => differs(name, c, 'float32'))
        expect(difference, `case ${i}`).not.toBeNull()
      }
    })
  })
})
