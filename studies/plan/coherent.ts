/** What contradicts what in a study file, as far as that can be seen without games and optimizers. */
import type { Execution } from '../../core/execute.ts'
import { gridSize } from '../tuning/draw.ts'
import { trialFlops } from '../tuning/trials.ts'
import { sameSeeds, seedList } from './seed-list.ts'
import type { Path, Refuse } from './shape.ts'
import type { GameEntry, OptimizerEntry, StudyFile, Tuning } from './study-file.ts'

export const gameEntry = (entry: string | GameEntry): GameEntry => (typeof entry === 'string' ? { game: entry } : entry)
export const optimizerEntry = (entry: string | OptimizerEntry): OptimizerEntry =>
  typeof entry === 'string' ? { optimizer: entry } : entry

/** Throws the first sentence there is to say. */
export function demandCoherent(study: StudyFile, refuse: Refuse): void {
  seedsDiffer(study, refuse)
  executes(study.execution ?? {}, refuse)
  study.optimizers.map(optimizerEntry).forEach((entry, i) => chosenOnce(entry, ['optimizers', i], refuse))
  const tuned = study.optimizers.findIndex(o => optimizerEntry(o).tune)
  const { tuning } = study
  if (!tuning) {
    if (tuned >= 0)
      refuse(
        ['optimizers', tuned, 'tune'],
        'has nothing that tunes it: give tuning, such as { search: random, trials: 20, seeds: [100, 101] }',
      )
    return
  }
  if (tuned < 0)
    refuse(['tuning'], 'has nothing to tune: no optimizer has tune, such as { stepSize: { logUniform: [0.001, 1] } }')
  tunesFairly(study, tuning, refuse)
  tunesApart(study, tuning, refuse)
}

function seedsDiffer(study: StudyFile, refuse: Refuse): void {
  if (typeof study.seeds === 'number') return
  const all = seedList(study)
  all.forEach((seeds, i) => {
    const first = all.findIndex(other => sameSeeds(other, seeds))
    if (first < i) refuse(['seeds', i], `is seeds[${first}] again; give every seed once`)
  })
}

function executes(
  { execution, precision, device = 'cpu', threads = 1, backend = 'auto' }: Partial<Execution>,
  refuse: Refuse,
): void {
  const key = (name: keyof Execution): Path => ['execution', name]
  const compiledOnly = 'is of compiled steps and contradicts execution.execution: eager; leave one of them out'
  if (execution === 'eager' && precision === 'float64') refuse(key('precision'), compiledOnly.replace('is of', 'float64 is of'))
  if (execution === 'eager' && device !== 'cpu') refuse(key('device'), compiledOnly)
  if (execution === 'eager' && threads > 1) refuse(key('threads'), compiledOnly)
  if (execution === 'compiled' && backend !== 'auto')
    refuse(key('backend'), 'is of eager steps and contradicts execution.execution: compiled; leave one of them out')
}

/** The row that the others are given the cost of is there; each axis once. */
export function demandEqual({ equal }: StudyFile, labels: readonly string[], refuse: Refuse): void {
  if (!equal) return
  if (!labels.includes(equal.to))
    refuse(['equal', 'to'], `is no label of a row; valid: ${labels.map(l => JSON.stringify(l)).join(', ')}`)
  equal.over.forEach((axis, i) => {
    if (equal.over.indexOf(axis) < i) refuse(['equal', 'over', i], `is ${axis} again; give every axis once`)
  })
}

/** No option is both compared and tuned, and no value is compared twice. */
function chosenOnce({ grid = {}, tune = {} }: OptimizerEntry, path: Path, refuse: Refuse): void {
  for (const name of Object.keys(tune))
    if (Object.hasOwn(grid, name)) refuse([...path, 'tune', name], 'is in grid too; an option is compared or tuned, not both')
  const lists = [
    ...Object.entries(grid).map(([name, values]) => [['grid', name], values] as const),
    ...Object.entries(tune).flatMap(([name, range]) =>
      'choices' in range ? [[['tune', name, 'choices'], range.choices] as const] : [],
    ),
  ]
  for (const [place, values] of lists)
    values.forEach((value, i) => {
      if (values.indexOf(value) < i) refuse([...path, ...place, i], `is ${value} again; give every value once`)
    })
}

/** Every optimizer has as many trials, or may spend as many FLOPs. */
function tunesFairly(study: StudyFile, tuning: Tuning, refuse: Refuse): void {
  const { search, trials, flops, points } = tuning
  const key = (name: keyof Tuning): Path => ['tuning', name]
  const entries = study.optimizers.map(optimizerEntry)
  if (flops !== undefined && tuning.budget && (trials !== undefined || search === 'grid'))
    refuse(
      key('budget'),
      `contradicts tuning.flops, of which each of the ${trials ?? "grid's"} trials has an equal share: give one of them`,
    )
  if (search === 'random') {
    if (trials === undefined && flops === undefined)
      refuse(key('trials'), 'must be given, or flops: how many trials, or how many FLOPs, every optimizer has on a game')
    if (points !== undefined) refuse(key('points'), 'is of search: grid and contradicts search: random; leave it out')
  } else {
    const needs = entries.findIndex(({ tune = {} }) => Object.values(tune).some(range => !('choices' in range)))
    if (points === undefined && needs >= 0)
      refuse(key('points'), `must be given: how many values a range such as that of optimizers[${needs}].tune is divided into`)
    const sizes = entries.map(({ tune }) => (tune ? gridSize(tune, points ?? 0) : null))
    const first = sizes.findIndex(n => n !== null)
    const wanted = trials ?? sizes[first]!
    sizes.forEach((n, i) => {
      if (n !== null && n !== wanted)
        refuse(
          ['optimizers', i, 'tune'],
          `makes a grid of ${n} trials, and ${trials === undefined ? `optimizers[${first}].tune one of` : 'tuning.trials is'} ${wanted}: every optimizer has as many; give choices, or search: random`,
        )
    })
  }
  if (flops === undefined || trials !== undefined || search === 'grid') return
  for (const [i, entry] of study.games.entries()) {
    const budget = tuning.budget ?? gameEntry(entry).budget ?? study.budget
    if (budget.flops === undefined && budget.steps === undefined && budget.gradients === undefined)
      refuse(key('flops'), 'cannot count trials whose budget is in seconds: give tuning.budget in flops, steps or gradients')
    const one = trialFlops(tuning, budget, undefined)
    if (one !== null && one > flops)
      refuse(
        key('flops'),
        `buys no trial on games[${i}]: one may spend ${one} (${tuning.seeds.length} seeds of ${budget.flops!} FLOPs)`,
      )
  }
}

/** No run that tunes shares its start or its noise with one that counts. */
function tunesApart(study: StudyFile, tuning: Tuning, refuse: Refuse): void {
  const evaluated = seedList(study)
  tuning.seeds.forEach((seed, i) => {
    if (tuning.seeds.indexOf(seed) < i) refuse(['tuning', 'seeds', i], `is ${seed} again; give every seed once`)
    const shared = evaluated.findIndex(({ init, latent }) => init === seed || latent === seed)
    if (shared >= 0)
      refuse(
        ['tuning', 'seeds', i],
        `is ${seed}, which is among the study's seeds (place ${shared}, axis ${evaluated[shared]!.init === seed ? 'init' : 'latent'}): tuning on the runs that count is no tuning; take others, such as ${freeSeed(study)}`,
      )
  })
}
const freeSeed = (study: StudyFile): number => Math.max(99, ...seedList(study).flatMap(s => [s.init, s.latent])) + 1
