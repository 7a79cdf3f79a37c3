/** Runs jobs in worker threads, several at a time. */
import { cpus } from 'node:os'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import { Tinypool } from 'tinypool'
import type { Job, News, Result } from './job.ts'

export const defaultJobs = (): number => Math.max(1, Math.min(8, cpus().length))

/** Results in the order of the jobs. A job that fails ends the others with its error. */
export async function runAll(
  jobs: readonly Job[],
  parallel: number,
  tell: (news: News) => void,
  done: (result: Result) => void,
): Promise<Result[]> {
  const source = fileURLToPath(new URL('./worker.js', import.meta.url))
  const fromSource = existsSync(source)
  const pool = new Tinypool({
    filename: fromSource ? source : fileURLToPath(new URL('./job.js', import.meta.url)),
    minThreads: Math.min(parallel, jobs.length),
    maxThreads: Math.min(parallel, jobs.length),
    isolateWorkers: false,
  })
  try {
    return await Promise.all(
      jobs.map(async job => {
        const { port1, port2 } = new MessageChannel()
        port1.on('message', tell)
        port1.unref()
        const result = (await pool.run({ job, port: port2 }, { transferList: [port2] })) as Result
        done(result)
        return result
      }),
    )
  } finally {
    await pool.destroy()
  }
}
