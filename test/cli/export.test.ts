import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeSafetensors, type Tensors } from '../../core/safetensors.ts'
import { expectRefused, itRefuses } from '../bad-input/refused.ts'
import { stepOf } from '../resume/command.ts'
import { hashes } from './files.ts'
import { saddle } from './saddle.ts'

const folder = mkdtempSync(join(tmpdir(), 'export-'))
const at = (...names: string[]): string => join(folder, ...names)
const run = async (name: string, ...words: string[]): Promise<void> => {
  expect(await saddle('run', ...words, '--out', at(name))).toMatchObject({ code: 0, err: '' })
}
const ring = ['--game', 'gan[batch=8]', '--player', 'generator=mlp[hidden=[4]]', '--player', 'critic=mlp[hidden=[4]]']
beforeAll(async () => {
  await run('ring', ...ring, '--optimizer', 'gda', '--steps', '4')
  await run('vectors', '--game', 'bilinear', '--optimizer', 'gda', '--steps', '3')
  await run('mixed', '--game', 'bilinear', '--optimizer', 'average[of=gda,kind=mixture]', '--steps', '5')
  mkdirSync(at('empty'))
  cpSync(at('ring'), at('begun'), { recursive: true })
  rmSync(at('begun', 'checkpoint.bin'))
  writeFileSync(at('there.onnx'), 'mine')
  writeFileSync(at('file'), 'mine')
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Strategy {
  readonly player: string
  readonly atoms: readonly { weight: number; blocks: readonly { name: string; shape: number[]; values: number[] }[] }[]
}
const strategies = (name: string): readonly Strategy[] => JSON.parse(readFileSync(at(name, 'answer.json'), 'utf8')) as Strategy[]
const read = (file: string): Tensors => decodeSafetensors(readFileSync(file), file).tensors

describe('saddle export', () => {
  it('writes the generator as ONNX into the folder of the run, the same bytes each time, and says so', async () => {
    const before = hashes(at('ring'))
    const { code, out, err } = await saddle('export', at('ring'))
    const file = at('ring', 'generator.onnx')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toBe(`${file}: generator [N, 16] → [N, 2], float32, ${readFileSync(file).length} bytes\n`)
    await saddle('export', at('ring'), '--out', at('again', 'deep', 'g.onnx'))
    expect(readFileSync(at('again', 'deep', 'g.onnx')).equals(readFileSync(file))).toBe(true)
    rmSync(file)
    expect(hashes(at('ring'))).toEqual(before)
  })
  it('writes all players as safetensors, entry by entry those of the answer', async () => {
    const file = at('all.safetensors')
    expect(await saddle('export', at('ring'), '--out', file)).toMatchObject({ code: 0, err: '' })
    const tensors = read(file)
    const expected = strategies('ring').flatMap(({ player, atoms }) =>
      atoms[0]!.blocks.map(({ name, shape, values }) => [`${player}.${name}`, shape, Float32Array.from(values)]),
    )
    expect([...tensors].map(([name, t]) => [name, t.shape, t.values])).toEqual(expected)
  })
  it('writes one player, in the precision that is asked for', async () => {
    const file = at('critic.safetensors')
    await saddle('export', at('ring'), '--player', 'critic', '--precision', 'float64', '--out', file)
    const tensors = read(file)
    expect([...tensors.keys()]).toEqual(['critic.w0', 'critic.b0', 'critic.w1', 'critic.b1'])
    expect(tensors.get('critic.w0')!.values).toEqual(Float64Array.from(strategies('ring')[1]!.atoms[0]!.blocks[0]!.values))
  })
  it('writes the atoms of mixtures and their weights', async () => {
    const file = at('mixed.safetensors')
    await saddle('export', at('mixed'), '--precision', 'float64', '--out', file)
    const tensors = read(file)
    for (const { player, atoms } of strategies('mixed')) {
      expect(atoms.length).toBeGreaterThan(1)
      expect(Array.from(tensors.get(`${player}.weights`)!.values)).toEqual(atoms.map(a => a.weight))
      for (const [a, { blocks }] of atoms.entries())
        expect(Array.from(tensors.get(`${player}.atom${a}.x`)!.values)).toEqual(blocks[0]!.values)
    }
  })
  it('replaces a file only by --force', async () => {
    copyFileSync(at('there.onnx'), at('old.onnx'))
    await expectRefused(['export', at('ring'), '--out', at('old.onnx')], ['is there already', '--force'], folder)
    expect(await saddle('export', at('ring'), '--out', at('old.onnx'), '--force')).toMatchObject({ code: 0, err: '' })
    expect(readFileSync(at('old.onnx')).length).toBeGreaterThan(1000)
  })
  it('exports a run that was stopped as its newest checkpoint has it, and says which step that is', async () => {
    const going = saddle('run', ...ring, '--optimizer', 'gda', '--steps', '1000000', '--every', '50', '--out', at('stopped'))
    while (stepOf(at('stopped')) < 50) await new Promise(resolve => setTimeout(resolve, 5))
    process.emit('SIGTERM')
    expect(await going).toMatchObject({ code: 130 })
    const { code, out, err } = await saddle('export', at('stopped'))
    const step = stepOf(at('stopped'))
    expect(err).toBe(`the run in ${at('stopped')} has not ended: its newest checkpoint is exported, step ${step}\n`)
    expect(code).toBe(0)
    expect(out).toContain('generator.onnx: generator')
  })
})

describe('saddle run --start', () => {
  const flags = ['run', '--game', 'gan[batch=8]', ...ring.slice(2), '--optimizer', 'gda[stepSize=0.1]', '--every', '2']
  it('begins at the weights of the file, keeps them, and resumes to the same bytes where the file is gone', async () => {
    const file = at('weights.safetensors')
    expect(await saddle('export', at('ring'), '--out', file)).toMatchObject({ code: 0 })
    const start = ['--start', `generator=${file}`, '--start', `critic=${file}`]
    const lines = await saddle(...flags, ...start, '--steps', '8', '--out', at('whole'), '--format', 'jsonl', '--answers')
    expect(lines).toMatchObject({ code: 0, err: '' })
    const first = JSON.parse(lines.out.split('\n')[0]!) as { answer: number[][] }
    const expected = strategies('ring').map(s => s.atoms[0]!.blocks.flatMap(b => b.values))
    expect(first.answer).toEqual(expected)
    expect(await saddle(...flags, ...start, '--steps', '4', '--out', at('half'))).toMatchObject({ code: 0, err: '' })
    const { starts } = JSON.parse(readFileSync(at('half', 'run.json'), 'utf8')) as { starts: Record<string, unknown> }
    expect(starts).toMatchObject({ generator: { file }, critic: { file } })
    rmSync(file)
    expect(await saddle('run', '--resume', at('half'), '--steps', '8')).toMatchObject({ code: 0, err: '' })
    for (const name of ['answer.json', 'start-generator.safetensors'])
      expect(readFileSync(at('half', name)).equals(readFileSync(at('whole', name)))).toBe(true)
    expect(await saddle('export', at('half'))).toMatchObject({ code: 0, err: '' })
  })
  it('is refused to go on where the copy is another file or gone', async () => {
    const copy = at('half', 'start-critic.safetensors')
    const bytes = readFileSync(copy)
    const resume = ['run', '--resume', at('half'), '--steps', '12']
    bytes[bytes.length - 1]! ^= 1
    writeFileSync(copy, bytes)
    await expectRefused(resume, [copy, 'not the file that the run began with', 'sha256'], folder)
    rmSync(copy)
    await expectRefused(resume, [copy, 'ENOENT', 'restore it'], folder)
  })
  it('leaves no folder behind where it is refused', async () => {
    await saddle('export', at('vectors'), '--out', at('vectors.safetensors'))
    const words = [...flags, '--start', `critic=${at('vectors.safetensors')}`, '--out', at('never')]
    await expectRefused(words, ["no tensor 'w0' or 'critic.w0'", 'needed: w0[2, 4]'], folder)
    expect(existsSync(at('never'))).toBe(false)
  })
})

describe('refuses', () => {
  const run = (...words: string[]): string[] => ['run', '--game', 'bilinear', '--optimizer', 'gda', ...words]
  itRefuses(
    [
      [['export'], "missing required argument 'dir'", 'saddle export --help'],
      [['export', at('nowhere')], 'holds no run', 'run.json is missing'],
      [['export', at('empty')], 'holds no run', '--out'],
      [['export', at('begun')], 'has saved nothing yet', 'saddle run --resume'],
      [['export', at('ring'), '--player', 'generater'], "player 'generater' is not known", "did you mean 'generator'?", 'critic'],
      [['export', at('ring'), '--player', 'nobody', '--format', 'safetensors'], 'valid: generator, critic'],
      [['export', at('vectors')], 'no player of this game is a network (x, y)', '--format safetensors'],
      [['export', at('vectors'), '--player', 'x'], "player 'x' is a strategy in free, no network", '--format safetensors'],
      [['export', at('ring'), '--out', at('there.onnx')], 'is there already', '--force'],
      [['export', at('ring'), '--out', at('file', 'g.onnx')], 'cannot be written', 'EEXIST', '--out'],
      [['export', at('ring'), '--out', '/proc/nothing/g.onnx'], 'cannot be written', '--out'],
      [['export', at('ring'), '--out', at('empty'), '--force'], 'is a folder', 'generator.onnx'],
      [['export', at('ring'), '--format', 'tflite'], 'onnx, safetensors'],
      [['export', at('ring'), '--precision', 'float16'], 'float32, float64'],
      [['export', at('ring'), '--batch', '0'], '--batch must be an integer ≥ 1'],
      [['export', at('ring'), '--batch', '2', '--format', 'safetensors'], '--batch is of ONNX files'],
      [run('--start', 'x'), '--start must be NAME=FILE such as generator=weights.safetensors'],
      [run('--start', `x=${at('nowhere.st')}`), 'cannot be read', 'ENOENT', 'saddle export'],
      [run('--start', `x=${at('empty')}`), 'cannot be read', 'EISDIR'],
      [run('--start', `x=${at('file')}`), 'is no sound safetensors file', 'it has 4 bytes'],
      [run('--start', `x=${at('file')}`, '--start', `x=${at('file')}`), "the player 'x' twice"],
      [['run', '--resume', at('ring'), '--start', `generator=${at('file')}`], '--start cannot be given with it'],
    ],
    folder,
  )
  it('a start for a player that is not there, for a host solver, and a mixture as a start', async () => {
    await saddle('export', at('vectors'), '--out', at('xy.safetensors'), '--force')
    await saddle('export', at('mixed'), '--out', at('atoms.safetensors'), '--force')
    await expectRefused(run('--start', `z=${at('xy.safetensors')}`), ["player 'z' is not known", 'valid: x, y'], folder)
    await expectRefused(run('--start', `x=${at('atoms.safetensors')}`), ["holds a mixture for player 'x'", 'x['], folder)
    const shape = run('--game', 'bilinear[dimension=3]', '--start', `x=${at('xy.safetensors')}`)
    await expectRefused(shape, ["tensor 'x'", 'must have the shape [3]', 'has ['], folder)
    const wgan = ['run', '--game', 'quadratic-wgan', '--steps', '1', '--optimizer']
    await saddle(...wgan, 'gda', '--out', at('wgan'))
    await saddle('export', at('wgan'), '--out', at('wgan.safetensors'))
    const host = [...wgan, 'convex-dual', '--start', `generator=${at('wgan.safetensors')}`]
    await expectRefused(host, ["optimizer 'convex-dual' begins where the game's", 'optimizers of the field'], folder)
  })
})
