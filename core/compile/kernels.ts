import * as tf from '@tensorflow/tfjs'
import { TraceBackend, type Symbolic } from './backend.ts'
import { attributesOf, type Operand, type Rule } from './rule.ts'
import { hostCalls } from './rules/host.ts'
import { rules } from './rules/index.ts'

/** The name under which the tracing backend is registered. */
export const TRACE = 'trace'

let backend: TraceBackend | null = null

/** The tracing backend, registered with a kernel a rule on first use. */
export function traceBackend(): TraceBackend {
  if (backend) return backend
  const made = new TraceBackend()
  tf.registerBackend(TRACE, () => made, 0)
  for (const [kernel, rule] of Object.entries({ ...rules, ...hostCalls })) registerRule(made, kernel, rule)
  backend = made
  return made
}

/** Registers one rule as a kernel of the tracing backend. */
export function registerRule(on: TraceBackend, kernelName: string, rule: Rule): void {
  tf.registerKernel({
    kernelName,
    backendName: TRACE,
    kernelFunc: ({ inputs, attrs }) => {
      const operands: Record<string, Operand> = {}
      for (const [name, x] of Object.entries(inputs)) {
        if (!x) continue
        const value = on.value(x)
        operands[name] = { value, shape: value.shape, type: value.type }
      }
      const out = rule(on.recorder, operands, attributesOf(kernelName, attrs ?? {}))
      const symbols: Symbolic | Symbolic[] = Array.isArray(out) ? out.map(v => on.symbol(v as never)) : on.symbol(out as never)
      return symbols
    },
  })
}

/** Replaces a rule for the length of `body`: tests plant a wrong one and look for the law that fails. */
export function withRule<T>(kernel: string, rule: Rule, body: () => T): T {
  const on = traceBackend()
  const before = rules[kernel]
  tf.unregisterKernel(kernel, TRACE)
  registerRule(on, kernel, rule)
  const restore = (): void => {
    tf.unregisterKernel(kernel, TRACE)
    if (before) registerRule(on, kernel, before)
  }
  try {
    const result = body()
    if (result instanceof Promise) return result.finally(restore) as T
    restore()
    return result
  } catch (error) {
    restore()
    throw error
  }
}
