import { backend, type BackendName } from './backend.ts'
import { installSafeGradients } from './calculus/install.ts'
import { compiledEngine } from './compile/engine.ts'
import type { Precision } from './compile/onnx.ts'
import { MissingRule } from './compile/missing-rule.ts'
import { runtimeFault, withoutRuntime } from './compile/runtime.ts'
import { eagerEngine } from './eager.ts'
import type { Engine, FieldRun } from './engine.ts'
import { hostEngine } from './hostrun.ts'
import type { Assembled } from './lab.ts'
import { Refusal } from './refusal.ts'

/** How steps are carried out. */
export interface Execution {
  /** `auto`: compiled where every kernel has a rule, else eager, with a notice. */
  readonly execution: 'auto' | 'compiled' | 'eager'
  readonly precision: Precision
  /** Of compiled steps. One thread and four are not equal to the last bit. */
  readonly threads: number
  readonly device: 'cpu' | 'cuda' | 'dml'
  /** Of eager steps. */
  readonly backend: BackendName | 'auto'
}
/** What `engineOf` takes where an option is not given. */
export const defaultExecution: Execution = { execution: 'auto', precision: 'float32', threads: 1, device: 'cpu', backend: 'auto' }

const eagerly = (why: string): string => `running eagerly: ${why}`

/** The engine of an assembled run, and a sentence where it is not what was hoped for. */
export async function engineOf(run: Assembled, options: Partial<Execution> = {}): Promise<{ engine: Engine; notice?: string }> {
  const { execution, precision, threads, device, backend: name } = { ...defaultExecution, ...options }
  const { game, key, needs, optimizer } = run
  const field: FieldRun = { game, optimizer, key }
  const fault = execution === 'eager' && needs === 'field' ? null : runtimeFault()
  if (fault !== null && (execution === 'compiled' || (execution === 'auto' && precision === 'float64')))
    throw new Refusal(withoutRuntime(fault))
  const eager = async (): Promise<Engine> => {
    if (precision === 'float64')
      throw new Refusal(
        'precision float64 needs compiled steps: TensorFlow.js has float32 only; use --execution compiled, or --precision float32',
      )
    await backend(name)
    return eagerEngine(field)
  }
  if (needs !== 'field') {
    // Metrics of a host solver's answer are tensor programs like any other's.
    installSafeGradients()
    const host = hostEngine({ game, optimizer, needs, key })
    if (fault !== null) return { engine: { ...host, evaluate: (await eager()).evaluate }, notice: eagerly(withoutRuntime(fault)) }
    const { evaluate } = compiledEngine(field, { precision, device: { threads, provider: device } })
    return { engine: { ...host, evaluate } }
  }
  if (execution === 'eager') return { engine: await eager() }
  if (fault !== null) return { engine: await eager(), notice: eagerly(withoutRuntime(fault)) }
  installSafeGradients()
  const engine = compiledEngine(field, { precision, device: { threads, provider: device } })
  if (execution === 'compiled') return { engine }
  try {
    const { state } = await engine.advance(await engine.init(), 0, 1)
    await engine.answer(state)
    return { engine: readingEagerly(engine, eager) }
  } catch (error) {
    if (!(error instanceof MissingRule) || precision === 'float64') throw error
    return { engine: await eager(), notice: eagerly(error.message) }
  }
}

/** The compiled engine, but probes of metrics that lack a rule are evaluated eagerly: that touches no bit of the run. */
const readingEagerly = (engine: Engine, eager: () => Promise<Engine>): Engine => {
  let reader: Promise<Engine> | null = null
  return {
    ...engine,
    evaluate: async (...probe) => {
      if (reader) return (await reader).evaluate(...probe)
      try {
        return await engine.evaluate(...probe)
      } catch (error) {
        if (!(error instanceof MissingRule)) throw error
        reader = eager()
        return (await reader).evaluate(...probe)
      }
    },
  }
}
