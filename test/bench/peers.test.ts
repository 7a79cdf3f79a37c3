import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { assembled } from '../../bench/library.ts'
import { peersPython } from '../../bench/python.ts'
import { bilinear } from '../../bench/works/bilinear.ts'
import { dcgan } from '../../bench/works/dcgan.ts'
import { methods, simultaneous } from '../../bench/works/ring.ts'
import type { Work } from '../../bench/works/work.ts'
import { drawKey } from '../../core/engine.ts'
import { engineOf } from '../../core/execute.ts'
import type { HostTensor } from '../../core/host.ts'
import { createLab } from '../../core/lab.ts'
import { builtin } from '../../plugins/builtin.ts'

/** Wide enough that no row has every unit of a layer at rest: where the critic's slope is 0, the peers' root has no gradient. */
const size = { batch: 4, width: 16 }
const works: readonly Work[] = [
  simultaneous(size, {}),
  ...methods(size, {}),
  dcgan({ batch: 3, latent: 5, channels: 2 }, {}),
  bilinear(6, {}),
]
/** Enough for the queues of Chekhov to be full and to lose their oldest. */
const steps = 7
/** Draws of a step: each evaluation of the field, or each move, its own. */
const drawsOf = ({ peer }: Work): number =>
  peer.game === 'bilinear' ? 0 : peer.method === 'extragradient' ? 2 : peer.method === 'wgan-gp' ? peer.criticSteps! + 1 : 1

const host = ({ values, shape }: HostTensor) => ({ values: Array.from(values), shape })

/** Starts, draws and ends of a work in double precision, as plain data. */
async function ofTheLibrary(work: Work) {
  const run = assembled(work)
  const { engine } = await engineOf(run, { execution: 'compiled', precision: 'float64' })
  let state = await engine.init()
  const pointsOf = async () => (await engine.answer(state)).map(mixture => mixture.atoms.at(-1)!)
  const start = run.game.players.map(p => p.start(run.key.fold('start').fold(p.id)))
  const samples = Array.from({ length: steps }, (_, k) =>
    Array.from({ length: drawsOf(work) }, (_, d) =>
      Object.fromEntries(
        Object.entries(run.game.sample(drawKey(run.key, k, d)) as Record<string, HostTensor>).map(([id, t]) => [id, host(t)]),
      ),
    ),
  )
  ;({ state } = await engine.advance(state, 0, steps))
  // The last of a queue is the strategy of the step before; one step more puts the newest into it, where there is a queue.
  if (work.id === 'chekhov') ({ state } = await engine.advance(state, steps, 1))
  const end = (await pointsOf()).map(p => Array.from(p.host))
  return {
    start: start.map(p => p.hostBlocks().map((values, j) => ({ values: Array.from(values), shape: p.layout[j]!.shape }))),
    samples,
    end,
    first: start.map(p => Array.from(p.host)),
  }
}

/** A peer's script that answers checks, a line each. */
function checker(python: string, script: string) {
  const child = spawn(python, [fileURLToPath(new URL(`../../bench/peers/${script}`, import.meta.url)), '--check'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    ask: async (question: object): Promise<number[][]> => {
      child.stdin.write(`${JSON.stringify(question)}\n`)
      const { value, done } = (await lines.next()) as { value: string; done?: boolean }
      if (done) throw new Error(`${script} ended without an answer`)
      const answer = JSON.parse(value) as { end?: number[][]; error?: string }
      if (!answer.end) throw new Error(`${script}: ${answer.error ?? 'no answer'}`)
      return answer.end
    },
    end: () => child.kill(),
  }
}

const scripts = [
  { script: 'torch_peer.py', how: 'eager' },
  { script: 'torch_peer.py', how: 'functional' },
  { script: 'jax_peer.py', how: 'tree' },
] as const
const found = peersPython()
const players = createLab(builtin)
  .list('player')
  .map(p => p.id)

describe('the peers make the same step', () => {
  if ('reason' in found) console.log(`skipped: ${found.reason}`)
  for (const { script, how } of scripts) {
    it.skipIf('reason' in found)(`${script} ${how}`, async () => {
      const { ask, end } = checker((found as { python: string }).python, script)
      try {
        for (const work of works) {
          if (work.id === 'dcgan' && !players.includes('dcgan')) {
            console.log("skipped: dcgan, for there is no player 'dcgan'")
            continue
          }
          const ours = await ofTheLibrary(work)
          const theirs = await ask({ work: { ...work.peer, how }, start: ours.start, samples: ours.samples })
          ours.end.forEach((x, i) => {
            const largest = Math.max(...x.map(Math.abs))
            const moved = Math.max(...x.map((v, j) => Math.abs(v - ours.first[i]![j]!)))
            const apart = Math.max(...x.map((v, j) => Math.abs(v - theirs[i]![j]!)))
            expect(theirs[i]!.length).toBe(x.length)
            // An error in a loss, its sign or a constant is of the order of the move itself.
            expect(moved / largest, `${work.id}: move of player ${i}`).toBeGreaterThan(1e-4)
            expect(apart / largest, `${work.id}: player ${i}`).toBeLessThan(1e-9)
          })
        }
      } finally {
        end()
      }
    })
  }
})
