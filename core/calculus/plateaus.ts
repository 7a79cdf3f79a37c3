import * as tf from '@tensorflow/tfjs'
import type { Rule } from './rule.ts'

/** Kernels that are locally constant, and their inputs. */
const inputs: Readonly<Record<string, readonly string[]>> = {
  Step: ['x'],
  Sign: ['x'],
  Floor: ['x'],
  Ceil: ['x'],
  Round: ['x'],
  FloorDiv: ['a', 'b'],
  Greater: ['a', 'b'],
  GreaterEqual: ['a', 'b'],
  Less: ['a', 'b'],
  LessEqual: ['a', 'b'],
  Equal: ['a', 'b'],
  NotEqual: ['a', 'b'],
  LogicalAnd: ['a', 'b'],
  LogicalOr: ['a', 'b'],
  LogicalNot: ['x'],
  All: ['x'],
  Any: ['x'],
  IsNan: ['x'],
  IsInf: ['x'],
  IsFinite: ['x'],
  ArgMax: ['x'],
  ArgMin: ['x'],
  SearchSorted: ['sortedSequence', 'values'],
}

/** Derivative zero, in float32 whatever the type of the input (the engine accepts no other). */
export const plateaus: readonly Rule[] = Object.entries(inputs).map(([kernelName, names]) => ({
  kernelName,
  inputsToSave: [...names],
  gradFunc: (_, saved) => Object.fromEntries(names.map((name, i) => [name, () => tf.zeros(saved[i]!.shape)])),
}))
