import { readFileSync } from 'node:fs'
import { Model, elementType } from '../../core/compile/schema.ts'
import { Refusal } from '../../core/refusal.ts'

/** An input or output: its name, and its axes, a number where the model fixes one. */
export interface Port {
  readonly name: string
  readonly shape: readonly (number | null)[]
  readonly precision: 'float32' | 'float64'
}
export interface OnnxFile {
  readonly bytes: Uint8Array
  readonly input: Port
  /** The name of the output. */
  readonly output: string
}

interface Info {
  readonly name: string
  readonly type?: {
    readonly tensorType?: {
      readonly elemType?: number
      readonly shape?: { readonly dim?: readonly { readonly dimValue?: number }[] }
    }
  }
}
interface Graph {
  readonly input?: readonly Info[]
  readonly output?: readonly Info[]
  readonly initializer?: readonly { readonly name: string }[]
}

/** The bytes of a model, and the input and output of these names, or its only input and its first output. Refuses with a sentence. */
export function onnxFile(
  file: string,
  { input, output }: { readonly input: string | null; readonly output: string | null },
): OnnxFile {
  const bytes = bytesOf(file)
  const { input: inputs = [], output: outputs = [], initializer = [] } = graphOf(file, bytes)
  const weights = new Set(initializer.map(t => t.name))
  const free = inputs.filter(({ name }) => !weights.has(name))
  const names = (all: readonly Info[]): string => all.map(v => v.name).join(', ') || 'none'
  const info = input === null ? (free.length === 1 ? free[0] : undefined) : free.find(v => v.name === input)
  if (!info)
    throw new Refusal(
      input === null
        ? `the ONNX model ${file} has the inputs ${names(free)}: name the one for samples with input=…; the others must have values of their own`
        : `the ONNX model ${file} has no input '${input}'; its inputs are ${names(free)}`,
    )
  if (free.length > 1)
    throw new Refusal(
      `the ONNX model ${file} has the inputs ${names(free)}; features take one, the others must have values of their own`,
    )
  const found = output === null ? outputs[0] : outputs.find(v => v.name === output)
  if (!found)
    throw new Refusal(
      `the ONNX model ${file} has no output ${output === null ? '' : `'${output}'`}; its outputs are ${names(outputs)}`,
    )
  return { bytes, input: portOf(file, info), output: found.name }
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? String(error)})`
    throw new Refusal(`the file ${file} ${reason}: name an ONNX model`)
  }
}

function graphOf(file: string, bytes: Uint8Array): Graph {
  try {
    const { graph } = Model.toObject(Model.decode(bytes), { longs: Number }) as { readonly graph?: Graph }
    if (graph?.output?.length) return graph
  } catch {
    // Said below.
  }
  throw new Refusal(`the file ${file} is no ONNX model`)
}

function portOf(file: string, { name, type }: Info): Port {
  const { elemType, shape } = type?.tensorType ?? {}
  const precision = elemType === elementType.float32 ? 'float32' : elemType === elementType.float64 ? 'float64' : null
  if (precision === null)
    throw new Refusal(`the input '${name}' of the ONNX model ${file} takes no real numbers; features need float32 or float64`)
  // A free axis has a name or nothing; the rows may be 0, −1 or absent.
  return { name, shape: (shape?.dim ?? []).map(({ dimValue = 0 }) => (dimValue > 0 ? dimValue : null)), precision }
}
