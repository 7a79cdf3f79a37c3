/** What `saddle mixture` has found, as plain data: the file mixture.json, and what its page is made of. */
import type { MetaGame, Round } from '../../core/double-oracle/double-oracle.ts'
import type { BestResponses } from '../../core/double-oracle/responses.ts'

/** How it was made. */
export interface Settings {
  readonly draws: number
  readonly bestResponses: number
  readonly steps: number
  /** Steps at most, all stretches together. */
  readonly most: number
  readonly optimizer: string
  readonly rounds: number
  readonly seed: number
}
export interface RoundRecord extends Omit<Round, 'x' | 'y'> {
  readonly x: readonly number[]
  readonly y: readonly number[]
}
/** A strategy with weight in the last round's equilibrium. */
export interface Supported {
  readonly from: string
  readonly weight: number
}
export interface MixtureRecord extends Omit<MetaGame, 'rows' | 'columns' | 'rounds'> {
  /** Of the run. */
  readonly about: Readonly<Record<string, string>>
  readonly players: readonly [string, string]
  readonly settings: Settings
  /** On which draws: the ends of sentences. */
  readonly laws: { readonly training: string; readonly heldOut: string }
  /** Where each strategy of the matrix is from. */
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  readonly rounds: readonly RoundRecord[]
  /** Heaviest first. */
  readonly support: readonly [readonly Supported[], readonly Supported[]]
}

const plain = ({ x, y, ...round }: Round): RoundRecord => ({ ...round, x: Array.from(x), y: Array.from(y) })

/** The strategies that have weight, heaviest first. */
const supported = (from: readonly string[], weights: readonly number[]): Supported[] =>
  weights.flatMap((weight, k) => (weight > 0 ? [{ from: from[k]!, weight }] : [])).sort((a, b) => b.weight - a.weight)

export function recordOf(played: MetaGame, made: Pick<MixtureRecord, 'about' | 'players' | 'settings' | 'laws'>): MixtureRecord {
  const rounds = played.rounds.map(plain)
  const [rows, columns] = [played.rows, played.columns].map(atoms => atoms.map(a => a.from)) as [string[], string[]]
  const { x, y } = rounds.at(-1)!
  const { payoffs, largestError, solved, others } = played
  return {
    ...made,
    rows,
    columns,
    payoffs,
    largestError,
    rounds,
    solved,
    others,
    support: [supported(rows, x), supported(columns, y)],
  }
}

/** Half of the gap, as exploitability is defined for two players. */
export const exploitability = ({ upper, lower }: { readonly upper: number; readonly lower: number }): number =>
  (upper - lower) / 2

/** What the game's own best responses say of the mixture, a sentence; null where some are trained. `they` begins it. */
export function ownWords(
  they: string,
  { rounds, players, solved }: Pick<MixtureRecord, 'rounds' | 'players' | 'solved'>,
): string | null {
  const { responses } = rounds.at(-1)!
  if (responses.some(r => r.how === 'trained')) return null
  const over = responses.flatMap((r, i) => (r.over === undefined ? [] : [`that of the ${players[i]!} is sought over ${r.over}`]))
  if (over.length === 0)
    return `${they}${solved ? ', and none is better than what is there: the mixture is an equilibrium of the game' : ''}.`
  return `${they}; ${over.join(', ')}, so that the exploitability is a lower bound of the true one${solved ? '. None is better than what is there: the mixture is an equilibrium as far as is searched' : ''}.`
}

/** Whether a bound comes from the game itself, from training, or from both. */
export const foundBy = (responses: readonly BestResponses[]): string => [...new Set(responses.map(r => r.how))].join(' and ')
