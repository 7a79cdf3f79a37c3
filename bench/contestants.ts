/** Who takes part in which work, and by which process. */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Work } from './works/work.ts'

/** What a contestant is compared as: modes that are alike are compared with one another. */
export type Mode = 'step' | 'blocks' | 'bare' | 'other'

export interface Contestant {
  readonly id: string
  readonly who: 'saddlepoint' | 'JAX' | 'PyTorch' | 'TensorFlow.js'
  readonly mode: Mode
  /** The child process that makes its steps; contestants of the same process differ in the steps a call. */
  readonly command: readonly string[]
  readonly block: number
  /** Lives in Python. */
  readonly peer: boolean
}

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url))
const node = (file: string, ...options: readonly string[]): string[] => [
  process.execPath,
  '--import',
  createRequire(import.meta.url).resolve('tsx'),
  path(file),
  ...options,
]
const threadsOf = (n: number): string => (n === 1 ? '1 thread' : `${n} threads`)
const perCall = (block: number): string => (block === 1 ? 'a step a call' : `${block} steps a call`)
const threadCounts = [1, 2]

const compiled = (work: Work, threads: number, block: number): Contestant => ({
  id: `saddlepoint compiled, ${threadsOf(threads)}, ${perCall(block)}`,
  who: 'saddlepoint',
  mode: block === 1 ? 'step' : 'blocks',
  command: node('./library.ts', work.id, 'compiled', String(threads)),
  block,
  peer: false,
})
const bare = (work: Work, block: number): Contestant => ({
  id: `the bare runtime on the same graph and fixed feeds, 1 thread, ${perCall(block)}`,
  who: 'saddlepoint',
  mode: 'bare',
  command: node('./library.ts', work.id, 'compiled', '1', 'bare'),
  block,
  peer: false,
})
const eager = (work: Work, backend: string): Contestant => ({
  id: `saddlepoint eager, ${backend}`,
  who: 'saddlepoint',
  mode: 'other',
  command: node('./library.ts', work.id, 'eager', backend),
  block: 1,
  peer: false,
})
const byHand = (batch: number, width: number): Contestant => ({
  id: 'by hand in plain TensorFlow.js, wasm',
  who: 'TensorFlow.js',
  mode: 'other',
  command: node('./hand-written.ts', `${batch}x${width}`),
  block: 1,
  peer: false,
})

function jax(python: string, work: Work): Contestant[] {
  const layouts = work.peer.game === 'bilinear' ? ['tree'] : ['tree', 'flat']
  return threadCounts.flatMap(threads =>
    layouts.flatMap(layout =>
      [1, work.block].map((block): Contestant => ({
        id: `JAX ${block === 1 ? 'jit' : 'loop inside jit'}, ${layout === 'flat' ? 'one vector a player, ' : ''}${threadsOf(threads)}, ${perCall(block)}`,
        who: 'JAX',
        mode: block === 1 ? 'step' : 'blocks',
        command: [python, path('./peers/jax_peer.py'), JSON.stringify(work.peer), String(threads), layout],
        block,
        peer: true,
      })),
    ),
  )
}

function torch(python: string, work: Work): Contestant[] {
  const child = (how: string, threads: number, id: string, mode: Mode): Contestant => ({
    id: `PyTorch ${id}, ${threadsOf(threads)}`,
    who: 'PyTorch',
    mode,
    command: [python, path('./peers/torch_peer.py'), JSON.stringify(work.peer), String(threads), how],
    block: 1,
    peer: true,
  })
  const name = work.peer.game === 'bilinear' ? 'eager, derived field' : 'eager, fused Adam'
  return [
    ...threadCounts.map(threads => child('eager', threads, name, 'step')),
    ...(work.peer.game === 'bilinear' ? [child('written', 2, 'eager, field as a formula', 'other')] : []),
    child('compile', 2, 'torch.compile', 'other'),
  ]
}

/** Everyone who can take part in a work. `python` is null where the peers are not installed. */
export function contestantsOf(work: Work, python: string | null): readonly Contestant[] {
  const { peer } = work
  const hand = peer.game === 'ring' && peer.method === 'simultaneous' ? [byHand(peer.batch, peer.width!)] : []
  return [
    ...threadCounts.flatMap(threads => [compiled(work, threads, 1), compiled(work, threads, work.block)]),
    ...(work.id === '64x32' ? [bare(work, 1), bare(work, work.block)] : []),
    // Convolutions on the cpu backend, plain loops in JavaScript, would take longer than all the rest.
    ...(peer.game === 'images' ? ['node', 'wasm'] : ['node', 'wasm', 'cpu']).map(backend => eager(work, backend)),
    ...hand,
    ...(python === null ? [] : [...jax(python, work), ...torch(python, work)]),
  ]
}
