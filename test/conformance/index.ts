import { beforeAll, describe } from 'vitest'
import { backend } from '../../core/backend.ts'
import { createLab } from '../../core/lab.ts'
import { finiteSums } from './claim-games.ts'
import { claims } from './claims.ts'
import { contract } from './contract.ts'
import { derivatives } from './derivatives.ts'
import { examples } from './examples.ts'
import { games } from './games.ts'
import { learners } from './learners.ts'
import { product } from './product.ts'
import { reductions } from './reductions.ts'
import { sets } from './sets.ts'
import { testCompiled } from './subject.ts'
import { dealt, type ConformanceOptions } from './setting.ts'

export type { ConformanceOptions, Only, Setting } from './setting.ts'

/**
 * Declares the conformance suite in a vitest file, generated over everything that the plugins register: a new definition is tested
 * without a line to add.
 *
 *     conformance({ plugins: [...builtin, mine], only: ['my-optimizer'] })
 *
 * `only` selects definitions by id or kind. A game that is selected is tested on its own and with every optimizer, an optimizer on every
 * game. A failing law throws one sentence.
 */
export function conformance(options: ConformanceOptions): void {
  const lab = createLab([...options.plugins, finiteSums])
  testCompiled((options.backend ?? 'cpu') === 'cpu')
  describe('conformance', () => {
    beforeAll(() => backend(options.backend ?? 'cpu'))
    const dealtOut = [contract, learners, product]
    // Claims, reductions and examples are run in double precision, compiled: on every backend the same.
    const compiledOnly = (options.backend ?? 'cpu') === 'cpu' ? [claims, reductions, examples] : []
    const others = [...compiledOnly, derivatives, games, sets]
    for (const group of dealt(options, 0) ? [...dealtOut, ...others] : dealtOut) group(lab, options)
  })
}
