import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Refusal } from '../../core/refusal.ts'
import { readStudy } from '../../studies/plan/read-study.ts'
import { everything, planText } from './plan-files.ts'

/** The sentence with which a text is refused. */
function refusal(text: string): string {
  try {
    planText(text)
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal)
    return (error as Refusal).message
  }
  throw new Error('it planned')
}
/** The study with one piece of text in place of another, which must be there. */
const instead = (a: string, b: string): string => {
  expect(everything).toContain(a)
  return everything.replace(a, b)
}

describe('a wrong study file is refused with the key and its line', () => {
  const cases: readonly (readonly [name: string, a: string, b: string, ...says: string[]])[] = [
    [
      'a number that is none',
      'steps: 50',
      'steps: x',
      "games[1].budget.steps must be an integer ≥ 1, got 'x' (study.yaml, line 12)",
    ],
    ['an unknown key', 'seconds: 10', 'second: 10', "games[1].budget.second is not known; did you mean 'seconds'?", 'line 12'],
    ['a key that is missing', 'title: A study\n', '', 'title must be given'],
    [
      'an unknown game',
      'game: quadratic',
      'game: quadratik',
      "games[1].game: game 'quadratik' is not known; did you mean 'quadratic'?",
      'line 9',
    ],
    [
      'an unknown optimizer',
      '- gda\n',
      '- gdaa\n',
      "optimizers[0]: optimizer 'gdaa' is not known; did you mean 'gda'?",
      'line 14',
    ],
    ['an unknown player', "'vector[start=[1]]'", "'vectr'", "games[0].players.x: player 'vectr' is not known", 'line 8'],
    ['a role that is none', '{ x: ', '{ z: ', "games[0].players.z: game 'bilinear': player 'z' is not known", 'line 8'],
    [
      'an unknown metric',
      '[distance, losses]',
      '[distance, lossess]',
      "metrics[1]: metric 'lossess' is not known; did you mean 'losses'?",
    ],
    ['a metric that does not apply', '[distance, losses]', '[distance, sliced-wasserstein]', 'metrics[1]: ', 'is not a GAN'],
    [
      'a column that no game measures',
      'seeds: [0, 1',
      'columns: [field-norm, distanse]\nseeds: [0, 1',
      "columns[1] is 'distanse', which no metric measures on any game; did you mean 'distance'? valid: ",
    ],
    ['a column given twice', 'seeds: [0, 1', 'columns: [distance, distance]\nseeds: [0, 1', "columns[1] is 'distance' again"],
    [
      'a row of equal cost that is none',
      'seeds: [0, 1',
      'equal: { to: EGG, over: [flops] }\nseeds: [0, 1',
      'equal.to is no label of a row; valid: "gda", "EG, stepSize = 0.1, extrapolation = 0.5"',
    ],
    [
      'an axis of equal cost that is given twice',
      'seeds: [0, 1',
      'equal: { to: gda, over: [flops, flops] }\nseeds: [0, 1',
      'equal.over[1] is flops again',
    ],
    ['a metric given twice', '[distance, losses]', '[distance, distance]', "metrics[1]: metric 'distance' is given twice"],
    ['an option of a game', 'start=[[1],[1]]', 'start=[[1]]', 'games[0].game: game', 'one row a player', 'line 5'],
    ['an option of an optimizer', '- gda\n', '- gda[stepSize=-1]\n', 'optimizers[0]: ', 'stepSize (η) must be a number > 0'],
    ['an empty grid', '[0.1, 0.3]', '[]', 'optimizers[1].grid.stepSize is empty; it must be a list of values', 'line 17'],
    [
      'a value of a grid',
      '[0.5, 1] }',
      '[0.5, -1] }',
      'optimizers[1].grid.extrapolation[1]: ',
      'extrapolation (γ) must be a number ≥ 0',
    ],
    ['a value given twice', '[0.1, 0.3]', '[0.1, 0.1]', 'optimizers[1].grid.stepSize[1] is 0.1 again'],
    [
      'an option that is none',
      'grid: { stepSize',
      'grid: { stepsize',
      "optimizers[1].grid.stepsize is no option; did you mean 'stepSize'? valid: stepSize",
    ],
    ['a path that is none', 'of.stepSize:', 'of.step:', 'optimizers[2].tune["of.step"] is no option', 'of.stepSize', 'line 21'],
    [
      'an option in grid and tune',
      '    label: averaged\n',
      '    label: averaged\n    grid: { kind: [ema] }\n',
      'optimizers[2].tune.kind is in grid too',
    ],
    [
      'an option in the selector and the grid',
      'optimizer: extragradient',
      'optimizer: extragradient[stepSize=1]',
      'optimizers[1].grid.stepSize is in the selector extragradient[stepSize=1] too',
    ],
    [
      'a range upside down',
      '[0.001, 1]',
      '[1, 0.001]',
      'optimizers[2].tune["of.stepSize"].logUniform must have low < high, got [1, 0.001]',
      'line 21',
    ],
    ['a logarithm of 0', '[0.001, 1]', '[0, 1]', 'optimizers[2].tune["of.stepSize"].logUniform[0] must be a number > 0, got 0'],
    [
      'a range beyond what is valid',
      'logUniform: [0.001, 1]',
      'uniform: [-1, 1]',
      'optimizers[2].tune["of.stepSize"].uniform[0]: ',
      'must be a number > 0',
    ],
    [
      'two ranges in one',
      'logUniform: [0.001, 1]',
      'logUniform: [0.001, 1], uniform: [0, 1]',
      'must have one of uniform, logUniform, integers, choices, got uniform and logUniform',
    ],
    [
      'trials and FLOPs',
      'trials: 4',
      'trials: 4, flops: 1e9',
      'tuning.budget contradicts tuning.flops, of which each of the 4 trials has an equal share: give one of them',
      'line 28',
    ],
    [
      'FLOPs that buy no trial',
      'trials: 4, seeds: [100, 101], budget: { steps: 20 }',
      'flops: 10, seeds: [100, 101], budget: { flops: 20 }',
      'tuning.flops buys no trial on games[0]: one may spend 40 (2 seeds of 20 FLOPs)',
    ],
    [
      'FLOPs and trials in seconds',
      'trials: 4, seeds: [100, 101], budget: { steps: 20 }',
      'flops: 1e9, seeds: [100, 101], budget: { seconds: 1 }',
      'tuning.flops cannot count trials whose budget is in seconds',
    ],
    ['tuning without a number', 'trials: 4, ', '', 'tuning.trials must be given, or flops'],
    ['a grid of tuning without points', 'search: random, trials: 4', 'search: grid', 'tuning.points must be given'],
    [
      'seeds that tune and count',
      'seeds: [100, 101]',
      'seeds: [100, 5]',
      "tuning.seeds[1] is 5, which is among the study's seeds (place 2, axis init)",
      'line 28',
    ],
    [
      'latent seeds that tune and count',
      'seeds: [100, 101]',
      'seeds: [7, 101]',
      'tuning.seeds[0] is 7, which is among',
      'axis latent',
    ],
    ['a seed given twice', '[0, 1, { init', '[1, 1, { init', 'seeds[1] is seeds[0] again'],
    ['an unknown axis', 'latent: 7', 'noise: 7', 'seeds[2].noise is not known', 'valid: data, init, latent, evaluation'],
    [
      'no budget',
      'budget: { steps: 100 }',
      'budget: {}',
      'budget must have one of steps, flops, gradients, seconds, and has none',
      'line 26',
    ],
    [
      'an objective that is not measured',
      'objective: { metric: distance }',
      'objective: { metric: distanc }',
      "objective.metric is 'distanc', which no metric measures on xy; did you mean 'distance'? valid: distance, loss-x, loss-y",
    ],
    ['a row given twice', '- gda\n', '- gda\n  - gda\n', 'optimizers[1] is optimizers[0] again'],
    [
      'a row written otherwise',
      '- gda\n',
      '- gda\n  - gda[stepSize=0.1]\n',
      'optimizers[1] is optimizers[0] again: both are gda[stepSize=0.1',
    ],
    [
      'a game given twice',
      '  - game: quadratic\n',
      "  - game: bilinear[ start=[[1],[1]] ]\n    target: 0.01\n    players: { x: 'vector[start=[1]]' }\n  - game: quadratic\n",
      'games[1] is games[0] again',
    ],
    ['a label given twice', 'label: averaged', 'label: gda', "optimizers[2] has the label 'gda' of optimizers[0] too"],
    [
      'eager float64',
      'precision: float64',
      'precision: float64, execution: eager',
      'execution.precision float64 is of compiled steps and contradicts execution.execution: eager',
    ],
    [
      'an unknown row in an expectation',
      'median("gda", "xy")',
      'median("gdaa", "xy")',
      'expect[0].holds: has at character 70',
      'row "gdaa" is not known; did you mean "gda"?',
      'line 31',
    ],
    ['an optimizer that runs nowhere', '- gda\n', '- convex-dual\n', "optimizers[0]: optimizer 'convex-dual' cannot run here"],
    [
      'too many seeds',
      'seeds: [0, 1, { init: 5, latent: 7 }]',
      'seeds: 10001',
      'seeds must be an integer from 1 to 10000, got 10001',
    ],
    ['a text without its end', 'title: A study', 'title: "A study', 'the study is no valid YAML or JSON', 'study.yaml, line'],
    [
      'a key given twice',
      'title: A study',
      'title: A study\ntitle: Another',
      'the study is no valid YAML or JSON: Map keys must be unique',
      'line 3',
    ],
  ]
  it.each(cases)('%s', (_, a, b, ...says) => {
    const said = refusal(instead(a, b))
    for (const part of says) expect(said).toContain(part)
    expect(said).toMatch(/ \(study\.yaml(, line \d+)?\)$/)
  })
})

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'studies-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }

  it('YAML and modules are read alike', async () => {
    const yaml = await readStudy(file('a.yaml', everything))
    const { parse } = await import('yaml')
    const module = await readStudy(file('b.mjs', `export default ${JSON.stringify(parse(everything))}`))
    expect(module.plan.runs.map(r => r.key)).toEqual(yaml.plan.runs.map(r => r.key))
  })

  it('what is no study is refused', async () => {
    const cases: readonly (readonly [path: string, says: string])[] = [
      [join(folder, 'none.yaml'), 'there is no study file'],
      [folder, 'is a folder'],
      [file('study.txt', ''), 'valid: *.yaml, *.yml, *.json'],
      [file('c.mjs', 'export const study = {}'), 'exports no study: write export default defineStudy'],
      [file('d.mjs', 'export default () => {}'), 'the study must be a study, got a function (d.mjs)'],
      [file('e.mjs', 'export default {'), 'cannot be loaded'],
      [file('f.yaml', ''), 'the study must be a study, got nothing (f.yaml)'],
      [file('g.json', '{"id": 3}'), 'must be'],
      [file('h.yaml', everything + 'plugins: [./none.ts]\n'), 'plugins[0]: there is no file'],
    ]
    for (const [path, says] of cases) {
      const error: unknown = await readStudy(path).catch((e: unknown) => e)
      expect(error).toBeInstanceOf(Refusal)
      expect((error as Refusal).message).toContain(says)
    }
  })
})
