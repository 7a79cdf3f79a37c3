import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeSafetensors, type Tensors } from '../../core/safetensors.ts'
import { expectRefused, itRefuses } from '../bad-input/refused.ts'
import { stepOf } from '../resume/command.ts'
import { difference, entriesOf, outputsOf } from '../export/model.ts'
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
  await run('queue', ...ring, '--optimizer', 'chekhov[stepSize=0.1,queue=3]', '--steps', '5')
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
  it('writes one component of a mixture as if it were the strategy, and a run starts from it', async () => {
    const file = at('second.safetensors')
    expect(await saddle('export', at('queue'), '--component', '1', '--out', file)).toMatchObject({ code: 0, err: '' })
    const expected = strategies('queue').flatMap(({ player, atoms }) =>
      atoms[1]!.blocks.map(({ name, values }) => [`${player}.${name}`, Float32Array.from(values)]),
    )
    expect([...read(file)].map(([name, t]) => [name, t.values])).toEqual(expected)
    const { metadata } = decodeSafetensors(readFileSync(file), file)
    expect(metadata.component).toBe('1')
    expect(JSON.parse(metadata.weight!)).toEqual({ generator: Math.fround(1 / 3), critic: Math.fround(1 / 3) })
    const from = ['run', ...ring, '--optimizer', 'gda', '--start', `generator=${file}`, '--steps', '1', '--format', 'jsonl']
    const { answer } = JSON.parse((await saddle(...from, '--answers')).out.split('\n')[0]!) as { answer: number[][] }
    expect(answer[0]).toEqual(strategies('queue')[0]!.atoms[1]!.blocks.flatMap(b => b.values))
    await saddle('export', at('queue'), '--format', 'safetensors')
    const all = [
      'run',
      ...ring,
      '--optimizer',
      'gda',
      '--start',
      `generator=${at('queue', 'weights.safetensors')}`,
      '--steps',
      '1',
    ]
    await expectRefused(all, ['holds a mixture', 'saddle export --component'], folder)
  })
  it('writes a component, all of them, or one for each row as ONNX, and the three agree', async () => {
    const words = [['--component', '2'], [], ['--per-row']]
    const files = words.map((_, i) => at(`queue${i}.onnx`))
    const said: string[] = []
    for (const [i, flags] of words.entries()) said.push((await saddle('export', at('queue'), ...flags, '--out', files[i]!)).out)
    expect(said.map(line => line.replace(/^.*onnx: |, \d+ bytes\n$/g, ''))).toEqual([
      'generator [N, 16] → [N, 2], float32',
      'generator [N, 16] → [N, 2], 3 atoms, float32',
      'generator [N, 16] → [N, 2], 3 atoms, one for each row, float32',
    ])
    const [one, all, rows] = files.map(file => readFileSync(file)) as [Buffer, Buffer, Buffer]
    const given = { x: Array.from({ length: 32 }, (_, i) => Math.sin(i)), shape: [2, 16], precision: 'float32' } as const
    const [y, atom2, atom0, mixed] = await Promise.all([
      outputsOf(one, given),
      outputsOf(all, { ...given, atom: 2 }),
      outputsOf(all, { ...given, atom: 0 }),
      outputsOf(rows, { ...given, u: [0.9, 0.1] }),
    ])
    expect(difference(entriesOf(y.y!), entriesOf(atom2.y!))).toBeLessThan(1e-6)
    const expected = [...entriesOf(atom2.y!).slice(0, 2), ...entriesOf(atom0.y!).slice(2)]
    expect(difference(entriesOf(mixed.y!), expected)).toBeLessThan(1e-6)
    expect(difference(entriesOf(atom0.y!), entriesOf(atom2.y!))).toBeGreaterThan(1e-3)
  })
  it('keeps strategies of many entries in a safetensors file beside answer.json', async () => {
    const wide = ['generator', 'critic'].flatMap(player => ['--player', `${player}=mlp[hidden=[60,40]]`])
    const game = ['--game', 'gan[batch=2]', ...wide, '--optimizer', 'chekhov[queue=3]', '--steps', '4']
    await run('large', ...game)
    await run('double', ...game, '--precision', 'float64')
    for (const name of ['large', 'double']) {
      const file = at(name, 'answer.safetensors')
      const { tensors } = decodeSafetensors(readFileSync(file), file)
      expect(readFileSync(at(name, 'answer.json')).length).toBeLessThan(4000)
      const written = strategies(name) as unknown as readonly { atoms: readonly { blocks: readonly { tensor: string; shape: number[] }[] }[] }[] // prettier-ignore
      await saddle('export', at(name), '--format', 'safetensors')
      const exported = read(at(name, 'weights.safetensors'))
      for (const { atoms } of written) {
        expect(atoms.length).toBe(3)
        for (const { tensor, shape } of atoms.flatMap(a => a.blocks)) {
          expect(tensors.get(tensor)!.shape).toEqual(shape)
          expect(tensors.get(tensor)!.values).toEqual(exported.get(tensor)!.values)
        }
      }
      expect(tensors.get('critic.atom2.w1')!.values).toBeInstanceOf(name === 'large' ? Float32Array : Float64Array)
      expect(tensors.size).toBe(2 * (3 * 6 + 1))
    }
    expect(existsSync(at('queue', 'answer.safetensors'))).toBe(false)
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
      [['export', at('queue'), '--component', '3'], '--component 3', "'generator' has 3 components, 0 to 2"],
      [['export', at('ring'), '--component', '1'], "'generator' plays one strategy, which is component 0"],
      [['export', at('ring'), '--per-row'], "'generator' plays one strategy; leave it out"],
      [['export', at('queue'), '--per-row', '--format', 'safetensors'], '--per-row is of ONNX files'],
      [['export', at('queue'), '--per-row', '--component', '1'], 'give one of the two'],
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
