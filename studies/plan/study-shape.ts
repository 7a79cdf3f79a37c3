/** The study file, key by key: `readStudy`, the JSON Schema for editors and the types of study-file.ts are held together here. */
import { axes as axesOfCost } from './cost-axes.ts'
import { backends } from '../../core/backend.ts'
import type { Budget } from '../../core/budget.ts'
import type { Execution } from '../../core/execute.ts'
import {
  either,
  given,
  integer,
  list,
  number,
  object,
  oneOf,
  optional,
  pair,
  record,
  text,
  type JsonSchema,
  type Shape,
} from './shape.ts'
import type {
  EqualCost,
  Expectation,
  GameEntry,
  Grid,
  Objective,
  OptimizerEntry,
  Range,
  Seeds,
  StudyFile,
  Tuning,
} from './study-file.ts'

/** Most of anything in one file; a slip of the keyboard does not fill the memory. */
const many = 10_000
const seed = integer({ min: 0 })
const selector = (what: string, example: string): Shape<string> => text(`${what} such as ${example}`)
const metric = selector('a metric', 'distance')

const value: Shape<number | string> = either<number | string>(number(), text('a word'))
const grid: Shape<Grid> = list('a list of values', value, { most: many })
const onlyOne = { least: 1, most: 1 }
const range: Shape<Range> = object<{
  uniform?: readonly [number, number]
  logUniform?: readonly [number, number]
  integers?: readonly [number, number]
  choices?: Grid
}>(
  'a range such as { logUniform: [0.001, 1] }',
  {
    uniform: optional(pair(number()), 'Real numbers between two, all alike.'),
    logUniform: optional(pair(number({ above: 0 })), 'Real numbers > 0 between two, whose logarithms are all alike.'),
    integers: optional(pair(integer()), 'Integers from the one to the other, both among them.'),
    choices: optional(grid, 'One of these.'),
  },
  onlyOne,
) as Shape<Range>

const budget: Shape<Budget> = object<Budget>(
  'a budget such as { steps: 1000 }',
  {
    steps: optional(integer({ min: 1 }), 'Steps.'),
    flops: optional(number({ above: 0 }), 'Floating-point operations, counted from the compiled graph.'),
    gradients: optional(number({ above: 0 }), "Gradients: one player's, on one minibatch."),
    seconds: optional(number({ above: 0 }), 'Seconds inside steps.'),
  },
  { least: 1 },
)
const objective: Shape<Objective> = object<Objective>('an objective such as { metric: distance }', {
  metric: given(text('a number that the metrics measure'), 'A number that the metrics measure.'),
  better: optional(oneOf(['min', 'max']), 'Which way is better; min where absent.'),
  at: optional(oneOf(['last', 'best']), 'Which measured step counts; last where absent. best is an oracle, and is labelled so.'),
})
const metrics = list('a list of metrics such as [distance]', metric)
const label = text('a text')
const game: Shape<GameEntry> = object<GameEntry>('a game with its options', {
  game: given(selector('a game', 'bilinear'), 'A selector: id[option=value,…].'),
  label: optional(label, 'Its name in tables and figures; the selector where absent.'),
  players: optional(record('players by role', selector('a player', 'mlp[hidden=[64]]')), 'Players in its roles, by role.'),
  metrics: optional(metrics, "In place of the study's."),
  objective: optional(objective, "In place of the study's."),
  target: optional(number(), 'The value of the objective that counts as reached.'),
  budget: optional(budget, "In place of the study's."),
  picture: optional(selector('a metric that draws', 'samples'), 'A metric that draws a picture, kept over the course of a run.'),
})
const optimizer: Shape<OptimizerEntry> = object<OptimizerEntry>('an optimizer with its options', {
  optimizer: given(selector('an optimizer', 'gda[stepSize=0.1]'), 'A selector: id[option=value,…].'),
  label: optional(label, 'Its name in tables and figures; the selector where absent.'),
  grid: optional(
    record('lists of values by option', grid),
    'Options by path, as in of.stepSize: every combination is a row of its own.',
  ),
  tune: optional(record('ranges by option', range), 'Options by path that tuning chooses, game by game.'),
})
const equal: Shape<EqualCost> = object<EqualCost>('a row and axes such as { to: exact, over: [seconds] }', {
  to: given(text('the label of a row'), 'The label of a row.'),
  over: given(list('a list of axes such as [seconds]', oneOf(axesOfCost)), 'Axes of cost.'),
})
const axes: Shape<Partial<Seeds>> = object<Partial<Seeds>>(
  'seeds by axis such as { init: 3 }',
  {
    data: optional(seed, 'Data that a game draws once.'),
    init: optional(seed, 'Starting points.'),
    latent: optional(seed, 'Minibatches, latents and all noise of the steps.'),
    evaluation: optional(seed, 'Draws on which metrics measure.'),
  },
  { least: 1 },
)
const tuning: Shape<Tuning> = object<Tuning>('a protocol such as { search: random, trials: 20, seeds: [100] }', {
  search: given(oneOf(['random', 'grid']), 'Trials drawn from the ranges, or on a grid of them.'),
  trials: optional(integer({ min: 1, max: many }), 'Trials of every optimizer on every game.'),
  flops: optional(
    number({ above: 0 }),
    "FLOPs that an optimizer's trials on a game may spend together: as many as they pay for, or trials with an equal share each.",
  ),
  points: optional(integer({ min: 2, max: 1000 }), 'Values that a range is divided into by search: grid.'),
  seeds: given(
    list('a list of seeds such as [100, 101]', seed, { most: many }),
    "Seeds of the trials, none of them the study's.",
  ),
  budget: optional(budget, "The budget of a trial; the game's where absent."),
})
const expectation: Shape<Expectation> = object<Expectation>('a finding and the expression that holds', {
  finding: given(text('a sentence'), 'The finding in words.'),
  holds: given(text('an expression on results'), 'An expression such as median("gda", "bilinear") > 1.'),
})
const measured = object<{ spacing?: number; every?: number }>(
  'where runs are measured, such as { every: 100 }',
  {
    spacing: optional(number({ above: 1 }), 'Measured steps grow by this factor; with every, up to its first.'),
    every: optional(integer({ min: 1 }), 'Every so many steps.'),
  },
  { least: 1 },
) as Shape<NonNullable<StudyFile['measured']>>
const execution: Shape<Partial<Execution>> = object<Partial<Execution>>('how steps are carried out', {
  execution: optional(oneOf(['auto', 'compiled', 'eager']), 'Compiled or eager steps; auto compiles where it can.'),
  precision: optional(oneOf(['float32', 'float64']), 'The precision of compiled steps.'),
  threads: optional(integer({ min: 1, max: 256 }), 'Threads of compiled steps.'),
  device: optional(oneOf(['cpu', 'cuda', 'dml']), 'The device of compiled steps.'),
  backend: optional(oneOf(['auto', ...backends]), 'The backend of eager steps.'),
})

export const studyShape: Shape<StudyFile> = object<StudyFile>('a study', {
  id: given(text('lower-case words joined by hyphens', /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/), 'Lower-case words joined by hyphens.'),
  title: given(label, 'The heading of its page.'),
  question: given(label, 'What it asks, in words.'),
  games: given(list('a list of games', either<string | GameEntry>(selector('a game', 'bilinear'), game)), 'Games to play.'),
  optimizers: given(
    list('a list of optimizers', either<string | OptimizerEntry>(selector('an optimizer', 'gda[stepSize=0.1]'), optimizer)),
    'Optimizers to compare.',
  ),
  metrics: given(metrics, 'What is measured.'),
  objective: given(objective, 'The number by which optimizers are compared.'),
  columns: optional(
    list('a list of columns such as [violation]', text('a number that the metrics measure')),
    'Further numbers that tables show beside the objective, at the last measured step.',
  ),
  equal: optional(equal, 'A row whose whole cost every other row is given: tables show what they had reached by then.'),
  seeds: given(
    either<StudyFile['seeds']>(
      integer({ min: 1, max: many }),
      list('a list of seeds', either<number | Partial<Seeds>>(seed, axes), { most: many }),
    ),
    'So many from 0, or these: each a number, or one an axis (data, init, latent, evaluation).',
  ),
  budget: given(budget, 'When a run ends: at the first of these.'),
  measured: optional(
    measured,
    'Where runs are measured: at steps that grow by a factor (1.2 where absent), every so many, or both: growing ones up to the first of these.',
  ),
  tuning: optional(tuning, 'How options under tune are chosen: the same for every optimizer.'),
  expect: optional(list('a list of findings', expectation), 'What the study expects to find, checked and shown.'),
  execution: optional(execution, 'How steps are carried out.'),
  plugins: optional(list('a list of paths or packages', text('a path or a package')), 'Paths or packages.'),
})

/** For editors: the JSON Schema of a study file. */
export const studySchema: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'A comparative study of saddlepoint',
  ...studyShape.json,
}
