import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { hostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { decodeSafetensors, encodeSafetensors } from '../../core/safetensors.ts'
import { saddle } from '../cli/saddle.ts'
import { difference } from './model.ts'
import { lacking, peer, type Listed } from './python.ts'

const folder = mkdtempSync(join(tmpdir(), 'python-'))
const at = (...names: string[]): string => join(folder, ...names)
const runs = {
  double: ['--optimizer', 'extragradient[stepSize=0.05]', '--precision', 'float64'],
  ring: ['--optimizer', 'gda[stepSize=0.05]'],
  mixed: ['--optimizer', 'chekhov[stepSize=0.05,queue=3]'],
} as const
beforeAll(async () => {
  for (const [name, words] of Object.entries(runs)) {
    const run = ['run', '--game', 'gan', ...words, '--steps', '12', '--metric', 'losses', '--out', at('runs', name)]
    expect(await saddle(...run)).toMatchObject({ code: 0, err: '' })
    for (const file of [[], ['--format', 'safetensors']])
      expect(await saddle('export', at('runs', name), ...file)).toMatchObject({ code: 0, err: '' })
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Leaves a test out, with the reason, where Python cannot do it. */
const demand = (context: TestContext, reason: string | null): void => {
  if (reason !== null) context.skip(reason)
}
const reals = (shape: readonly number[], dtype: string): Listed => {
  const values = Array.from(key(5).normal(shape.reduce((n, d) => n * d, 1)))
  return { shape, dtype, values: dtype === 'float32' ? values.map(Math.fround) : values }
}
interface Ran {
  readonly outputs: Readonly<Record<string, Listed>>
  readonly shapes: Readonly<Record<string, unknown[]>>
  readonly metadata: Readonly<Record<string, string>>
  readonly doc: string
}
const rowsOf = (x: Listed): number[][] =>
  Array.from({ length: x.shape[0]! }, (_, i) => x.values.slice(i * x.shape[1]!, (i + 1) * x.shape[1]!))

describe("with Python's onnxruntime and safetensors", () => {
  const reason = lacking('numpy', 'onnxruntime', 'safetensors')

  it('an exported generator gives what NumPy gives with its exported weights, in both precisions', context => {
    demand(context, reason)
    for (const [run, dtype, tolerance] of [
      ['double', 'float64', 1e-13],
      ['ring', 'float32', 2e-6],
    ] as const) {
      for (const n of [1, 5]) {
        const x = reals([n, 16], dtype)
        const [ran, numpy] = peer(
          [
            { do: 'run', model: at('runs', run, 'generator.onnx'), inputs: { x } },
            { do: 'mlp', file: at('runs', run, 'weights.safetensors'), player: 'generator', x: rowsOf(x) },
          ],
          folder,
        ) as [Ran, { y: Listed }]
        expect(ran.shapes).toEqual({ x: ['N', 16], y: ['N', 2] })
        expect(ran.outputs.y).toMatchObject({ shape: [n, 2], dtype })
        expect(difference(ran.outputs.y!.values, numpy.y.values)).toBeLessThan(tolerance)
      }
    }
  })

  it('a mixture gives the outputs of the atom that is asked for, and its weights', context => {
    demand(context, reason)
    const x = reals([4, 16], 'float32')
    const atoms = [0, 1, 2]
    const given = atoms.flatMap(k => [
      {
        do: 'run',
        model: at('runs', 'mixed', 'generator.onnx'),
        inputs: { x, atom: { shape: [], dtype: 'int64', values: [k] } },
      },
      { do: 'mlp', file: at('runs', 'mixed', 'weights.safetensors'), player: `generator.atom${k}`, x: rowsOf(x) },
    ])
    const made = peer(given, folder)
    for (const k of atoms) {
      const [ran, numpy] = [made[2 * k] as Ran, made[2 * k + 1] as { y: Listed }]
      expect(ran.shapes).toEqual({ x: ['N', 16], atom: [], y: ['N', 2], weights: [3] })
      expect(difference(ran.outputs.y!.values, numpy.y.values)).toBeLessThan(2e-6)
      expect(ran.outputs.weights!.values).toEqual(Array<number>(3).fill(Math.fround(1 / 3)))
    }
    const outputs = atoms.map(k => (made[2 * k] as Ran).outputs.y!.values)
    expect(difference(outputs[0]!, outputs[2]!)).toBeGreaterThan(1e-4)
  })

  it('the metadata say what run it is of', context => {
    demand(context, reason)
    const inputs = { x: reals([1, 16], 'float32') }
    const [{ metadata, doc }] = peer([{ do: 'run', model: at('runs', 'ring', 'generator.onnx'), inputs }], folder) as [Ran]
    const stored = readFileSync(at('runs', 'ring', 'run.json'), 'utf8')
    expect(JSON.parse(metadata.run!)).toEqual(JSON.parse(stored))
    const { loss } = { loss: expect.any(Number) as number }
    expect(metadata).toMatchObject({
      player: 'generator',
      seed: '0',
      step: '12',
      input: 'latents, rows of the law N(0, I)',
      rows: 'independent',
    })
    expect(metadata.outcome).toMatch(/^completed: /)
    expect(JSON.parse(metadata.metrics!)).toEqual({ 'loss-generator': loss, 'loss-critic': loss })
    expect(doc).toContain("Player 'generator' of game gan after 12 steps of gda[")
  })

  it('safetensors read in Python what was written here, and here what was written in Python', context => {
    demand(context, reason)
    const tensors = new Map([
      ['a', hostTensor([1, 0.1, -1e-300, 4, 5, 6], [2, 3])],
      ['scalar é', hostTensor([2], [])],
      ['empty', hostTensor([], [0, 2])],
    ])
    writeFileSync(at('ours.safetensors'), encodeSafetensors(tensors, 'F64', { game: 'gan' }))
    const theirs = {
      w: { shape: [2, 2], dtype: 'float64', values: [1, 2, 3, 0.1] },
      b: { shape: [1], dtype: 'float32', values: [0.5] },
    }
    const [read] = peer(
      [
        { do: 'read', file: 'ours.safetensors' },
        { do: 'write', file: 'theirs.safetensors', tensors: theirs },
      ],
      folder,
    ) as [{ tensors: Record<string, Listed>; metadata: unknown }]
    expect(read.metadata).toEqual({ game: 'gan' })
    const expected = [...tensors].map(([name, t]) => [name, { shape: t.shape, dtype: 'float64', values: Array.from(t.values) }])
    expect(read.tensors).toEqual(Object.fromEntries(expected))
    const back = decodeSafetensors(readFileSync(at('theirs.safetensors')), 'theirs.safetensors').tensors
    expect(back.get('w')).toEqual(hostTensor([1, 2, 3, 0.1], [2, 2]))
    expect(back.get('b')).toEqual(hostTensor(Float32Array.of(0.5), [1]))
  })

  const text = readFileSync(new URL('../../docs/networks.md', import.meta.url), 'utf8')
  const blocks = Array.from(text.matchAll(/```python\n([\s\S]*?)```/g), m => m[1]!)

  it('the lines of docs/networks.md sample from a network and from a mixture', context => {
    demand(context, reason)
    const [plain, mixed] = blocks as [string, string]
    const [one] = peer([{ do: 'docs', blocks: [plain], given: { y: 'y' } }], folder) as [{ y: Listed }]
    expect(one.y.shape).toEqual([1000, 2])
    const [many] = peer([{ do: 'docs', blocks: [mixed], given: { y: 'y', atoms: 'np.bincount(atoms)' } }], folder) as [
      Record<string, Listed>,
    ]
    expect(many.y!.shape).toEqual([1000, 2])
    expect(many.atoms!.values.every(count => count > 250)).toBe(true)
  })

  it('the lines of docs/networks.md carry a perceptron to PyTorch and back to the same outputs', async context => {
    demand(context, lacking('torch', 'safetensors', 'onnxruntime'))
    const across = blocks.slice(2)
    expect(across).toHaveLength(2)
    const out = at('ring.safetensors')
    expect(await saddle('export', at('runs', 'double'), '--format', 'safetensors', '--out', out)).toMatchObject({ code: 0 })
    const x = reals([6, 16], 'float64')
    const latents = `torch.tensor(${JSON.stringify(rowsOf(x))}, dtype=torch.float64)`
    const [torch, ran] = peer(
      [
        { do: 'docs', blocks: across, given: { y: `net(${latents}).detach().numpy()` } },
        { do: 'run', model: at('runs', 'double', 'generator.onnx'), inputs: { x } },
      ],
      folder,
    ) as [{ y: Listed }, Ran]
    expect(difference(torch.y.values, ran.outputs.y!.values)).toBeLessThan(1e-13)
    const words = [
      'run',
      '--game',
      'gan',
      '--optimizer',
      'gda',
      '--steps',
      '1',
      '--precision',
      'float64',
      '--answers',
      '--format',
      'jsonl',
    ]
    const { code, out: lines } = await saddle(...words, '--start', `generator=${at('back.safetensors')}`)
    expect(code).toBe(0)
    const { answer } = JSON.parse(lines.split('\n')[0]!) as { answer: number[][] }
    const trained = decodeSafetensors(readFileSync(out), out).tensors
    const generator = [...trained].filter(([name]) => name.startsWith('generator.')).flatMap(([, t]) => Array.from(t.values))
    expect(answer[0]).toEqual(generator)
  })
})
