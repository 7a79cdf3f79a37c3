import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import { expect, it } from 'vitest'
import type { Game } from '../../core/contract.ts'
import { engineOf } from '../../core/execute.ts'
import { Point } from '../../core/point.ts'
import { key } from '../../core/key.ts'
import { fixture, lab } from './play.ts'

type Rows = number[][]
const { neural } = fixture('quadratic_wgan') as {
  neural: {
    C: Rows
    sigmaZ: Rows
    p: number
    W0: Rows
    U0: Rows
    v0: number[]
    runs: Record<'gradient-regularized', { steps: number[]; iterates: number[][]; relativeGap: number[]; violation: number[] }>
  }
}
/** Rows whose sums are these second moments. */
const rowsOf = (A: Rows): string =>
  JSON.stringify(new CholeskyDecomposition(new Matrix(A)).lowerTriangularMatrix.transpose().to2DArray())

it('at a constrained saddle: the projected residual, step for step, on a critic of unit rows and an ℓ1 term', async () => {
  const request = {
    game: `quadratic-wgan[data=${rowsOf(neural.C)},latent=${rowsOf(neural.sigmaZ)},beta=1,normalise=sum,neurons=6]`,
    optimizer: 'gradient-regularized[stepSize=0.05,weight=0.5]',
    seed: 0,
  }
  const { game } = lab.assemble(request)
  const starts = [neural.W0.flat(), [...neural.U0.flat(), ...neural.v0]]
  const placed: Game = {
    ...game,
    players: game.players.map((p, i) => ({
      ...p,
      start: () => new Point(p.start(key(0)).layout, Float64Array.from(starts[i]!)),
    })),
  }
  const { engine } = await engineOf(lab.assemble({ ...request, override: { game: placed } }), { precision: 'float64' })
  const { steps, iterates, relativeGap, violation } = neural.runs['gradient-regularized']
  let state = await engine.init()
  let k = 0
  for (const [i, step] of steps.entries()) {
    if (step > k) ({ state } = await engine.advance(state, k, step - k))
    k = step
    const answer = await engine.answer(state)
    const found = answer.flatMap(m => Array.from(m.atoms[0]!.host))
    expect(Math.max(...found.map((x, j) => Math.abs(x - iterates[i]![j]!)))).toBeLessThan(1e-11)
    const certificate = placed.oracles!.certify!(answer)
    expect(Math.abs(certificate.gap / neural.p - relativeGap[step]!)).toBeLessThan(1e-11)
    expect(Math.abs(certificate.violation - violation[step]!)).toBeLessThan(1e-11)
  }
  expect(steps.at(-1)).toBeGreaterThan(1)
})
