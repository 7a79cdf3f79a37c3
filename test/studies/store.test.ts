import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Checkpoint } from '../../core/checkpoint.ts'
import { noCounts } from '../../core/ledger.ts'
import { Refusal } from '../../core/refusal.ts'
import { version } from '../../core/version.ts'
import { doneOf, doneText } from '../../studies/store/done-text.ts'
import { readResults } from '../../studies/store/results.ts'
import { runPlace } from '../../studies/store/run-place.ts'
import { CannotKeep, keep, seal, unseal } from '../../studies/store/sealed.ts'
import { studyStatus } from '../../studies/store/status.ts'
import type { DoneRun, Mark } from '../../studies/store/stored-run.ts'
import { openStudy } from '../../studies/store/study-folder.ts'
import { planOf } from './planned.ts'

const root = mkdtempSync(join(tmpdir(), 'saddle-store-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folders = 0
const fresh = (): string => join(root, String(folders++))

const plan = planOf(
  'hand',
  [{ game: 'bilinear', metrics: ['distance'], budget: { steps: 9 }, optimizers: ['gda', 'optimistic'] }],
  2,
)
const [first, second] = plan.runs as [(typeof plan.runs)[0], (typeof plan.runs)[0]]
const mark = (step: number, distance: number): Mark => ({
  step,
  flops: 8 * step,
  ...noCounts,
  seconds: step / 7,
  metrics: { distance },
})
const done: DoneRun = {
  state: 'done',
  key: first.key,
  spec: first.spec,
  marks: [mark(0, 0.1 + 0.2), mark(4, Infinity), mark(8, NaN), mark(9, -Infinity)],
  outcome: { kind: 'diverged', step: 9, evidence: 'step 10 made an entry of 1e13' },
  estimated: false,
  made: {
    saddlepoint: version,
    node: '20',
    onnxruntime: '1',
    tensorflowjs: '4',
    platform: 'linux',
    processor: 'one',
    threads: 1,
    engine: 'compiled',
  },
  pictures: [{ step: 9, picture: { width: 2, height: 1, channels: 1, levels: Float64Array.of(0, 128 / 255) } }],
}
const checkpoint: Checkpoint = {
  step: 4,
  state: { form: { kind: 'leaf', shape: [2], dtype: 'float32' } as never, leaves: [Float64Array.of(1, 2)] },
  meter: { ...noCounts, flops: 32, seconds: 0.5 },
  initial: 1,
}
const opened = (dir: string): void => {
  const folder = openStudy(dir, plan.study)
  folder.writePlan({ ...plan, choices: [] })
  folder.close()
}
const sentence = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal)
    expect((error as Error).message).not.toContain('\n')
    return (error as Error).message
  }
  throw new Error('nothing was refused')
}

describe('a file with a seal', () => {
  it('is what was written, NaN and infinities as words', () => {
    expect(unseal('a', seal('a', { x: [1 / 3, NaN, -Infinity] }))).toEqual({ x: [1 / 3, 'NaN', '-Infinity'] })
  })
  it('is refused where any byte differs, where it was cut, and of another format', () => {
    const text = seal('a', { x: [1, 2, 3], y: 'word' })
    for (let i = 0; i < text.length - 1; i++) {
      const changed = `${text.slice(0, i)}${text[i] === '7' ? '8' : '7'}${text.slice(i + 1)}`
      expect(() => unseal('a', changed), `byte ${i}`).toThrow()
      expect(() => unseal('a', text.slice(0, i)), `cut at ${i}`).toThrow()
    }
    expect(() => unseal('b', text)).toThrow(`it has the format "a", this version reads 'b'`)
  })
})

describe('a run that is kept', () => {
  it('is read as it was, to the last bit, with what is no number and its pictures', () => {
    expect(doneOf(doneText(done), first.key)).toEqual(done)
    expect(() => doneOf(doneText(done), second.key)).toThrow('it belongs to another run')
  })
  it('has the state that its files say', () => {
    const dir = fresh()
    opened(dir)
    const place = runPlace(dir, first)
    expect(place.stored()).toBeNull()
    const release = place.lock()
    expect(place.running()).toBe(true)
    release()
    expect(place.running()).toBe(false)
    place.fail('the worker that made it ended 5 times', 5)
    expect(place.stored()).toEqual({
      state: 'failed',
      key: first.key,
      spec: first.spec,
      reason: 'the worker that made it ended 5 times',
      attempts: 5,
    })
    expect(studyStatus(dir)).toMatchObject({ states: { pending: 3, running: 0, done: 0, failed: 1 }, running: false })
    place.finish(done)
    expect(place.stored()).toEqual(done)
    expect(readdirSync(place.path)).toEqual(['result.jsonl'])
    expect(studyStatus(dir)).toMatchObject({ states: { pending: 3, done: 1, failed: 0 }, outcomes: { diverged: 1 } })
    expect(readResults(dir).runs.map(r => r.stored?.state ?? null)).toEqual(['done', null, null, null])
  })
  it('is a failure with a sentence where its result is damaged, and nothing else is lost', () => {
    const dir = fresh()
    opened(dir)
    const place = runPlace(dir, first)
    place.lock()()
    place.finish(done)
    const file = join(place.path, 'result.jsonl')
    const text = readFileSync(file, 'utf8')
    for (const [content, why] of [
      [text.slice(0, 200), 'its checksum does not match its content'],
      [text.replace('"step":4', '"step":5'), 'its checksum does not match its content'],
      ['', 'it is empty'],
      ['x', 'its first line is not JSON'],
      [
        text.replace('result 1', 'result 2'),
        `it has the format "saddlepoint result 2", this version reads 'saddlepoint result 1'`,
      ],
    ] as const) {
      writeFileSync(file, content)
      expect(place.stored()).toMatchObject({
        state: 'failed',
        reason: `${file} is damaged (${why}); make the run again with saddle retry ${dir} --failed`,
      })
    }
    place.forget()
    expect(place.stored()).toBeNull()
  })
  it('goes on from its checkpoint, without what was measured after it; from step 0 where any of it is damaged', () => {
    const place = runPlace(fresh(), first)
    place.lock()()
    place.save({ checkpoint, marks: done.marks, pictures: done.pictures })
    expect(place.step()).toBe(4)
    const loaded = place.load()!
    expect(loaded.marks).toEqual(done.marks.slice(0, 2))
    expect(loaded.pictures).toEqual([])
    expect(loaded.checkpoint).toEqual({ ...checkpoint, meter: { ...checkpoint.meter, seconds: 0.5 } })
    for (const name of ['checkpoint.bin', 'progress.jsonl']) {
      place.save({ checkpoint, marks: done.marks, pictures: done.pictures })
      const file = join(place.path, name)
      const bytes = readFileSync(file)
      bytes[100]! ^= 1
      writeFileSync(file, bytes)
      expect(place.load()).toBeNull()
      expect(place.step()).toBe(-1)
    }
  })
})

describe('a study’s folder', () => {
  it('of another version is refused in a sentence, and left as it is', () => {
    const dir = fresh()
    opened(dir)
    const file = join(dir, 'study.json')
    const text = readFileSync(file, 'utf8').replace(`"saddlepoint": "${version}"`, '"saddlepoint": "0.0.9"')
    writeFileSync(file, text)
    const said = `the study in ${dir} was made by saddlepoint 0.0.9 and this is ${version}, whose runs may differ: use that version, or give another folder with --out`
    expect(sentence(() => openStudy(dir, plan.study))).toBe(said)
    expect(sentence(() => studyStatus(dir))).toBe(said)
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect(existsSync(join(dir, 'run.lock'))).toBe(false)
  })
  it('that another process works at is refused', () => {
    const dir = fresh()
    const folder = openStudy(dir, plan.study)
    expect(sentence(() => openStudy(dir, plan.study))).toBe(
      `the study in ${dir} is being made by process ${process.pid}; wait for it, or stop it`,
    )
    folder.close()
    openStudy(dir, plan.study).close()
  })
  it('of another study, of something else, damaged, or no folder is refused', () => {
    const dir = fresh()
    opened(dir)
    expect(sentence(() => openStudy(dir, { ...plan.study, id: 'other' }))).toBe(
      `the folder '${dir}' holds the study 'hand', not 'other'; give another folder with --out`,
    )
    writeFileSync(join(dir, 'plan.json'), '{"runs":')
    expect(sentence(() => readResults(dir))).toBe(
      `${join(dir, 'plan.json')} is damaged (it is not JSON); restore it, or delete it and start the study again: finished runs are kept`,
    )
    const strange = fresh()
    mkdirSync(strange)
    writeFileSync(join(strange, 'thesis.tex'), '')
    expect(sentence(() => openStudy(strange, plan.study))).toBe(
      `the folder '${strange}' holds 'thesis.tex' and no study; give one that is empty with --out`,
    )
    expect(readdirSync(strange)).toEqual(['thesis.tex'])
    expect(sentence(() => openStudy(join(strange, 'thesis.tex'), plan.study))).toContain('cannot be made or written')
    expect(sentence(() => studyStatus(fresh()))).toContain('holds no study (study.json is missing)')
  })
  it('that can no longer be written says so in a sentence, and keeps the old file', () => {
    const file = join(root, 'kept.txt')
    keep(file, 'old')
    // A device on which every write finds the disk full.
    symlinkSync('/dev/full', `${file}.next`)
    const said = sentence(() => keep(file, 'new'))
    expect(said).toBe(
      `${file} cannot be written (no space left on device, ENOSPC); make room or mend its permissions and start the study again: what is done is kept`,
    )
    expect(() => {
      symlinkSync('/dev/full', `${file}.next`)
      keep(file, 'new')
    }).toThrow(CannotKeep)
    expect(readFileSync(file, 'utf8')).toBe('old')
    keep(file, 'new')
    expect(readFileSync(file, 'utf8')).toBe('new')
  })
})
