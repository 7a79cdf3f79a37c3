import * as tf from '@tensorflow/tfjs'

type Kernel = tf.KernelFunc
interface MatMulInputs {
  readonly a: tf.TensorInfo
  readonly b: tf.TensorInfo
  readonly bias?: tf.TensorInfo
}
interface Backend {
  disposeData(dataId: object): boolean
}

const done = new WeakSet<Kernel>()

/**
 * Registers the kernels BatchMatMul and _FusedMatMul of the wasm backend again so that a transposed operand is transposed first:
 * their own transposed path reads memory across rows and is many times slower, and with a bias it is wrong (TensorFlow.js 4.22:
 * it adds another entry of the bias). Batches with a bias take that path whatever the flags, and are refused. Calling it again
 * does nothing.
 *
 * @throws where the wasm backend's kernels are not loaded (`import '@tensorflow/tfjs-backend-wasm'`)
 */
export function transposeBeforeMatMul(): void {
  for (const name of ['BatchMatMul', '_FusedMatMul']) {
    const plain = tf.getKernel(name, 'wasm') as tf.KernelConfig | undefined
    if (!plain) throw new Error(`the wasm backend has no kernel ${name}: import @tensorflow/tfjs-backend-wasm first`)
    if (done.has(plain.kernelFunc)) continue
    const kernelFunc = transposing(plain.kernelFunc)
    done.add(kernelFunc)
    tf.unregisterKernel(name, 'wasm')
    tf.registerKernel({ ...plain, kernelFunc })
  }
}

/** The kernel with each flag replaced by a transpose of the last two axes. */
const transposing =
  (kernel: Kernel): Kernel =>
  ({ inputs, backend, attrs }) => {
    const { a, b, bias } = inputs as unknown as MatMulInputs
    const batched = [a, b].some(x => x.shape.slice(0, -2).some(d => d !== 1))
    if (bias && batched)
      throw new Error('the wasm backend adds a bias to a product of batches wrongly: use tf.matMul, then tf.add')
    const made: tf.TensorInfo[] = []
    const turned = (x: tf.TensorInfo, flag: unknown): tf.TensorInfo => {
      if (!flag) return x
      const n = x.shape.length
      const perm = [...x.shape.keys()].slice(0, -2).concat(n - 1, n - 2)
      const y = tf.getKernel('Transpose', 'wasm').kernelFunc({ inputs: { x }, backend, attrs: { perm } }) as tf.TensorInfo
      made.push(y)
      return y
    }
    try {
      const operands = { ...inputs, a: turned(a, attrs?.transposeA), b: turned(b, attrs?.transposeB) }
      return kernel({ inputs: operands, backend, attrs: { ...attrs, transposeA: false, transposeB: false } })
    } finally {
      for (const t of made) (backend as Backend).disposeData(t.dataId)
    }
  }
