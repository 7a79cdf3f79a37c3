import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeSafetensors } from '../../core/safetensors.ts'
import type { MixtureRecord } from '../../studies/mixture-page/record.ts'
import { hashes } from './files.ts'
import { saddle } from './saddle.ts'

const folder = mkdtempSync(join(tmpdir(), 'mixture-'))
const at = (...names: string[]): string => join(folder, ...names)
const small = ['--player', 'generator=mlp[hidden=[6]]', '--player', 'critic=mlp[hidden=[6]]']
const gan = (options = ''): string[] => ['--game', `gan[batch=8,latent=2,loss=minimax${options}]`, ...small]
const gda = ['--optimizer', 'gda[stepSize=0.05]']
const run = async (name: string, ...words: string[]): Promise<void> => {
  expect(await saddle('run', ...words, '--out', at(name))).toMatchObject({ code: 0 })
}
const quick = ['--draws', '4', '--best-responses', '1', '--steps', '10', '--max-steps', '10', '--no-compare']
const read = (name: string): MixtureRecord => JSON.parse(readFileSync(at(name, 'mixture.json'), 'utf8')) as MixtureRecord
const refused = async (...words: string[]): Promise<string> => {
  const { code, err } = await saddle('mixture', ...words)
  expect(code).toBe(2)
  expect(err.trim().split('\n')).toHaveLength(1)
  return err
}

beforeAll(async () => {
  await run('ring', ...gan(), ...gda, '--steps', '20', '--every', '5', '--snapshots', '6')
  await run('matrix', '--game', 'matrix[payoff=portable]', ...gda, '--steps', '6', '--snapshots', '3', '--precision', 'float64')
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true }))

describe('saddle run --snapshots', () => {
  it('keeps the strategies of every so many steps, the start among them, in the run’s precision', () => {
    expect(readdirSync(at('ring', 'snapshots'))).toEqual([0, 6, 12, 18].map(s => `00000000${s}.safetensors`.slice(-21)))
    const file = at('ring', 'snapshots', '000000012.safetensors')
    const { tensors, metadata } = decodeSafetensors(readFileSync(file), file)
    expect([...tensors.keys()].some(name => name.startsWith('generator.'))).toBe(true)
    expect([...tensors.values()][0]!.values).toBeInstanceOf(Float32Array)
    expect(metadata).toEqual({ step: '12' })
  })

  it('changes no bit of the run, and a run that was stopped and resumed has the same files', async () => {
    const words = [...gan(), ...gda, '--every', '5']
    await run('plain', ...words, '--steps', '20')
    await run('stopped', ...words, '--steps', '13', '--snapshots', '6')
    // What a killed run has written after its checkpoint is dropped and kept again.
    copyFileSync(at('stopped', 'snapshots', '000000012.safetensors'), at('stopped', 'snapshots', '000000018.safetensors'))
    truncateSync(at('stopped', 'snapshots', '000000018.safetensors'), 50)
    writeFileSync(at('stopped', 'snapshots', '000000099.safetensors'), 'x')
    expect((await saddle('run', '--resume', at('stopped'), '--steps', '20')).code).toBe(0)
    const bytes = (name: string): string => hashes(at(name))['checkpoint.bin']!
    expect(bytes('plain')).toBe(bytes('ring'))
    expect(bytes('stopped')).toBe(bytes('ring'))
    expect(hashes(at('stopped', 'snapshots'))).toEqual(hashes(at('ring', 'snapshots')))
    expect(readFileSync(at('ring', 'index.html'), 'utf8')).toContain('--snapshots 6')
  })

  it('keeps the last strategies of an optimizer whose answer is a mixture', async () => {
    const chekhov = ['--optimizer', 'chekhov[queue=2]', '--steps', '4', '--snapshots', '2', '--precision', 'float64']
    await run('chekhov', '--game', 'bilinear', '--player', 'x=vector[start=[1],set=box[limit=1]]', '--player', 'y=vector[start=[0.5],set=box[limit=1]]', ...chekhov) // prettier-ignore
    expect((await saddle('mixture', at('chekhov'), ...quick)).code).toBe(0)
    // Its queue holds the strategies before steps 3 and 4; that of step 2 is a snapshot too, and is there once.
    expect(read('chekhov').rows).toEqual(['step 0', 'step 2', 'step 4', 'answer, atom 1'])
  })

  it('is refused without a folder, and when a run goes on', async () => {
    const { code, err } = await saddle('run', ...gan(), ...gda, '--snapshots', '2')
    expect({ code, said: err.includes('--snapshots 2 keeps strategies in the folder') }).toEqual({ code: 2, said: true })
    expect((await saddle('run', '--resume', at('ring'), '--snapshots', '3')).err).toContain('--snapshots cannot be given')
  })
})

describe('saddle mixture', () => {
  it('reaches the equilibrium of a finite game by rounds, and says so', async () => {
    const { code, out, err } = await saddle('mixture', at('matrix'), '--rounds', '20')
    expect(code).toBe(0)
    expect(out).toContain('the mixture is an equilibrium of the game')
    const { rounds, solved, others, support, rows } = read('matrix')
    expect(solved).toBe(true)
    expect(err.trim().split('\n')).toHaveLength(rounds.length)
    expect(rows.slice(0, 4)).toEqual(['step 0', 'step 3', 'step 6', 'response of round 1'])
    expect(Math.abs(rounds.at(-1)!.restricted.value + 0.0091991)).toBeLessThan(5e-8)
    expect(rounds.at(-1)!.heldOut.gap).toBeLessThan(1e-12)
    expect(Object.keys(others)).toEqual(['uniform', 'last'])
    // The restricted equilibrium is the best of the mixtures that are there; whoever may answer with more gains more.
    const gap = ({ upper, lower }: { upper: number; lower: number }): number => upper - lower
    expect(gap(others.uniform!.restricted)).toBeGreaterThan(1e-4)
    for (const { restricted, heldOut } of [rounds[0]!, ...Object.values(others)]) {
      expect(gap(restricted)).toBeGreaterThanOrEqual(gap(rounds[0]!.restricted) - 1e-15)
      expect(heldOut.gap).toBeGreaterThan(gap(restricted))
    }
    for (const side of support) expect(side.reduce((s, { weight }) => s + weight, 0)).toBeCloseTo(1, 12)
    const page = readFileSync(at('matrix', 'mixture.html'), 'utf8')
    for (const heading of ['Support', 'Payoffs', 'Rounds', 'In numbers']) expect(page).toContain(`<h2>${heading}</h2>`)
  })

  it('finds the saddle points that descent-ascent on the bilinear game and Chekhov’s algorithm on the circle go round', async () => {
    await run('bilinear', '--game', 'bilinear', '--optimizer', 'gda[stepSize=0.1]', '--steps', '50', '--snapshots', '10')
    await saddle('mixture', at('bilinear'), '--steps', '5', '--max-steps', '5', '--best-responses', '1')
    const { rounds, support, others } = read('bilinear')
    expect(support.map(s => s.map(a => a.from).sort())).toEqual([
      ['step 10', 'step 40'],
      ['step 20', 'step 30'],
    ])
    expect(Math.abs(rounds[0]!.heldOut.gap)).toBeLessThan(1e-14)
    expect(others.last!.restricted.upper - others.last!.restricted.lower).toBeGreaterThan(1)
    const circle = 'semi-shallow-gan[loss=wasserstein,generator=circle,grid=360,features=identity,radius=1,data=[[0,0]]]'
    await run('circle', '--game', circle, '--optimizer', 'chekhov-ftl[horizon=20]', '--steps', '20', '--snapshots', '5')
    await saddle('mixture', at('circle'))
    const found = read('circle')
    expect(found.solved).toBe(true)
    expect(Math.abs(found.rounds[0]!.restricted.value)).toBeLessThan(1e-15)
    expect(Math.abs(found.rounds[0]!.heldOut.gap)).toBeLessThan(1e-14)
    expect(found.others.last!.heldOut.gap).toBeCloseTo(2, 12)
  })

  it('searches the whole box of a semi-shallow GAN of two generators on its grid, and says that it is a search', async () => {
    const game = ['--game', 'semi-shallow-gan[grid=2]', '--optimizer', 'chekhov-ftl[horizon=20]']
    await run('coarse', ...game, '--steps', '20', '--snapshots', '5')
    const { out } = await saddle('mixture', at('coarse'), '--rounds', '12', '--no-compare')
    expect(out).toContain('that of the generator is sought over a grid of 400 generators, and by descent from the best of them')
    expect(out).not.toContain('equilibrium of the game')
    // Nothing is trained, and the page says so.
    const page = readFileSync(at('coarse', 'mixture.html'), 'utf8')
    expect(page).toContain('<dt>best responses</dt><dd>the game’s own</dd>')
    const { rounds } = read('coarse')
    // The game on the box has the value −log 2; between the generators of the grid, ±2, it is −0.3478.
    for (const { heldOut } of rounds) {
      expect(heldOut.lower).toBeLessThanOrEqual(-Math.LN2 + 1e-12)
      expect(heldOut.upper).toBeGreaterThanOrEqual(-Math.LN2 - 1e-12)
    }
    expect(rounds.at(-1)!.heldOut.gap).toBeLessThan(rounds[0]!.heldOut.gap / 10)
  })

  it('mixes a GAN on a ring: payoffs over the same draws, responses on held-out ones, pictures; the same bytes again', async () => {
    const { code, out } = await saddle('mixture', at('ring'), ...quick)
    expect(code).toBe(0)
    expect(out).toContain('a lower bound of the true one')
    expect(out).toContain('Held-out: fresh draws of the law that training draws from')
    const record = read('ring')
    expect(record.rows).toEqual(['step 0', 'step 6', 'step 12', 'step 18', 'step 20'])
    expect(record.payoffs.map(row => row.length)).toEqual([5, 5, 5, 5, 5])
    const [round] = record.rounds
    expect(round!.restricted.upper - round!.restricted.lower).toBeLessThan(1e-12)
    expect(round!.valueError).toBeGreaterThan(0)
    expect(round!.responses.map(r => r.found.map(f => f.from))).toEqual([
      ['best snapshot', 'fresh start 1'],
      ['best snapshot', 'fresh start 1'],
    ])
    expect(round!.responses[1].curve.payoffs.map(ys => ys.length)).toEqual([11, 11])
    expect(round!.responses.map(r => r.stretches)).toEqual([[10], [10]])
    expect(out).toMatch(/critic: [01] of 1 fresh starts? /)
    const page = readFileSync(at('ring', 'mixture.html'), 'utf8')
    expect(page).toContain('real data')
    expect(page).toContain('Best responses')
    const answer = JSON.parse(readFileSync(at('ring', 'mixture-answer.json'), 'utf8')) as { player: string; atoms: { weight: number }[] }[] // prettier-ignore
    expect(answer.map(({ player }) => player)).toEqual(['generator', 'critic'])
    expect(answer.map(({ atoms }) => atoms.map(a => a.weight).sort())).toEqual(
      record.support.map(s => s.map(a => a.weight).sort()),
    )
    await saddle('mixture', at('ring'), ...quick, '--out', at('again.json'))
    for (const ending of ['.json', '-answer.json', '.html'])
      expect(readFileSync(at(`again${ending}`), 'utf8')).toBe(readFileSync(at('ring', `mixture${ending}`), 'utf8'))
    expect((await saddle('export', at('ring'), '--mixture', '--format', 'safetensors')).code).toBe(0)
    const file = at('ring', 'mixture-weights.safetensors')
    const [kept, exported] = [at('ring', 'mixture-answer.safetensors'), file].map(f => decodeSafetensors(readFileSync(f), f))
    expect([...exported!.tensors.keys()]).toEqual([...kept!.tensors.keys()])
    expect(kept!.metadata.step).toBe('20')
    await saddle('mixture', at('ring'), ...quick, '--seed', '1', '--out', at('other.json'))
    expect(readFileSync(at('other.json'), 'utf8')).not.toBe(readFileSync(at('again.json'), 'utf8'))
  })

  it('says where data hold nothing out', async () => {
    const digits = ['--game', 'gan[batch=4,latent=2,loss=minimax,data=digits]', ...small]
    await run('digits', ...digits, ...gda, '--steps', '2', '--snapshots', '1')
    expect((await saddle('mixture', at('digits'), ...quick)).out).toContain("the game's data hold nothing out")
  })

  it('refuses what it cannot mix, in a sentence', async () => {
    await run('plain run', ...gan(), ...gda, '--steps', '2')
    expect((await saddle('export', at('plain run'), '--mixture')).err).toContain('has no mixture')
    expect(await refused(at('plain run'))).toContain('has no snapshots and its answer is one strategy a player')
    await run('saturating', '--game', 'gan[batch=4,latent=2]', ...small, ...gda, '--steps', '2', '--snapshots', '1')
    expect(await refused(at('saturating'))).toContain('it is with loss=minimax or loss=wasserstein and without a penalty')
    expect(await refused(at('ring'), '--optimizer', 'gdb')).toContain("'gda'")
    expect(await refused(at('matrix'), '--trained', '--optimizer', 'lp')).toContain('best responses are trained by an optimizer of the field') // prettier-ignore
    expect(await refused(at('nothing'))).toContain('holds no run')
    cpSync(at('ring'), at('cut'), { recursive: true })
    truncateSync(at('cut', 'snapshots', '000000006.safetensors'), 200)
    const damaged = await refused(at('cut'))
    expect(damaged).toContain('000000006.safetensors is no sound safetensors file')
    expect(damaged).toContain('or make the run again from')
    rmSync(at('cut', 'snapshots', '000000006.safetensors'))
    expect(await refused(at('cut'))).toContain('000000006.safetensors is not there, and a run with --snapshots 6 keeps one')
  })
})
