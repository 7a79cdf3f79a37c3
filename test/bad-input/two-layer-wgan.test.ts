import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe } from 'vitest'
import { itRefuses, runWords, type Case } from './refused.ts'

const folder = mkdtempSync(join(tmpdir(), 'two-layer-wgan-'))
afterAll(() => rmSync(folder, { recursive: true }))

const data = 'data=[[2,1],[1,2],[0,1]]'
const Z = 'latent=[[1,0],[0,1],[1,1]]'
const centred = 'latent=[[1,0],[-1,0],[0,1],[0,-1]]'
const play = (options: string, optimizer = 'gda'): string[] =>
  runWords({ '--game': `two-layer-wgan[${options}]`, '--optimizer': optimizer }, join(folder, 'out'))
const solve = (options: string): string[] => play(options, 'convex-dual')

const cases: Readonly<Record<string, readonly Case[]>> = {
  'no optimum': [
    [play(`${data},latent=[[1],[0],[1]],beta=0.1`), 'two-layer-wgan', 'rank (k)', 'at most 1, the rank of the latents, got 2'],
    [play(`activation=linear,${data},${centred},beta=1`), 'latent (Z)', 'must not be centred', '1.66'],
    [play(`activation=linear,${data},latent=3,beta=1`), 'latent (Z)', 'must not be centred'],
    [solve(`activation=polynomial,${data},${centred},beta=1`), 'beta (β) must be above 1.66667', 'got 1'],
    [solve(`activation=polynomial,${data},latent=[[1],[1.1],[1]],beta=0.1`), "latents' rank", 'got 1'],
  ],
  'beta': [
    [play(`${data},${Z},beta=0`), 'beta (β)', 'a number > 0', 'got 0'],
    [play(`${data},${Z},beta=-1`), 'beta (β)', 'a number > 0', 'got -1'],
    [play(`${data},${Z},beta=1,rank=1`), 'rank (k)', 'beta (β)', 'not both'],
    [play(`activation=linear,${data},${Z}`), 'beta (β) must be given', 'activation=linear'],
    [play(`decay=squares,${data},${Z},rank=1`), 'beta (β) must be given', 'concave'],
  ],
  'what has no convex program': [
    [solve(`decay=squares,${data},${Z},beta=1`), 'no convex program', 'decay=squares', 'l1 and cubes are valid'],
    [solve(`activation=linear,decay=cubes,${data},${Z},beta=1`), 'decay=cubes', 'half-squares'],
    [solve(`activation=polynomial,decay=squares,${data},${Z},beta=1`), 'homogeneous', 'decay=l1 is valid'],
    [solve(`activation=polynomial,regulariser=weights,${data},${Z},beta=1`), 'regulariser=output'],
    [solve(`generator=relu,regulariser=weights,${data},${Z},beta=1`), 'regulariser=output'],
    [
      [...play(`generator=relu,regulariser=weights,${data},${Z},beta=1`), '--metric', 'certified-gap'],
      'certified-gap',
      'norm of the generated rows',
      'regulariser=output',
    ],
    [[...play(`decay=squares,${data},${Z},beta=1`), '--metric', 'certified-gap'], 'no gap is certified', 'decay=squares'],
  ],
  'players that are too small, or have no rows': [
    [solve(`${data},${Z},beta=0.1,neurons=1`), 'neurons (m) of at least 2', 'got 1'],
    [
      solve(`activation=polynomial,${data},latent=[[1,0,2],[1,1,0],[1,3,1]],beta=0.2,neurons=1`),
      'neurons (m) of at least',
      'got 1',
    ],
    [
      solve(`generator=relu[neurons=1],${data},latent=[[1,0],[0,1],[1,1],[-1,0.5]],beta=0.2`),
      'neurons of the generator',
      'got 1',
    ],
    [play(`generator=polynomial,${data},latent=3,beta=1`), 'generator=polynomial', 'latent=normal[rows=…', 'got latent=3'],
    [play(`generator=relu,${data},latent=3,beta=1`), 'generator=relu', 'needs latent rows'],
  ],
  'options': [
    [play(`activation=tanh,${data},${Z},beta=1`), 'activation (σ)', 'linear, quadratic', "got 'tanh'"],
    [play(`generator=deep,${data},${Z},beta=1`), 'generator (G)', 'polynomial', "got 'deep'"],
    [play(`decay=l3,${data},${Z},beta=1`), 'decay', 'half-squares', "got 'l3'"],
    [play(`${data},latent=uniform,beta=1`), 'latent', 'normal[rows=…,dimension=…]', "got 'uniform'"],
    [play('data=[[1,2],[3]],latent=2,beta=1'), 'two-layer-wgan', 'data (X)', 'rows of equal length'],
    [play('data=[[1,2],[3,1e999]],latent=2,beta=1'), 'data', 'Infinity'],
    [solve('data=[[1e200,1]],latent=[[1,0]],beta=1'), 'data (X)', 'finite second moments', 'columns 1 and 1 overflow'],
    [solve('activation=linear,data=[[1]],latent=[[1,1e200]],beta=1'), 'latent (Z)', 'finite second moments'],
  ],
}
for (const [what, list] of Object.entries(cases)) describe(what, () => itRefuses(list, folder))
