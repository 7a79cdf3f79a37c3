import * as tf from '@tensorflow/tfjs'
import { ruleOf } from './rule.ts'

/** What is needed of the engine's tape (tfjs-core 4.22, engine.ts). */
interface Node {
  readonly inputs: Readonly<Record<string, tf.Tensor | undefined>>
  saved: tf.Tensor[]
}
interface Recorder {
  readonly state: { readonly activeTape: Node[]; readonly kernelDepth: number }
  getTensorsForGradient(kernel: string, inputs: Node['inputs'], outputs: tf.Tensor[]): (tf.Tensor | undefined)[]
  addTapeNode(
    kernel: string,
    inputs: Node['inputs'],
    outputs: tf.Tensor[],
    gradient: unknown,
    saved: tf.Tensor[],
    attrs: unknown,
  ): void
  [repaired]?: true
}
const repaired = Symbol.for('saddlepoint.calculus.tape')

/**
 * Mends the engine's tape in three places, for every kernel and every gradient that is not ours at once.
 *
 * 1. A kernel's copies of its own *outputs* are recorded before the kernel itself, so a second derivative does not see that
 *    they depend on its inputs and is silently wrong (tanh, sigmoid, exp, softmax, pow, logSoftmax). The kernel goes first.
 * 2. An op with a gradient of its own (`tf.customGrad`) can be given a rule under the name of its scope; the rule gets copies of
 *    the op's inputs (composites.ts).
 * 3. An optional input that was not given (the scale of a batch normalization) made the engine throw. It is no input.
 */
export function repairTape(): void {
  const engine = tf.engine() as unknown as Recorder
  if (engine[repaired]) return
  engine[repaired] = true
  const toSave = engine.getTensorsForGradient.bind(engine)
  engine.getTensorsForGradient = (kernel, inputs, outputs) => toSave(kernel, inputs, outputs).filter(x => x !== undefined)
  const record = engine.addTapeNode.bind(engine)
  engine.addTapeNode = (kernel, given, outputs, gradient, saved, attrs) => {
    const inputs = Object.fromEntries(Object.entries(given).filter(([, x]) => x !== undefined))
    // A registered kernel passes no gradient, and copies are recorded while a kernel runs: what is left is an op with its own.
    const composite = gradient != null && engine.state.kernelDepth === 0 && ruleOf(kernel) !== undefined
    const copies = composite ? Object.values(inputs).map(x => tf.keep(x!.clone())) : []
    record(kernel, inputs, outputs, gradient, composite ? copies : saved, attrs)
    const tape = engine.state.activeTape
    tape.at(-1)!.saved = [...saved, ...copies] // freed with the tape
    beforeCopies(tape, outputs, saved.length + copies.length)
  }
}

/** Moves the last node of the tape before those of the `n` nodes ahead of it that read one of its outputs. */
function beforeCopies(tape: Node[], outputs: readonly tf.Tensor[], n: number): void {
  const end = tape.length - 1
  const own = new Set(outputs.map(y => y.id))
  for (let at = Math.max(0, end - n); at < end; at++) {
    if (!Object.values(tape[at]!.inputs).some(x => x && own.has(x.id))) continue
    tape.splice(at, 0, ...tape.splice(end, 1))
    return
  }
}
