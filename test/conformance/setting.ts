import type { BackendName } from '../../core/backend.ts'
import type { Definition, Kind, OptimizerDefinition, Plugin } from '../../core/define.ts'
import type { Lab, Request } from '../../core/lab.ts'
import type { Selector } from '../../core/selector.ts'
import { parseSelector } from '../../core/selector-parse.ts'

/** A game on which laws are tested, with its players where they are not the default ones. */
export interface Setting {
  readonly game: string
  readonly players?: Readonly<Record<string, string>>
  /** Its players are networks, and its steps take long. */
  readonly networks?: true
  /** Its laws are those of another one here, or its steps take long: every third optimizer is tested on it, or every n-th. */
  readonly inTurn?: true | number
}
/** What to test: ids, or a kind, or both. */
export type Only = readonly (string | { readonly kind?: Kind; readonly id?: string })[]
/** What the conformance suite tests, on what, and how much of it. */
export interface ConformanceOptions {
  /** The plugins of the lab: those under test and what they need, usually the built-in ones. */
  readonly plugins: readonly Plugin[]
  /** Tests these definitions alone; everything in the plugins where absent. */
  readonly only?: Only
  /** In place of the small games below, as selectors or with players. */
  readonly games?: readonly (Setting | string)[]
  /** The backend of eager steps, by default cpu. A process has one. On another one, what compiled steps alone must do is left out: it is the same. */
  readonly backend?: BackendName
  /** How much of optimizers × games × players the law of compiled and eager steps is tested on: pairs that cover all, or everything. */
  readonly product?: 'pairs' | 'whole'
  /**
   * Tests one of so many shares, [part, of] with part = 0, 1, …: several files then run side by side. Optimizers are dealt out in turn; what is about
   * no optimizer is in the first share.
   */
  readonly share?: readonly [part: number, of: number]
}

const layers = (hidden: string, activation: string): string => `mlp[hidden=${hidden},activation=${activation}]`
const line = '[[-1],[1],[0.5]]'
const rows = '[[2,0.5,0],[-1,1,0.3],[0,-1.5,0.5],[-1,0,-0.8]]'

/**
 * Small forms of the built-in games: every loss, penalty, activation and set is met at least once. The starts are such that no first
 * step of a normalising direction ends at zero, where what is left is rounding alone.
 */
export const small: readonly Setting[] = [
  { game: 'bilinear[start=[[1.3],[-0.5]]]' },
  {
    game: 'bilinear[singular=[1,0.5]]',
    players: { x: 'vector[start=[1,-1],set=box[limit=1.05]]', y: 'vector[start=[0.5,1],set=ball[radius=1.2]]' },
  },
  { game: 'finite-sum-bilinear[terms=6,dimension=3,batch=2,limit=1.5,start=[0.9,-0.7]]' },
  { game: 'finite-sum-bilinear[terms=5,dimension=2,matrices=gaussian,start=[0.9,-0.7]]' },
  { game: 'quadratic[dimension=3,start=[[1,0.5,-1],[0.3,-2,1]]]' },
  {
    game: 'quadratic[dimension=2,linear=[[0.5,-1],[0.2,0.1]]]',
    players: { x: 'vector[start=[1,0.02],set=orthant]', y: 'vector[start=[1,0.03],set=l1[weight=0.3]]' },
  },
  { game: 'quadratic[spectrumX=[-0.1,0.2],spectrumY=[0.3,-0.2],singular=[1,0.5],start=[[1,-0.5],[0.3,0.7]]]' },
  { game: 'spectral-quadratic' },
  { game: 'robust-regression[rows=6,ridge=0.1]', players: { w: 'vector[start=[0.2]]' } },
  { game: 'almost-bilinear' },
  { game: 'forsaken' },
  { game: 'dirac-gan[start=[1.3,0.8],penalty=r1[weight=0.3]]' },
  { game: 'dirac-gan[start=[1.3,0.8],loss=non-saturating,noise=0.5,penalty=gp[weight=0.2]]' },
  { game: 'lq-wgan' },
  { game: 'matrix[payoff=rock-paper-scissors,start=[[0.5,0.3,0.2],[0.2,0.5,0.3]]]' },
  {
    game: 'gan[data=ring,loss=minimax,batch=4,latent=2]',
    networks: true,
    players: { generator: layers('[4]', 'tanh'), critic: layers('[4]', 'softplus') },
  },
  {
    game: 'gan[data=ring,penalty=r1[weight=1],batch=4,latent=2]',
    networks: true,
    // With three neurons a layer all of one die, and what is left of a gradient is the rounding of ½ − ½.
    players: { generator: layers('[5,4]', 'relu'), critic: layers('[5,4]', 'relu') },
  },
  {
    game: 'gan[data=grid,loss=wasserstein,batch=3,latent=2]',
    networks: true,
    players: { generator: 'linear', critic: 'mlp[hidden=[4],activation=leaky-relu,clip=0.3]' },
  },
  {
    game: 'gan[data=grid,loss=hinge,penalty=r2[weight=0.5],batch=3,latent=1]',
    networks: true,
    players: { generator: layers('[3]', 'elu'), critic: layers('[3]', 'sigmoid') },
  },
  {
    game: 'gan[data=digits,loss=least-squares,penalty=gp[weight=0.5],batch=2,latent=1]',
    networks: true,
    players: { generator: 'linear', critic: layers('[2]', 'tanh') },
  },
  {
    game: 'gan[data=digits,batch=3,latent=2]',
    networks: true,
    players: { generator: 'dcgan[channels=2,init=he]', critic: 'dcgan[channels=2,init=he,norm=spectral,iterations=2]' },
  },
  { game: 'semi-shallow-gan' },
  {
    game: 'semi-shallow-gan[data=[[-1],[0.5],[1]],generator=network[latents=3],start=[[0.4,-0.3]]]',
    inTurn: 8,
    players: { generator: layers('[3]', 'tanh') },
  },
  { game: 'mix[of=dirac-gan[start=[1.3,0.8]],generators=2,critics=1,spread=0.5]' },
  { game: `quadratic-wgan[data=${rows},rank=1,neurons=3,latent=2]` },
  { game: `quadratic-wgan[data=${rows},rank=1,neurons=3,latent=2,batch=2]` },
  { game: 'linear-program[start=[[0.5,0.8],[0.3,1.2,0.7]]]', inTurn: true },
  { game: `lifted-wgan[data=${rows},rank=1,start=0.7]`, inTurn: true },
  {
    game: `two-layer-wgan[activation=relu,data=${line},latent=${line},start=[[1.3]],beta=0.3,neurons=3,normalise=sum,regulariser=weights]`,
    inTurn: true,
  },
  {
    game: 'two-layer-wgan[activation=polynomial[a=1,b=-0.7,c=0.02],data=[[-0.4],[0.4],[0.2]],latent=[[1,0.4],[1,-0.8]],beta=0.1,neurons=2,normalise=sum]',
    inTurn: 8,
  },
  {
    game: 'two-layer-wgan[decay=cubes,data=[[-0.5],[0.5],[0.3]],latent=[[-0.5],[0.5],[0.3]],beta=0.1,neurons=2,start=[[0.9]]]',
    inTurn: 8,
  },
  {
    game: 'progressive-wgan[sizes=[4,8],ranks=[1,2],latent=8,neurons=[8,8],batch=2,penalty=gp[weight=0.01],output=1,start=0.2]',
    networks: true,
  },
]

/** Small forms of players whose default form is large. */
const smallPlayers: Readonly<Record<string, string>> = {
  mlp: layers('[3]', 'tanh'),
  dcgan: 'dcgan[channels=2,init=he]',
  resnet: 'resnet[channels=2,init=he]',
}
export const smallPlayer = (id: string): string => smallPlayers[id] ?? id

/** The run of a definition's example: `saddle run --game … --optimizer … --player … --metric …`. */
export function requestOf(example: string): Partial<Request> & { readonly command: string } {
  const [program, command, ...words] = example.split(/\s+/)
  if (program !== 'saddle' || command === undefined) throw new Error(`the example '${example}' is not a command of saddle`)
  const [one, players, metrics]: [Record<string, string>, Record<string, string>, string[]] = [{}, {}, []]
  for (let i = 0; i < words.length; i += 2) {
    const [flag, value] = [words[i]!, words[i + 1]]
    if (!flag.startsWith('--') || value === undefined) throw new Error(`the example '${example}' has '${flag}' without a value`)
    if (flag === '--metric') metrics.push(value)
    else if (flag === '--player') players[value.slice(0, value.indexOf('='))] = value.slice(value.indexOf('=') + 1)
    else one[flag.slice(2)] = value
  }
  const { game, optimizer, seed } = one
  return { command, players, metrics, seed: Number(seed ?? 0), ...(game ? { game } : {}), ...(optimizer ? { optimizer } : {}) }
}

/** Settings of every game of the lab: the given ones or the small ones, else the game of its example, else its defaults. */
export function settingsOf(lab: Lab, given: ConformanceOptions['games']): readonly Setting[] {
  if (given) return given.map(s => (typeof s === 'string' ? { game: s } : s))
  const known = lab.list('game').map(g => g.id)
  const covered = small.filter(s => known.includes(gameId(s)))
  const rest = lab.list('game').filter(g => !covered.some(s => gameId(s) === g.id))
  return [...covered, ...rest.map(g => exampleSetting(g.id, g.example))]
}
const exampleSetting = (id: string, example: string | undefined): Setting => {
  const { game, players } = example === undefined ? {} : requestOf(example)
  return typeof game === 'string' ? { game, players: (players ?? {}) as Record<string, string> } : { game: id }
}

export const gameId = ({ game }: Setting): string => parseSelector(game).id
export const settingName = ({ game, players }: Setting): string =>
  [game, ...Object.entries(players ?? {}).map(([id, player]) => `${id}=${player}`)].join(' ')

/** Whether the i-th of some things belongs to the share under test. */
export const dealt = ({ share: [part, of] = [0, 1] }: ConformanceOptions, i: number): boolean => i % of === part

/**
/**
 * Whether all laws of an optimizer are tested on a game. A suite over everything takes every other game, and every third of those between networks
 * and of those marked, others for the next optimizer; between networks it leaves out inner solvers, which take long. On the rest the product tests that
 * compiled = eager. `turn`: the places of both, summed.
 */
export const inTurn = (
  { only, product }: ConformanceOptions,
  { networks, inTurn: marked }: Setting,
  { id }: Pick<OptimizerDefinition, 'id'>,
  turn: number,
): boolean =>
  only !== undefined ||
  product === 'whole' ||
  (turn % (typeof marked === 'number' ? marked : (networks ?? marked) ? 3 : 2) === 0 &&
    !(networks && Object.hasOwn(fewPasses, id)))

/** Whether a definition is under test. */
export const selects =
  (only: Only | undefined) =>
  ({ kind, id }: Pick<Definition, 'kind' | 'id'>): boolean =>
    only?.some(o => (typeof o === 'string' ? o === id : (o.kind ?? kind) === kind && (o.id ?? id) === id)) ?? true

/** Few passes of inner solvers: on networks that jump their equation may have no solution, and an eager pass takes long. */
const fewPasses: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'proximal-point': { passes: 5 },
  'halpern': { of: parseSelector('proximal-point[stepSize=0.02,passes=5]') },
}
/** Options of an optimizer that is tried between any players: small steps, few passes. */
export const modest = ({ id, config }: Pick<OptimizerDefinition, 'id' | 'config'>): Readonly<Record<string, unknown>> => ({
  ...smallSteps(config),
  ...fewPasses[id],
})

/** Step sizes small enough for every game, between any players, to stay finite over 100 steps. */
export const smallSteps = (config: OptimizerDefinition['config']): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(config).flatMap(([name, o]) => (o.kind === 'stepSize' ? [[name, 0.02]] : [])))

/** A selector whose required slots are filled, with these options; that of the example where options without a default are left. */
export function optimizerSelector(lab: Lab, id: string, when: Readonly<Record<string, unknown>> = {}): Selector {
  const { slots = {}, config, example } = lab.find('optimizer', id)
  const open = Object.entries(slots).filter(([, slot]) => slot === 'optimizer')
  const demanded = Object.values(config).some(o => o.default === undefined && !('absent' in o))
  const written = demanded && example !== undefined ? requestOf(example).optimizer : undefined
  const base = typeof written === 'string' ? parseSelector(written).params : {}
  const filled = Object.fromEntries(open.map(([name]) => [name, parseSelector('gda[stepSize=0.1]')]))
  const given = Object.fromEntries(Object.entries(when).map(([name, v]) => [name, typeof v === 'boolean' ? String(v) : v]))
  return { id, params: { ...base, ...filled, ...given } as Selector['params'] }
}
