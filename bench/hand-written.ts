/**
 * The opponent: the same GAN step as a TensorFlow.js user writes it by hand, with its own Adam, variables and kernels, and nothing
 * of this library. Started as a child process it runs on the wasm backend as that comes.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as tf from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { serve } from './serve.ts'
import { latentWidth, sizeOf, stepSize, type Size } from './sizes.ts'

export interface HandWritten {
  /** Weights and biases, layer after layer, of the generator 16→H→H→2 and of the critic 2→H→H→1. */
  readonly generator: readonly tf.Variable[]
  readonly critic: readonly tf.Variable[]
  /** A minibatch of the ring: real [B, 2], latent [B, 16]. */
  draw(): { real: tf.Tensor2D; latent: tf.Tensor2D }
  /** One step of both players on a minibatch, drawn where none is given. */
  step(batch?: { real: tf.Tensor2D; latent: tf.Tensor2D }): void
}

const variablesOf = (widths: readonly number[]): tf.Variable[] =>
  widths.slice(1).flatMap((width, l) => {
    const fanIn = widths[l]!
    return [tf.variable(tf.randomNormal([fanIn, width], 0, Math.sqrt(1 / fanIn))), tf.variable(tf.zeros([width]))]
  })

const apply = (weights: readonly tf.Variable[], x: tf.Tensor2D): tf.Tensor2D => {
  let h = x
  for (let l = 0; l < weights.length; l += 2) {
    h = tf.add(tf.matMul(h, weights[l] as unknown as tf.Tensor2D), weights[l + 1]!)
    if (l + 2 < weights.length) h = tf.relu(h)
  }
  return h
}

const named = (grads: tf.NamedTensorMap): { name: string; tensor: tf.Tensor }[] =>
  Object.entries(grads).map(([name, tensor]) => ({ name, tensor }))

/** Both losses at the same weights, both gradients, both Adam steps. The generator's forward pass is made once and used twice. */
export function handWritten({ batch, width }: Size): HandWritten {
  const generator = variablesOf([latentWidth, width, width, 2])
  const critic = variablesOf([2, width, width, 1])
  const [adamG, adamD] = [tf.train.adam(stepSize, 0.9, 0.999, 1e-8), tf.train.adam(stepSize, 0.9, 0.999, 1e-8)]
  const angles = Array.from({ length: 8 }, (_, m) => (2 * Math.PI * m) / 8)
  const centres = tf.tensor2d(angles.map(a => [Math.cos(a), Math.sin(a)]))

  const draw: HandWritten['draw'] = () =>
    tf.tidy(() => {
      const modes = tf.randomUniform<tf.Rank.R1>([batch], 0, 8, 'int32')
      const real = tf.add<tf.Tensor2D>(tf.gather(centres, modes), tf.randomNormal([batch, 2], 0, 0.02))
      return { real, latent: tf.randomNormal<tf.Rank.R2>([batch, latentWidth]) }
    })

  const step: HandWritten['step'] = given => {
    tf.tidy(() => {
      const { real, latent } = given ?? draw()
      let fake = real
      const forG = tf.variableGrads(() => {
        fake = tf.keep(apply(generator, latent))
        return tf.mean(tf.softplus(tf.neg(apply(critic, fake))))
      }, [...generator])
      const forD = tf.variableGrads(
        () => tf.add<tf.Scalar>(tf.mean(tf.softplus(tf.neg(apply(critic, real)))), tf.mean(tf.softplus(apply(critic, fake)))),
        [...critic],
      )
      adamG.applyGradients(named(forG.grads))
      adamD.applyGradients(named(forD.grads))
      fake.dispose()
    })
  }
  return { generator, critic, draw, step }
}

async function main(): Promise<void> {
  setWasmPaths(join(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist/'))
  await tf.setBackend('wasm')
  await tf.ready()
  const size = sizeOf(process.argv[2]!)
  const begun = performance.now()
  const { step, generator } = handWritten(size)
  step()
  generator[0]!.dataSync()
  await serve({ ms: performance.now() - begun }, steps => {
    for (let k = 0; k < steps; k++) step()
    // Nothing is left under way on this backend; reading a weight makes sure of it.
    generator[0]!.dataSync()
    return Promise.resolve()
  })
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) await main()
