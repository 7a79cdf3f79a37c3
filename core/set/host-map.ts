import * as tf from '@tensorflow/tfjs'
import { Refusal } from '../refusal.ts'

/** A proximal map in double precision on the host, and how it changes. All of x's shape; η is the step. */
export interface HostMap {
  /** The set or function, as messages name it. */
  readonly name: string
  /** Estimated floating-point operations of a call, by a documented formula. */
  readonly flops: number
  prox(x: Float64Array, η: number): Float64Array
  /** The derivative of prox at x along v. It is symmetric in v, as that of every proximal map of a convex function is. */
  dprox?(x: Float64Array, η: number, v: Float64Array): Float64Array
}

/** Kernels of a map and of its derivative, outside TensorFlow.js. The traced graph is cut around them; eagerly they read their inputs. */
export const hostKernels = { prox: 'HostProx', slope: 'HostProxSlope' } as const

/** The value of a kernel on its inputs: x and η, for the derivative v too. */
export function calledOn(kernel: string, map: HostMap, [x, η, v]: readonly Float64Array[]): Float64Array {
  if (kernel === hostKernels.prox) return map.prox(x!, η![0]!)
  if (map.dprox) return map.dprox(x!, η![0]!, v!)
  throw new Refusal(
    `the proximal map of ${map.name} has no derivative here (dprox), which differentiating a step through it needs`,
  )
}

const ids = new WeakMap<HostMap, number>()
let next = 0
/** A number that tells maps apart. */
export const idOf = (map: HostMap): number => {
  const id = ids.get(map) ?? next++
  ids.set(map, id)
  return id
}

/** The map as a kernel takes it. */
interface Attributes {
  readonly map: HostMap
}
export const mapOf = (attributes: object): HostMap => (attributes as Attributes).map

const call = (kernel: string, map: HostMap, inputs: Record<string, tf.Tensor>): tf.Tensor1D => {
  install()
  return tf.engine().runKernel(kernel, inputs, { map } as unknown as tf.NamedAttrMap)
}

/** prox of x inside a step: the steps of a run and their derivative see one kernel. */
export const proxOnHost = (map: HostMap, x: tf.Tensor1D, η: tf.Scalar): tf.Tensor1D => call(hostKernels.prox, map, { x, step: η })

/** What a kernel is given by a TensorFlow.js backend that computes. */
interface Reading {
  readSync(dataId: object): ArrayLike<number>
  write(values: Float32Array, shape: number[], dtype: 'float32'): object
}

let installed = false
function install(): void {
  if (installed) return
  installed = true
  for (const kernelName of Object.values(hostKernels)) {
    for (const backendName of ['cpu', 'wasm', 'tensorflow']) {
      tf.registerKernel({
        kernelName,
        backendName,
        kernelFunc: ({ inputs, attrs, backend }) => {
          const on = backend as Reading
          const given = [inputs.x!, inputs.step!, ...(inputs.v ? [inputs.v] : [])]
          const values = given.map(t => Float64Array.from(on.readSync(t.dataId)))
          const shape = [...given[0]!.shape]
          const out = Float32Array.from(calledOn(kernelName, mapOf(attrs as object), values))
          return { dataId: on.write(out, shape, 'float32'), shape, dtype: 'float32' }
        },
      })
    }
  }
  const constantStep = (): never => {
    throw new Refusal('a step size that depends on the state cannot be differentiated through a proximal map on the host')
  }
  const once = (): never => {
    throw new Refusal('a proximal map on the host can be differentiated once; this step needs its second derivative')
  }
  tf.registerGradient({
    kernelName: hostKernels.prox,
    inputsToSave: ['x', 'step'],
    gradFunc: (dy, [x, step], attrs) => ({
      x: () => call(hostKernels.slope, mapOf(attrs), { x: x!, step: step!, v: dy as tf.Tensor }),
      step: constantStep,
    }),
  })
  tf.registerGradient({
    kernelName: hostKernels.slope,
    inputsToSave: ['x', 'step'],
    gradFunc: (dy, [x, step], attrs) => ({
      x: once,
      step: constantStep,
      v: () => call(hostKernels.slope, mapOf(attrs), { x: x!, step: step!, v: dy as tf.Tensor }),
    }),
  })
}
