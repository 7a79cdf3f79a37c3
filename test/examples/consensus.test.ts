import { readFileSync } from 'node:fs'
import { builtin, createLab, engineOf } from 'saddlepoint'
import { conformance } from 'saddlepoint/conformance'
import { describe, expect, it } from 'vitest'
import plugin from '../../examples/consensus.ts'

conformance({ plugins: [...builtin, plugin], only: ['consensus'] })

const lab = createLab([...builtin, plugin])
/** Strategies after each of n float64 steps, one number a player. */
async function played(game: string, optimizer: string, n: number): Promise<readonly (readonly [x: number, y: number])[]> {
  const { engine } = await engineOf(lab.assemble({ game, optimizer, seed: 0 }), { precision: 'float64' })
  let state = await engine.init()
  const found: [number, number][] = []
  for (let k = 0; k <= n; k++) {
    const [x, y] = await engine.answer(state)
    found.push([x!.atoms[0]!.host[0]!, y!.atoms[0]!.host[0]!])
    ;({ state } = await engine.advance(state, k, 1))
  }
  return found
}

describe('consensus optimization reaches its figures', () => {
  it.each([
    [0.1, 1],
    [0.2, 1],
    [0.1, 0.5],
    // Outside the limit η(1 + γ²) < 2γ.
    [0.5, 0.2],
  ])('bilinear, η = %d, γ = %d: ‖z‖² is multiplied by (1 − ηγ)² + η² at every step', async (η, γ) => {
    const z = await played('bilinear[start=[[1],[1]]]', `consensus[stepSize=${η},weight=${γ}]`, 50)
    const square = z.map(([x, y]) => x * x + y * y)
    const factor = (1 - η * γ) ** 2 + η * η
    for (let k = 1; k < square.length; k++) expect(square[k]! / square[k - 1]!).toBeCloseTo(factor, 12)
  })

  it('f = −x² + y²: multiplies by 0.6 and so converges to the worst point, where descent-ascent multiplies by 1.4', async () => {
    const game = 'quadratic[curvatureX=[[-2]],interaction=[[0]],curvatureY=[[-2]],start=[[1],[1]]]'
    const [one, other] = await Promise.all(
      ['consensus[stepSize=0.2]', 'gda[stepSize=0.2]'].map(optimizer => played(game, optimizer, 3)),
    )
    expect(one!.map(([x]) => x)).toEqual([1, 0.6, 0.6 ** 2, 0.6 ** 3].map(v => expect.closeTo(v, 12) as number))
    expect(other!.map(([x]) => x)).toEqual([1, 1.4, 1.4 ** 2, 1.4 ** 3].map(v => expect.closeTo(v, 12) as number))
  })
})

it('stands in the README as it is', () => {
  const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
  expect(read('README.md')).toContain(`\`\`\`ts\n${read('examples/consensus.ts')}\`\`\``)
})
