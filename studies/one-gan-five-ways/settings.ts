import type { Precision } from '../../core/compile/onnx.ts'
import { commandLine } from '../report/command.ts'

/** A curve of the study: one optimizer on the panel's game, once a seed. */
export interface Row {
  readonly id: string
  readonly label: string
  readonly family: Family
  readonly optimizer: string
  /** How its lines are drawn where a family has several. */
  readonly dash?: string
  /** Has its samples drawn. */
  readonly pictured: boolean
  /** Does not depend on the seed: run once. */
  readonly once?: true
}
export type Family = 'gda' | 'average' | 'extragradient' | 'regularized' | 'chekhov' | 'dual'

export interface Panel {
  readonly id: 'digits' | 'ring'
  readonly label: string
  /** The metric that is shown while it runs. */
  readonly shown: string
  readonly game: string
  readonly players?: Readonly<Record<string, string>>
  readonly metrics: readonly string[]
  readonly precision: Precision
  /** Floating-point operations of every run. */
  readonly flops: number
  readonly spacing: number
  readonly picture: string
  readonly realPicture: string
  readonly rows: readonly Row[]
}

export const seeds: readonly number[] = [2, 3, 4]

/**
 * Second moments of 1,797 digits (64 pixels divided by 16, centred), β midway between eigenvalues 10 and 11: the optimum is known,
 * p* = Σ(λᵢ − β)₊ = 2.185515243, and every answer has a certified gap to it.
 */
export const digits: Panel = {
  id: 'digits',
  label: 'Handwritten digits: certified gap to the optimum',
  shown: 'certified-gap',
  game: 'quadratic-wgan[data=digits,rank=10,neurons=20,latent=16]',
  metrics: ['certified-gap'],
  precision: 'float64',
  flops: 1e10,
  spacing: 1.15,
  picture: 'samples[rows=6,columns=6]',
  realPicture: 'samples[of=real,rows=6,columns=6]',
  rows: [
    { id: 'gda', label: 'GDA, last iterate', family: 'gda', optimizer: 'gda[stepSize=0.05]', pictured: true },
    { id: 'gda-large', label: 'GDA, η = 0.2', family: 'gda', optimizer: 'gda[stepSize=0.2]', dash: '2,3', pictured: false },
    {
      id: 'gda-average',
      label: 'GDA, weight average',
      family: 'average',
      optimizer: 'average[of=gda[stepSize=0.05]]',
      pictured: true,
    },
    {
      id: 'gda-mixture',
      label: 'GDA, mixture over history',
      family: 'average',
      optimizer: 'average[of=gda[stepSize=0.05],kind=mixture[atoms=16]]',
      dash: '6,3',
      pictured: true,
    },
    {
      id: 'chekhov',
      label: 'Chekhov, queue of 10',
      family: 'chekhov',
      optimizer: 'chekhov[stepSize=0.005,queue=10,weight=1]',
      pictured: true,
    },
    {
      id: 'extragradient',
      label: 'Extragradient',
      family: 'extragradient',
      optimizer: 'extragradient[stepSize=0.3]',
      pictured: true,
    },
    {
      id: 'regularized',
      label: 'Gradient-regularized',
      family: 'regularized',
      optimizer: 'gradient-regularized[stepSize=0.2,weight=0.5]',
      pictured: true,
    },
    { id: 'dual', label: 'Convex dual, exact', family: 'dual', optimizer: 'convex-dual', pictured: true, once: true },
  ],
}

const adam = 'direction=adam[beta1=0.5,beta2=0.9]'

/** Eight Gaussians on a circle of radius 1, multilayer perceptrons, the non-saturating loss with R1. */
export const ring: Panel = {
  id: 'ring',
  label: 'Ring of eight Gaussians: sliced Wasserstein distance',
  shown: 'sliced-wasserstein',
  game: 'gan[data=ring,loss=non-saturating,latent=8,batch=64,penalty=r1[weight=0.1]]',
  players: { generator: 'mlp[hidden=[48,48]]', critic: 'mlp[hidden=[48,48],activation=leaky-relu]' },
  metrics: ['sliced-wasserstein', 'modes-pacgan'],
  precision: 'float32',
  flops: 2e10,
  spacing: 1.25,
  picture: 'samples[side=72]',
  realPicture: 'samples[of=real,side=72]',
  rows: [
    { id: 'gda', label: 'GDA with Adam', family: 'gda', optimizer: `gda[stepSize=0.002,${adam}]`, pictured: true },
    {
      id: 'chekhov',
      label: 'Chekhov with Adam',
      family: 'chekhov',
      optimizer: 'chekhov[stepSize=0.003,queue=2,weight=0,direction=adam[beta1=0,beta2=0.9]]',
      pictured: true,
    },
    {
      id: 'extragradient',
      label: 'ExtraAdam',
      family: 'extragradient',
      optimizer: `extragradient[stepSize=0.004,${adam}]`,
      pictured: true,
    },
    {
      id: 'regularized',
      label: 'Gradient-regularized with Adam',
      family: 'regularized',
      optimizer: `gradient-regularized[stepSize=0.002,weight=0.01,${adam}]`,
      pictured: true,
    },
  ],
}

export const panels: readonly Panel[] = [digits, ring]

/** The seeds of a row. */
export const seedsOf = (row: Row): readonly number[] => (row.once ? seeds.slice(0, 1) : seeds)

/** The command that repeats a row for one seed. */
export const commandOf = (panel: Panel, row: Row, seed: number): string => {
  const flags = [
    ['--game', panel.game],
    ['--optimizer', row.optimizer],
    ...Object.entries(panel.players ?? {}).map(([name, player]) => ['--player', `${name}=${player}`]),
    ...panel.metrics.map(m => ['--metric', m]),
    ['--flops', panel.flops.toExponential().replace('+', '')],
    ['--precision', panel.precision],
    ['--seed', String(seed)],
  ]
  return commandLine('npx saddle run', flags)
}
