/** The library as a child process: the step assembled from selectors, compiled or eager. Arguments: size, execution, threads or backend. */
import { pathToFileURL } from 'node:url'
import { createLab } from '../core/lab.ts'
import { engineOf, type Execution } from '../core/execute.ts'
import { builtin } from '../plugins/builtin.ts'
import { serve } from './serve.ts'
import { latentWidth, sizeOf, stepSize, type Size } from './sizes.ts'

/** The step of a size, as selectors. */
export const requestOf = ({ batch, width }: Size) => ({
  game: `gan[data=ring,loss=non-saturating,latent=${latentWidth},batch=${batch}]`,
  players: { generator: `mlp[hidden=[${width},${width}]]`, critic: `mlp[hidden=[${width},${width}]]` },
  optimizer: `gda[stepSize=${stepSize},direction=adam]`,
  seed: 0,
})

/** Starts the engine, makes the first step, then serves turns. */
async function library(arguments_: readonly string[]): Promise<void> {
  const [name, execution, how] = arguments_ as [string, Execution['execution'], string]
  const options: Partial<Execution> =
    execution === 'eager' ? { execution, backend: how as Execution['backend'] } : { execution, threads: Number(how) }
  const begun = performance.now()
  const { engine } = await engineOf(createLab(builtin).assemble(requestOf(sizeOf(name))), options)
  let { state } = await engine.advance(await engine.init(), 0, 1)
  let k = 1
  await serve(performance.now() - begun, async (steps, block) => {
    for (const end = k + steps; k < end;) {
      const n = Math.min(block, end - k)
      ;({ state } = await engine.advance(state, k, n))
      k += n
    }
  })
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) await library(process.argv.slice(2))
