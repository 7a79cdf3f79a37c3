import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { hashes } from '../cli/files.ts'
import { saddle } from '../cli/saddle.ts'
import { itRefuses, runWords, type Case } from './refused.ts'

const folder = mkdtempSync(join(tmpdir(), 'selectors-'))
const out = join(folder, 'out')
afterAll(() => rmSync(folder, { recursive: true }))

const run = (changes: Readonly<Record<string, string>>, ...more: string[]): string[] => runWords(changes, out, more)
const game = (text: string, ...more: string[]): string[] => run({ '--game': text }, ...more)
const optimizer = (text: string): string[] => run({ '--optimizer': text })
const on = (name: string, text: string): string[] => run({ '--game': name, '--optimizer': text })
const player = (name: string, ...pairs: string[]): string[] => game(name, ...pairs.flatMap(p => ['--player', p]))
const metric = (name: string, text: string): string[] => game(name, '--metric', text)

const cases: Readonly<Record<string, readonly Case[]>> = {
  'an unknown id': [
    [game('bilinaer'), "game 'bilinaer'", "is not known; did you mean 'bilinear'? saddle list games shows all "],
    [game('quadratic_wgan'), "game 'quadratic_wgan'", "'quadratic-wgan'"],
    [game('wgan'), "game 'wgan'", "did you mean 'gan', 'lifted-wgan' or "],
    [game('constructor'), "game 'constructor' is not known; saddle list games shows all "],
    [optimizer('extragradeint'), "optimizer 'extragradeint'", "did you mean 'extragradient'? saddle list optimizers shows all "],
    [optimizer('average[of=chekov]'), "optimizer 'chekov'", "'chekhov'"],
    [optimizer('gda[direction=adma]'), "transform 'adma'", "'adam'", 'rmsprop, sgd'],
    [optimizer('gda[direction=by-player[x=adam,default=rmsporp]]'), "transform 'rmsporp'", "'rmsprop'", 'momentum'],
    [optimizer('gda[stepSize=linear-deacy[of=1,steps=3]]'), "schedule 'linear-deacy'", "'linear-decay'", 'warm-up'],
    [optimizer('gda[stepSize=toString[of=1]]'), "schedule 'toString'", 'valid: constant, inverse-sqrt'],
    [player('gan', 'critic=mpl'), "player 'mpl'", "'mlp'", 'linear', 'vector'],
    [player('gan', 'critik=mlp'), "player 'critik'", "'critic'", 'generator'],
    [metric('matrix', 'dualty-gap'), "metric 'dualty-gap'", "'duality-gap'", 'saddle list metrics shows all '],
    [
      optimizer('adam'),
      "optimizer 'adam'",
      "'adam' is a transform, as in gda[direction=adam]",
      '; saddle list optimizers shows all ',
    ],
    [game('mlp'), "game 'mlp'", "'mlp' is a player, as in --player NAME=mlp; saddle list games shows all "],
    [metric('bilinear', 'gda'), "metric 'gda'", "'gda' is an optimizer, as in --optimizer gda; saddle list metrics shows all "],
    [game('x'.repeat(100_000)), `game '${'x'.repeat(60)}…' is not known; saddle list games shows all `],
    [['describe', 'extragradientt'], "id 'extragradientt'", "'extragradient'", 'saddle list shows all '],
    [['list', 'optimisers'], "kind 'optimisers'", "'optimizers'", 'games, players'],
    [['study', 'one-gan-five-way'], "study 'one-gan-five-way'", "'one-gan-five-ways'"],
    [['rnu', 'x'], "command 'rnu' is not known; did you mean 'run'? saddle --help shows all "],
  ],
  'an unknown or out-of-range option': [
    [optimizer('gda[stepsize=0.1]'), "option 'stepsize'", "'stepSize'", 'moves', 'direction'],
    [optimizer('gda[__proto__=1]'), "option '__proto__'", 'stepSize'],
    [optimizer('gda[stepSize=-0.1]'), 'optimizer.stepSize (η)', 'a number > 0', 'got -0.1'],
    [optimizer('extragradient[extrapolation=-1]'), 'extrapolation (γ)', '≥ 0', 'got -1'],
    [optimizer('average[of=gda,kind=ema[decay=1]]'), 'kind.decay (δ)', '≥ 0 and < 1', 'got 1'],
    [optimizer('chekhov[queue=101]'), 'queue (K)', 'an integer from 1 to 100', 'got 101'],
    [optimizer('gda[direction=adam[beta1=2]]'), 'direction.beta1 (β₁)', '< 1', 'got 2'],
    [game('gan[batch=0]'), 'game.batch (b)', 'an integer from 1 to 100000', 'got 0'],
    [game('gan[latent=1.5]'), 'game.latent (d_z)', 'an integer', 'got 1.5'],
    [game('gan[loss=wasserstien]'), 'game.loss', 'wasserstein', "got 'wasserstien'"],
    [game('gan[data=rign]'), 'game.data', 'ring[', 'grid[', 'digits[', "got 'rign'"],
    [game('gan[data=ring[modes=0]]'), 'modes (n)', 'from 1 to 10000', 'got 0'],
    [player('gan', 'generator=mlp[hidden=[64,0]]'), 'hidden (H)', 'from 1 to 100000', '[64,0]'],
    [player('gan', 'generator=mlp[activation=gelu]'), 'activation', 'relu', "got 'gelu'"],
    [optimizer('gda[stepSize=inverse-sqrt]'), 'stepSize (η): inverse-sqrt needs of=', 'inverse-sqrt[of=0.1]'],
    [optimizer('gda[stepSize=cosine]'), 'stepSize (η): cosine needs of=', 'cosine[of=0.1,steps=1000]'],
    [metric('gan', 'losses[draws=257]'), 'draws (m)', 'an integer from 1 to 256', 'got 257'],
    [metric('gan', 'samples[side=5000]'), 'side (s)', 'an integer from 2 to 4096', 'got 5000'],
    [metric('gan', 'samples[rows=257]'), 'rows (r)', 'an integer from 1 to 256', 'got 257'],
    [metric('gan', 'samples[columns=257]'), 'columns (c)', 'an integer from 1 to 256', 'got 257'],
    [metric('gan', 'sliced-wasserstein[samples=100001]'), 'samples (n)', 'from 1 to 100000', 'got 100001'],
    [metric('gan', 'sliced-wasserstein[directions=10001]'), 'directions (k)', 'from 1 to 10000', 'got 10001'],
    [player('gan', 'critic=mlp[hidden=[100001]]'), 'hidden (H)', 'from 1 to 100000', '[100001]'],
    [player('gan', 'critic=mlp[hidden=[3000,3000]]'), 'hidden (H)', 'at most 4000000 weights', 'got 9009000'],
    [player('gan', `critic=mlp[hidden=[${'1,'.repeat(100)}1]]`), 'hidden (H)', 'at most 100 widths', 'got 101'],
    [game('quadratic-wgan[rank=3,beta=0.1]'), 'rank (k)', 'beta (β)', 'not both'],
    [run({ '--steps': '0' }), '--steps', 'an integer ≥ 1', "got '0'"],
    [run({ '--every': '0' }), '--every', 'an integer ≥ 1', "got '0'"],
    [run({ '--seed': '-1' }), '--seed', 'an integer ≥ 0', "got '-1'"],
    [run({ '--threads': '1000' }), '--threads', 'from 1 to 256', "got '1000'"],
    [run({ '--format': 'xml' }), '--format', "'xml'", 'table, jsonl'],
    [run({ '--format': 'x'.repeat(5000) }), '--format', `'${'x'.repeat(60)}…'`, 'table, jsonl'],
    [run({ '--precision': 'float16' }), '--precision', "'float16'", 'float32, float64'],
    [run({}, '--optimiser', 'gda'), "option '--optimiser'", "'--optimizer'", 'saddle run --help shows all '],
    [run({}, 'bilinear'), 'saddle run', 'options only', "'bilinear'"],
    [['run', '--optimizer', 'gda'], '--game is missing', 'saddle list games'],
    [['run', '--game', 'gan'], '--optimizer is missing', 'saddle list optimizers'],
    [
      run({ '--execution': 'eager', '--precision': 'float64' }),
      'precision float64',
      '--execution compiled',
      '--precision float32',
    ],
  ],
  'options that exclude each other': [
    [game('bilinear[matrix=[[1]],singular=[1]]'), "game 'bilinear': matrix (A)", 'singular (σ)', 'not both'],
    [game('bilinear[matrix=[[1]],dimension=1]'), "game 'bilinear': matrix (A)", 'dimension (d)', 'not both'],
    [game('bilinear[singular=[1,2],dimension=1]'), "game 'bilinear': dimension (d)", 'at least 2', 'got 1'],
    ...['dimension=1', 'mu=1', 'lipschitz=1', 'coupling=1', 'couplingLow=0.1'].map((option): Case => [
      game(`quadratic[curvatureX=[[1]],curvatureY=[[1]],interaction=[[1]],${option}]`),
      `game 'quadratic': ${option.split('=')[0]!} builds`,
      'curvatureX (A)',
      'not both',
    ]),
    [
      metric('bilinear', 'field-norm').concat('--metric', 'field-norm[stepSize=0.1]'),
      "metric 'field-norm' is given twice",
      'once',
    ],
    [run({ '--execution': 'eager', '--device': 'cuda' }), '--device cuda', '--execution eager', '--execution compiled'],
    [run({ '--execution': 'eager', '--threads': '2' }), '--threads 2', '--execution eager', '--execution compiled'],
    [run({ '--execution': 'compiled', '--backend': 'wasm' }), '--backend wasm', '--execution compiled', '--execution eager'],
  ],
  'a malformed selector': [
    [optimizer(`${'average[of='.repeat(51)}gda${']'.repeat(51)}`), 'nested deeper than 50', 'at character', 'at most 50'],
    [optimizer(`gda[moves=${'['.repeat(20_000)}]`), 'nested deeper than 50', 'at character 60', 'at most 50'],
    [game('bil\u001b[31m'), "'bil\\u{1b}[31m'", 'at character 4', 'the end'],
    [game('x'.repeat(90) + ']'), `'…${'x'.repeat(59)}]'`, "has ']' at character 91", 'the end'],
    [optimizer('gda[stepSize=0.1'), "optimizer selector 'gda[stepSize=0.1'", 'ends at character 16', "',' or ']'"],
    [optimizer('gda]'), "has ']' at character 4", 'the end'],
    [optimizer('gda(stepSize=0.1)'), "has '(' at character 4", 'the end'],
    [optimizer('gda[stepSize==0.1]'), "has '=' at character 14", 'a number, a word, a JSON array or a selector'],
    [optimizer('gda[stepSize=0,1]'), "has '1' at character 16", 'the name of an option'],
    [optimizer('gda[stepSize=0.1.2]'), "has '0' at character 14", 'a number'],
    [optimizer('gda[=0.1]'), "has '=' at character 5", 'the name of an option'],
    [optimizer('gda[moves=simultaneous,moves=alternating]'), 'option moves', 'twice'],
    [game('bilinear[start=[[1],[1]'), "']' that closes a JSON array", 'ends at character 23'],
    [game('bilinear[start=[[1],[x]]]'), '[[1],[x]]', 'a JSON array such as [1,2]'],
    [game('gan[data=digits[file="a b.csv]]'), "'\"' that closes a quoted word", 'ends at character'],
    [game('gan[data=digits[file="a\\q.csv"]]'), '"a\\q.csv"', 'a quoted word as in JSON'],
    [game('Δ'), "has 'Δ' at character 1", 'an id'],
    [player('gan', 'generator'), '--player', 'NAME=SELECTOR', "'generator'"],
    [player('gan', 'generator=linear[bias'), 'player generator selector', "'=' after bias"],
    [player('gan', 'critic=mlp', 'critic=linear'), "'critic'", 'twice', 'once'],
    [metric('bilinear', 'distance[[]]'), 'metric selector', "has '['", 'the name of an option'],
  ],
  'a game that lacks a view or what is measured': [
    ...['bilinear', 'quadratic', 'dirac-gan', 'lq-wgan', 'matrix', 'gan'].map((name): Case => [
      on(name, 'convex-dual'),
      "'convex-dual'",
      `game '${name}'`,
      'staged view',
      'it has: field',
    ]),
    [on('bilinear', 'average[of=convex-dual]'), "'convex-dual'", "game 'bilinear'", 'it has: field'],
    [on('quadratic-wgan[neurons=5]', 'convex-dual'), 'neurons (m)', 'at least 10', 'got 5'],
    [metric('bilinear', 'certified-gap'), "metric 'certified-gap'", "game 'bilinear'", "'quadratic-wgan'"],
    [metric('gan', 'duality-gap'), "metric 'duality-gap'", "game 'gan'", "'matrix'"],
    [metric('bilinear', 'modes-veegan'), "metric 'modes-veegan'", "game 'bilinear'"],
    [metric('lq-wgan', 'sliced-wasserstein'), "metric 'sliced-wasserstein'", "game 'lq-wgan'"],
    [metric('quadratic', 'samples'), "metric 'samples'", "game 'quadratic'"],
    [metric('gan', 'distance'), "metric 'distance'", "game 'gan'"],
  ],
  'shapes that do not match between players': [
    [player('lq-wgan', 'generator=linear'), "'generator'", 'shape [1]', 'not a map', 'vector[start=[0.5]]'],
    [player('gan', 'generator=vector'), "'generator'", '[16] → [2]', 'mlp[hidden=[64,64]]'],
    [player('gan', 'critic=simplex'), "'critic'", '[2] → [1]', 'not a vector'],
    [player('bilinear', 'x=mlp'), "'x'", 'not a map', 'vector[start=[1]]'],
    [player('bilinear', 'x=vector[start=[1,2]]'), "'x'", 'must have 1 entries', 'got 2'],
    [player('bilinear[dimension=3]', 'y=vector[start=[1,2]]'), "'y'", 'must have 3 entries', 'got 2'],
    [game('bilinear[start=[[1,2],[1]]]'), 'start (z₀)', 'of 1 and 1 entries', '2 and 1'],
    [game('bilinear[matrix=[[1,2],[3]]]'), 'matrix (A)', 'row'],
    [game('matrix[payoff=[[1,-1],[0]]]'), 'payoff (A)', 'row'],
    [player('matrix', 'x=simplex[start=[0.5,0.5]]'), "'x'", '3 probabilities', '[0.5, 0.5]'],
    [player('matrix', 'y=vector[start=[1,1,1]]'), "'y'", "the player 'simplex'", 'got the set free'],
    [game('quadratic[curvatureX=[[1]],curvatureY=[[1]],interaction=[[1,2]]]'), 'quadratic', 'interaction (B)'],
    [game('quadratic[dimension=2,linear=[[1,2],[1]]]'), 'linear (a, c)', 'of 2 and 2 entries', '2 and 1'],
    [optimizer('gda[stepSize=[0.1,0.2,0.3]]'), 'stepSize (η)', 'x, y', '[0.1,0.2,0.3]'],
    [player('quadratic-wgan', 'critic=mlp'), "game 'quadratic-wgan'", "'critic'", 'makes its own players'],
  ],
}

describe.each(Object.entries(cases))('%s is refused in one sentence, and nothing is written', (_, table) => {
  itRefuses(table, folder)
})

it('the run that the cases change is accepted', async () => {
  expect(await saddle(...run({}))).toMatchObject({ code: 0, err: '' })
  expect(Object.keys(hashes(out))).toContain('answer.json')
})
