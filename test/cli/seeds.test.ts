import { expect, it } from 'vitest'
import { saddle } from './saddle.ts'

const game = [
  '--game',
  'gan[data=ring,batch=4,latent=2]',
  '--optimizer',
  'gda',
  '--metric',
  'losses',
  '--steps',
  '2',
  '--format',
  'jsonl',
]
const lines = async (seed: string): Promise<unknown[]> => {
  const { out, code } = await saddle('run', ...game, '--seed', seed)
  expect(code).toBe(0)
  return out
    .trim()
    .split('\n')
    .map(line => (JSON.parse(line) as { metrics: unknown }).metrics)
}

it('a seed an axis: four equal ones are one, and each other one makes another run', async () => {
  const plain = await lines('3')
  expect(await lines('data=3,init=3,latent=3,evaluation=3')).toEqual(plain)
  for (const axis of ['init', 'latent', 'evaluation'])
    expect(await lines(`data=3,init=3,latent=3,evaluation=3`.replace(`${axis}=3`, `${axis}=4`))).not.toEqual(plain)
})

it.each([
  ['data=1,foo=2', 'a list of data=N,init=N,latent=N,evaluation=N'],
  ['data=1,data=2', 'each at most once'],
  ['data=-1', '--seed data must be an integer ≥ 0'],
  ['x', '--seed must be an integer ≥ 0'],
])('--seed %s is refused', async (seed, sentence) => {
  const { err, code } = await saddle('run', ...game, '--seed', seed)
  expect(code).toBe(2)
  expect(err).toContain(sentence)
})
