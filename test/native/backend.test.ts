import { createRequire } from 'node:module'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { backend, type Backend, type BackendName } from '../../core/backend.ts'
import { nativePackages, type NativeBackend } from '../../core/native/load.ts'
import { spawned } from '../cli/saddle.ts'
import { testedBackend } from '../tested-backend.ts'

const name = testedBackend as NativeBackend
let chosen: Backend
beforeAll(async () => {
  chosen = await backend()
})

describe(`the native backend ${name}`, () => {
  it('is what auto takes, and says which libtensorflow computes', () => {
    expect(chosen.name).toBe(name)
    expect(chosen.libtensorflow).toMatch(/^\d+\.\d+\.\d+$/)
    expect(tf.getBackend()).toBe('tensorflow')
  })

  it('computes for the TensorFlow.js of this project: there is one engine and one copy of every package', () => {
    const native = createRequire(import.meta.url)(nativePackages[name]) as typeof tf
    expect(native.engine()).toBe(tf.engine())
    expect(native.Tensor).toBe(tf.Tensor)
    expect(tf.scalar(1)).toBeInstanceOf(native.Tensor)
  })

  it('multiplies with the entries of float32', () => {
    const [a, b] = [Float32Array.of(0.1, -2, 3, 4.5), Float32Array.of(1, 0.3, -7, 2)]
    const [p, q, r, s] = a as unknown as [number, number, number, number]
    const [t, u, v, w] = b as unknown as [number, number, number, number]
    const got = tf.matMul(tf.tensor2d(a, [2, 2]), tf.tensor2d(b, [2, 2])).dataSync()
    ;[p * t + q * v, p * u + q * w, r * t + s * v, r * u + s * w].forEach((x, i) => expect(got[i]).toBeCloseTo(x, 5))
  })

  it('a process has one: another one is refused', async () => {
    await expect(backend('cpu' satisfies BackendName)).rejects.toThrow(`backend cpu was asked for after ${name}`)
  })
})

describe('the command', () => {
  it('doctor reports it', () => {
    const { code, out } = spawned(['doctor', '--json', '--backend', name], '.')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ backend: name, libtensorflow: chosen.libtensorflow })
  })

  it('runs eager steps on it, and says nothing else', () => {
    const words = ['run', '--game', 'gan', '--optimizer', 'gda', '--steps', '2', '--format', 'jsonl']
    const eager = spawned([...words, '--execution', 'eager', '--backend', name], '.')
    const compiled = spawned([...words, '--execution', 'compiled'], '.')
    expect([eager.code, eager.err]).toEqual([0, compiled.err])
    const losses = (out: string): number[] =>
      out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as { metrics?: Record<string, number> })
        .flatMap(({ metrics }) => Object.values(metrics ?? {}))
    const [got, want] = [losses(eager.out), losses(compiled.out)]
    expect(want.length).toBeGreaterThan(3)
    expect(got.length).toBe(want.length)
    got.forEach((x, i) => expect(Math.abs(x - want[i]!)).toBeLessThanOrEqual(1e-4 * Math.abs(want[i]!)))
  })
})
