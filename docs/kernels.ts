import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as tf from '@tensorflow/tfjs'
import { format, resolveConfig } from 'prettier'
import { differentiableOrder } from '../core/calculus/order.ts'
import { unsafeKernels } from '../core/calculus/unsafe.ts'
import { withRule } from '../core/compile/kernels.ts'
import { refusalReasons } from '../core/compile/refused.ts'
import type { Rule } from '../core/compile/rule.ts'
import { rules } from '../core/compile/rules/index.ts'
import { trace } from '../core/compile/trace.ts'
import { cases } from '../test/compile/cases/table.ts'

/** The page that this writes. */
export const path = fileURLToPath(new URL('kernels.md', import.meta.url))

const products = 'products of patches in float64, where ONNX Runtime has no convolution'
const ownFormula = 'ONNX Runtime has it in float32 only'
const unfused = 'TensorFlow.js takes it apart where it is differentiated, and knows the linear one itself'
/** What a reader would not expect from the nodes. */
const notes: Readonly<Record<string, string>> = {
  Sigmoid: "ONNX Runtime's float32 Sigmoid is wrong in the tail (all of it is lost at −20)",
  Erf: `${ownFormula}; relative error 1e-15, where TensorFlow.js has 1.5e-7`,
  ...Object.fromEntries(
    ['Tan', 'Atan', 'Asin', 'Acos', 'Atan2', 'Sinh', 'Cosh', 'Asinh', 'Acosh', 'Atanh'].map(kernel => [kernel, ownFormula]),
  ),
  Elu: 'without cancellation near zero',
  Conv2D: products,
  Conv2DBackpropInput: `${products}; \`tf.conv2dTranspose\` too`,
  Conv2DBackpropFilter: products,
  DepthwiseConv2dNative: products,
  DepthwiseConv2dNativeBackpropInput: products,
  DepthwiseConv2dNativeBackpropFilter: products,
  AvgPool: 'padding is left out; products with averaging matrices in float64',
  MaxPool: 'entries that tie: the first gets the derivative',
  Max: 'entries that tie share the derivative',
  Min: 'entries that tie share the derivative',
  GatherV2: 'along any axis, in batches too; no derivative by the indices',
  ScatterNd: 'updates that meet are added, one after another: the same bytes on any number of threads',
  OneHot: 'indices outside give a row of off values, as in TensorFlow.js',
  Cumprod: 'by doubling; the derivative takes n² memory along the axis',
  Prod: 'the derivative takes n² memory',
  Einsum: 'one product of matrices a pair of inputs; right also where the cpu backend is not (an axis that one input alone has)',
  StridedSlice: 'right also where the cpu backend is not (an axis left out by shrinkAxisMask)',
  _FusedMatMul: unfused,
  FusedConv2D: unfused,
  FusedDepthwiseConv2D: unfused,
}
const sources = new Set(['Fill', 'Range', 'LinSpace', 'OnesLike', 'ZerosLike'])

/** The ONNX nodes that a rule records, over all of its cases. */
function nodesOf(kernel: string): string[] {
  const seen = new Set<string>()
  const watched: Rule = (g, inputs, attributes) => {
    const before = g.graph.nodes.length
    const made = rules[kernel]!(g, inputs, attributes)
    for (const node of g.graph.nodes.slice(before)) seen.add(node.op)
    return made
  }
  withRule(kernel, watched, () => {
    for (const { op, inputs } of cases[kernel] ?? []) {
      const specs = inputs.map(({ host, dtype }) => ({ shape: host.shape, dtype }))
      trace(args => ({ result: null, outputs: [op(...args)].flat() }), specs, { draw: [], start: [] })
    }
  })
  return [...seen].sort()
}

const derivatives = (kernel: string): string => {
  if (sources.has(kernel)) return 'zero'
  if (notes[kernel] === unfused) return 'of its parts'
  const order = differentiableOrder(kernel)
  return order === Infinity ? 'any order' : order === 1 ? 'first only' : 'none'
}

/** The text of docs/kernels.md. */
export async function kernelPage(): Promise<string> {
  await tf.setBackend('cpu')
  const compiled = Object.keys(rules).sort((a, b) => a.localeCompare(b))
  const text = `# Kernels

TensorFlow.js carries out every op by one or more kernels. A compiled step records, for each, nodes of ONNX; this page says which kernels
have such a rule, and how often a composition that contains one can be differentiated. It is written by \`npm run docs:kernels\` from the
rules themselves, and a test looks whether it is up to date.

Each rule is held against the eager kernel, in float32 and in float64, by \`test/compile/rules.test.ts\`; derivatives of orders 1 and 2
against differences by \`test/core/kernel-derivatives.test.ts\` and \`test/core/calculus-table.test.ts\`. How to add a rule is in
[CONTRIBUTING.md](../CONTRIBUTING.md#add-a-kernel-rule).

## Compiled

No nodes: the result is a constant, or the input itself.

| kernel | ONNX nodes | derivatives | notes |
|---|---|---|---|
${compiled.map(k => `| \`${k}\` | ${nodesOf(k).join(', ')} | ${derivatives(k)} | ${notes[k] ?? ''} |`).join('\n')}

## Not compiled

\`--execution auto\` runs a step with one of these eagerly and says so; \`--execution compiled\` refuses. Random numbers inside an op are
refused by both.

| why | kernels |
|---|---|
${Object.entries(refusalReasons)
  .map(([why, kernels]) => `| ${why} | ${kernels.map(k => `\`${k}\``).join(', ')} |`)
  .join('\n')}

## Derivatives

Where the table says none, differentiating is an error that names the kernel. Of kernels that are not compiled, some
have derivatives when run eagerly:

| kernel | derivatives | why no more |
|---|---|---|
${Object.entries(unsafeKernels)
  .map(([k, { why }]) => `| \`${k}\` | ${derivatives(k)} | ${why} |`)
  .join('\n')}
`
  return format(text, { ...(await resolveConfig(path)), parser: 'markdown' })
}

/** Whether the page in the repository is the one that the rules give. */
export const upToDate = async (): Promise<boolean> => (await kernelPage()) === readFileSync(path, 'utf8')

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(path, await kernelPage())
