import type * as ort from 'onnxruntime-node'
import { loweringOf } from './lowering/block.ts'
import { callsHost, captured as capturedBy, type Value } from './graph.ts'
import { cast, type Real } from './graph-program.ts'
import { encodeModel, graphMessage, plainNames, valueInfo, type Precision } from './onnx.ts'
import { compile, costOf, type Ran } from './program.ts'
import { feed, sessionOf, type Device, type Entries } from './session.ts'
import type { Traced } from './trace.ts'

/** A traced step as a program that makes any number of steps in one call. */
export interface StepProgram {
  readonly flops: number
  readonly loopFlops: readonly number[]
  /**
   * Makes `steps` steps. `feeds[j]` holds the j-th feed's values, one a step; `draws[d][l]` the entries of leaf l of draw d, step after step.
   */
  run(state: readonly Entries[], steps: number, feeds: readonly Float64Array[], draws: readonly (readonly Real[])[]): Promise<Ran>
}

/**
 * Compiles a step whose new state has the form of the old one as an ONNX Loop with a free number of passes. Measuring every step
 * or every hundredth then runs the same graph and gives the same bytes. A leaf that a step hands on untouched stays outside the loop.
 * A step that calls the host is made one by one.
 */
export async function compileSteps<T>(traced: Traced<T>, precision: Precision, device: Device): Promise<StepProgram> {
  const { graph, loops } = traced
  if (callsHost(graph)) return stepByStep(traced, precision, device)
  const name = (v: Value): string => plainNames.name(v)
  const next = graph.outputs.slice(0, traced.arguments.length)
  const carried = traced.arguments.flatMap((arg, i) => (next[i]!.id === arg.id ? [] : [{ arg, next: next[i]!, i }]))
  const node = (opType: string, input: string[], output: string[], attribute: object[] = []): object => ({
    opType,
    name: `${opType}_${output[0]}`,
    input,
    output,
    attribute,
  })
  const axis0 = [{ name: 'axis', type: 2, i: 0 }]
  const perStep = [
    ...traced.feeds.map(({ value }, j) => ({ value, block: `feed${j}` })),
    ...traced.draws.flatMap((leaves, d) => leaves.map((value, l) => ({ value, block: `draw${d}_${l}` }))),
  ]
  const lowering = await loweringOf(graph, precision, device)
  const body = graphMessage(
    { ...graph, inputs: carried.map(c => c.arg), outputs: [...carried.map(c => c.next), ...loops.map(l => l.count)] },
    'step',
    precision,
    plainNames,
    lowering,
  ) as { node: object[]; input: object[]; output: { name: string }[] }
  const passNames = loops.map((_, j) => `passes${j}`)
  const counted = body.output.splice(carried.length)
  body.input.unshift(valueInfo('iteration', [], 'int64', precision), valueInfo('going', [], 'bool', precision))
  body.input.push(...passNames.map(p => valueInfo(p, [], 'int64', precision)))
  body.node.unshift(...perStep.map(({ value, block }) => node('Gather', [block, 'iteration'], [name(value)], axis0)))
  body.node.push(
    node('Identity', ['going'], ['go_on']),
    ...counted.map((c, j) => node('Add', [passNames[j]!, c.name], [`${passNames[j]}_next`])),
  )
  body.output.unshift(valueInfo('go_on', [], 'bool', precision) as { name: string })
  body.output.push(...passNames.map(p => valueInfo(`${p}_next`, [], 'int64', precision) as { name: string }))

  const initial = (c: { i: number }): string => `state${c.i}`
  const final = (c: { i: number }): string => `state${c.i}_next`
  const untouched = traced.arguments.filter((_, i) => !carried.some(c => c.i === i))
  // Leaves that the step reads, inside its loops too, or copies into another leaf.
  const captured = capturedBy({ ...graph, inputs: [], outputs: carried.map(c => c.next) })
  const bytes = (values: bigint[] | number[]): Uint8Array =>
    typeof values[0] === 'bigint'
      ? new Uint8Array(BigInt64Array.from(values as bigint[]).buffer)
      : Uint8Array.from(values as number[])
  const outer = {
    name: 'steps',
    node: [
      {
        opType: 'Loop',
        name: 'steps',
        input: ['steps', 'go', ...carried.map(initial), ...passNames.map(() => 'zero')],
        output: [...carried.map(final), ...passNames.map(p => `${p}_total`)],
        attribute: [{ name: 'body', type: 5, g: body }],
      },
    ],
    initializer: [
      { name: 'go', dims: [], dataType: 9, rawData: bytes([1]) },
      { name: 'zero', dims: [], dataType: 7, rawData: bytes([0n]) },
    ],
    input: [
      valueInfo('steps', [], 'int64', precision),
      ...carried.map(c => valueInfo(initial(c), c.arg.shape, c.arg.type, precision)),
      ...untouched.filter(v => captured.has(v.id)).map(v => valueInfo(name(v), v.shape, v.type, precision)),
      ...perStep.map(({ value, block }) => valueInfo(block, ['block', ...value.shape], value.type, precision)),
    ],
    output: [
      ...carried.map(c => valueInfo(final(c), c.arg.shape, c.arg.type, precision)),
      ...passNames.map(p => valueInfo(`${p}_total`, [], 'int64', precision)),
    ],
  }
  const cost = costOf(traced)
  if (carried.length === 0) {
    return { flops: cost.flops, loopFlops: cost.loops, run: async state => Promise.resolve({ outputs: state, passes: [] }) }
  }
  const session = await sessionOf(encodeModel(outer, lowering.domains), device)
  const live = new Set(session.inputNames)
  return {
    flops: cost.flops,
    loopFlops: cost.loops,
    run: async (state, steps, feeds, draws) => {
      const given: Record<string, ort.Tensor> = {}
      const give = (n: string, entries: Entries, shape: readonly number[]): void => {
        if (live.has(n)) given[n] = feed(entries, shape)
      }
      give('steps', BigInt64Array.of(BigInt(steps)), [])
      for (const c of carried) give(initial(c), cast(state[c.i]!, c.arg.type, precision), c.arg.shape)
      traced.arguments.forEach((v, i) => give(name(v), cast(state[i]!, v.type, precision), v.shape))
      feeds.forEach((f, j) => give(`feed${j}`, cast(f, 'real', precision), [steps]))
      draws.forEach((leaves, d) =>
        leaves.forEach((entries, l) => {
          const v = traced.draws[d]![l]!
          give(`draw${d}_${l}`, cast(entries, v.type, precision), [steps, ...v.shape])
        }),
      )
      const results = await session.run(given)
      const outputs = [...state]
      for (const c of carried) outputs[c.i] = results[final(c)]!.data as Entries
      return { outputs, passes: passNames.map(p => Number((results[`${p}_total`]!.data as BigInt64Array)[0])) }
    },
  }
}

/** A step that is cut by calls of the host: nothing is left to loop over inside a graph. */
async function stepByStep<T>(traced: Traced<T>, precision: Precision, device: Device): Promise<StepProgram> {
  const { run, flops, loopFlops } = await compile(traced, precision, device)
  return {
    flops,
    loopFlops,
    run: async (state, steps, feeds, draws) => {
      let outputs = state
      const passes = traced.loops.map(() => 0)
      for (let s = 0; s < steps; s++) {
        const fed = feeds.map(f => f.subarray(s, s + 1))
        const drawn = draws.flatMap(leaves => leaves.map(all => part(all, s, steps)))
        const made = await run([...outputs, ...fed, ...drawn])
        outputs = made.outputs
        made.passes.forEach((n, j) => (passes[j]! += n))
      }
      return { outputs, passes }
    },
  }
}

/** The s-th of equal parts. */
const part = (all: Real, s: number, parts: number): Real => {
  const n = all.length / parts
  return all.subarray(s * n, (s + 1) * n)
}
