import * as ort from 'onnxruntime-node'

type Run = (this: ort.InferenceSession, feeds: ort.InferenceSession.FeedsType) => Promise<unknown>

/** What a call of `advance(n)` has the runtime do, as functions that do it again on the same feeds. */
async function heardIn(advance: () => Promise<unknown>): Promise<(() => Promise<unknown>)[]> {
  const { prototype } = ort.InferenceSession as unknown as { readonly prototype: { run: Run } }
  const { run } = prototype
  const calls: (() => Promise<unknown>)[] = []
  prototype.run = function (feeds) {
    calls.push(() => run.call(this, feeds))
    return run.call(this, feeds)
  }
  try {
    await advance()
  } finally {
    prototype.run = run
  }
  if (calls.length === 0) throw new Error('the step runs no session of ONNX Runtime; nothing bare can be timed')
  return calls
}

/** The runtime alone: what `advance(n)` has it do, done again and again on the same feeds, without draws, state or bookkeeping. */
export function bareCalls(advance: (n: number) => Promise<unknown>): (n: number) => Promise<void> {
  const known = new Map<number, (() => Promise<unknown>)[]>()
  return async n => {
    const calls = known.get(n) ?? (await heardIn(() => advance(n)))
    known.set(n, calls)
    for (const call of calls) await call()
  }
}
