/**
 * Trains the classifiers of metrics/classifiers and writes their weights:
 *
 *     npx tsx tools/classifiers/main.ts [digits] [mnist] [--validate]
 *
 * On the rows that `holdOut=0.2` leaves for training, by Adam under a moving average, from one key: the same weights on one machine with
 * the same versions. Prints how many rows held out are told right. `--validate` writes nothing: it trains on seven eighths of the rows for
 * training and counts on the other eighth, so that options can be judged without a look at the rows held out.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { installSafeGradients } from '../../core/calculus/install.ts'
import { compiledEngine } from '../../core/compile/engine.ts'
import type { Optimizer } from '../../core/contract.ts'
import { hostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { createLab } from '../../core/lab.ts'
import { Profile } from '../../core/profile.ts'
import { encodeSafetensors } from '../../core/safetensors.ts'
import { digitsSet } from '../../games/data/digits.ts'
import { split, type Finite } from '../../games/data/finite.ts'
import { readMnist } from '../../games/data/mnist.ts'
import { pictureSet } from '../../games/data/pictures.ts'
import { weightsFile } from '../../metrics/classifiers/classifier.ts'
import { classCount, featuresAt, logitsOf, type ClassifierId } from '../../metrics/classifiers/network.ts'
import { builtin } from '../../plugins/builtin.ts'
import { classifying, type Labelled } from './game.ts'

const settings = {
  digits: {
    set: () => digitsSet(),
    steps: 6000,
    batch: 128,
    dropped: 0.3,
    moves: { shift: 0.7, angle: 0.2, scale: 0.12, shear: 0.15 },
  },
  mnist: {
    set: () => pictureSet(readMnist()),
    steps: 8000,
    batch: 128,
    dropped: 0.3,
    moves: { shift: 2, angle: 0.2, scale: 0.12, shear: 0.2 },
  },
} as const

/** Rows of a set as levels. */
function rowsOf(set: Finite, rows: Int32Array): Labelled {
  const side = set.shape[0]!
  const entries = new Float64Array(rows.length * side * side)
  rows.forEach((row, i) => set.write(row, entries, i * side * side, 1))
  return { side, levels: entries.map(x => set.picture.level(x, 0)), labels: Array.from(rows, row => set.labels![row]!) }
}

async function train(id: ClassifierId, validate: boolean): Promise<void> {
  const begun = performance.now()
  const { set: read, steps, ...options } = settings[id]
  const set = read()
  const { kept, held } = split(set.n, 0.2)
  const eighth = Math.round(kept.length / 8)
  const [training, testing] = validate ? [kept.subarray(eighth), kept.subarray(0, eighth)] : [kept, held]
  const game = classifying(id, rowsOf(set, training), options)
  const rate = `warm-up[of=cosine[of=0.003,steps=${steps}],steps=100]`
  const { optimizer } = createLab(builtin).assemble({
    game: 'bilinear',
    optimizer: `average[of=gda[stepSize=${rate},direction=adam],kind=ema[decay=0.995]]`,
    override: { game },
    seed: 0,
  })
  installSafeGradients()
  const run = { game, optimizer: optimizer as Optimizer<unknown, 'field'>, key: key(0).fold('classifiers').fold(id) }
  const engine = compiledEngine(run, { precision: 'float32', device: { threads: 1, provider: 'cpu' } })
  const { state } = await engine.advance(await engine.init(), 0, steps)
  const θ = (await engine.answer(state))[0]!.atoms[0]!

  const { side, levels, labels } = rowsOf(set, testing)
  const [logits] = await engine.evaluate(
    { run: (_, z, [x]) => [logitsOf(z.at(0).blocks(), featuresAt(id, z.at(0).blocks(), x!))] },
    new Profile([θ]),
    [hostTensor(levels, [labels.length, side, side, 1])],
  )
  const right = Array.from(labels).filter((label, i) => {
    const row = logits!.values.subarray(classCount * i, classCount * (i + 1))
    return row.indexOf(Math.max(...row)) === label
  }).length
  const seconds = ((performance.now() - begun) / 1000).toFixed(0)
  console.log(`${id}: ${right} of ${labels.length} rows ${validate ? 'left out' : 'held out'} told right, ${seconds} s`)
  if (validate) return
  const tensors = θ.hostBlocks().map((values, b) => [θ.layout[b]!.name, { shape: θ.layout[b]!.shape, values }] as const)
  writeFileSync(weightsFile(id), encodeSafetensors(new Map(tensors), 'F32', { classifier: id }))
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { validate: { type: 'boolean', default: false } },
})
const unknown = positionals.find(id => !Object.hasOwn(settings, id))
if (unknown !== undefined) throw new Error(`classifier '${unknown}' is none; valid: ${Object.keys(settings).join(', ')}`)
for (const id of positionals.length > 0 ? positionals : Object.keys(settings)) await train(id as ClassifierId, values.validate)
