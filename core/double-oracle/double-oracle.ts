import type { Key } from '../key.ts'
import { support, type Mixture } from '../mixture.ts'
import type { Point } from '../point.ts'
import { estimated, mixed, type Payoffs } from './payoffs.ts'
import { responsesOf, type ResponseOptions, type BestResponses } from './responses.ts'
import { restricted, boundsOf, type MetaStrategies, type PayoffBounds } from './restricted.ts'

/** A strategy of a restricted game, and where it is from. */
export interface Atom {
  readonly point: Point
  /** `step 400`, `answer, atom 3`, `response of round 1`. */
  readonly from: string
}
/** A pair of mixtures at worst, over the strategies that are there and over best responses on held-out draws. */
export interface NashConv {
  readonly restricted: PayoffBounds
  /** The first player's loss on held-out draws at the pair, and at the best responses of the second and of the first player. */
  readonly heldOut: PayoffBounds & { readonly gap: number; readonly error: number; readonly valueError: number }
  readonly responses: readonly [BestResponses, BestResponses]
}
export interface Round extends NashConv {
  readonly rows: number
  readonly columns: number
  readonly x: Float64Array
  readonly y: Float64Array
  /** Standard error of the value over the draws of the matrix, the weights as they are. */
  readonly valueError: number
}
export interface MetaGame {
  readonly rows: readonly Atom[]
  readonly columns: readonly Atom[]
  /** [row][column], what the first player loses to the second: means over the draws, and the largest standard error of one. */
  readonly payoffs: readonly (readonly number[])[]
  readonly largestError: number
  readonly rounds: readonly Round[]
  /** No best response is better than what is there, and none is trained: where all are exact, the last pair is an equilibrium of the whole game. */
  readonly solved: boolean
  /** What the first restricted game's other mixtures are at worst, by name. */
  readonly others: Readonly<Record<string, NashConv>>
}
export interface DoubleOracleOptions extends ResponseOptions {
  readonly rows: readonly Atom[]
  readonly columns: readonly Atom[]
  readonly rounds: number
  readonly key: Key
  /** Other weights of the strategies that are there at first, to be compared with the equilibrium. */
  readonly compared: Readonly<Record<string, readonly [x: readonly number[], y: readonly number[]]>>
  /** Told of each round. */
  told?(round: Round): void
}

const mixtureOf = (atoms: readonly Atom[], weights: ArrayLike<number>): Mixture => ({
  atoms: atoms.map(a => a.point),
  weights: Array.from(weights),
})
const meansOf = (A: Awaited<ReturnType<Payoffs>>): number[][] => A.map(row => row.map(draws => estimated(draws).mean))

/** Differences of payoffs below this share of the largest are rounding. */
const rounding = 1e-12

/**
 * Double oracle on min over u, max over v of M(u, v) = ℓ₁(u, v), from finite sets U₁ and V₁ of strategies:
 *
 *     (x_r, y_r) an equilibrium of M on U_r × V_r;   u_r ∈ argmin_u E_{v~y_r} M(u, v),   v_r ∈ argmax_v E_{u~x_r} M(u, v)
 *     U_{r+1} = U_r ∪ {u_r},   V_{r+1} = V_r ∪ {v_r}
 *
 * McMahan, Gordon and Blum 2003; with trained responses PSRO (Lanctot et al., arXiv:1711.00832) with the exact meta-solver. With exact responses
 * E M(u_r, y_r) ≤ value ≤ E M(x_r, v_r) in every round, and it ends at an equilibrium of the whole game where that is finite. Trained and searched
 * responses give bounds from inside: max_v E M(x_r, v) − min_u E M(u, y_r) is at least what is found.
 */
export async function doubleOracle(options: DoubleOracleOptions): Promise<MetaGame> {
  const { training, heldOut, key, told } = options
  const [rows, columns] = [[...options.rows], [...options.columns]]
  const pointsOf = (atoms: readonly Atom[]): Point[] => atoms.map(a => a.point)
  const draws = (): ReturnType<Payoffs> => training(pointsOf(rows), pointsOf(columns))

  const nashConvOf = async (A: readonly (readonly number[])[], x: ArrayLike<number>, y: ArrayLike<number>, key: Key) => {
    const [u, v] = [mixtureOf(rows, x), mixtureOf(columns, y)]
    const first = await responsesOf(options, 0, u.atoms, v, key.fold('first'))
    const second = await responsesOf(options, 1, v.atoms, u, key.fold('second'))
    const [p, q] = [support(u), support(v)]
    const value = estimated(mixed(await heldOut(p.atoms, q.atoms), p.weights, q.weights))
    const gap = estimated(second.draws.map((d, k) => d - first.draws[k]!))
    const found: NashConv = {
      restricted: boundsOf(A, x, y),
      heldOut: {
        value: value.mean,
        valueError: value.error,
        upper: second.responses.best,
        lower: first.responses.best,
        gap: gap.mean,
        error: gap.error,
      },
      responses: [first.responses, second.responses],
    }
    return { found, better: [first.better, second.better] as const }
  }

  const rounds: Round[] = []
  let others: Record<string, NashConv> = {}
  let solved = false
  for (let r = 1; r <= options.rounds; r++) {
    const all = await draws()
    const A = meansOf(all)
    const game: MetaStrategies = await restricted(A)
    const { x, y } = game
    const { found, better } = await nashConvOf(A, x, y, key.fold('round').fold(r))
    const round: Round = {
      ...found,
      rows: rows.length,
      columns: columns.length,
      x,
      y,
      valueError: estimated(mixed(all, x, y)).error,
    }
    rounds.push(round)
    told?.(round)
    if (r === 1)
      for (const [name, [p, q]] of Object.entries(options.compared))
        others = { ...others, [name]: (await nashConvOf(A, p, q, key.fold(name))).found }
    const scale = A.flat().reduce((m, a) => Math.max(m, Math.abs(a)), 0)
    const own = found.responses.every(s => s.how !== 'trained')
    solved = own && (better.every(p => p === null) || found.heldOut.gap <= rounding * scale)
    if (r === options.rounds || solved) break
    if (better[0]) rows.push({ point: better[0], from: `response of round ${r}` })
    if (better[1]) columns.push({ point: better[1], from: `response of round ${r}` })
  }
  const all = await draws()
  const largestError = all.flat().reduce((m, d) => Math.max(m, estimated(d).error), 0)
  return { rows, columns, payoffs: meansOf(all), largestError, rounds, solved, others }
}
