/**
 * Trains the classifiers of metrics/classifiers and writes their weights:
 *
 *     npx tsx tools/classifiers/main.ts [digits] [mnist] [--validate]
 *
 * On the rows that `holdOut=0.2` leaves for training, by Adam under a moving average, from one key: the same weights on one machine with
 * the same versions. Prints how many rows held out are told right. `--validate` writes nothing: it trains on seven eighths of the rows for
 * training and prints the share of the other eighth, by which the options below were chosen.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { compiledEngine } from '../../core/compile/engine.ts'
import { installSafeGradients } from '../../core/calculus/install.ts'
import { hostTensor } from '../../core/host.ts'
import { key } from '../../core/key.ts'
import { createLab } from '../../core/lab.ts'
import { namedWeights } from '../../core/named-weights.ts'
import { Profile } from '../../core/profile.ts'
import { encodeSafetensors } from '../../core/safetensors.ts'
import type { Optimizer } from '../../core/contract.ts'
import { digitsSet } from '../../games/data/digits.ts'
import { split, type Finite } from '../../games/data/finite.ts'
import { readMnist } from '../../games/data/mnist.ts'
import { pictureSet } from '../../games/data/pictures.ts'
import { featuresAt, logitsOf, type ClassifierId } from '../../metrics/classifiers/network.ts'
import { weightsFile } from '../../metrics/classifiers/classifier.ts'
import { builtin } from '../../plugins/builtin.ts'
import { classifying, type Labelled } from './game.ts'

const share = 0.2
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
  const levels = new Float64Array(rows.length * side * side)
  rows.forEach((row, i) => set.write(row, levels, i * side * side, 1))
  return { side, levels: levels.map(x => set.picture.level(x, 0)), labels: Array.from(rows, row => set.labels![row]!) }
}

async function train(id: ClassifierId, validate: boolean): Promise<void> {
  const { set: read, steps, ...options } = settings[id]
  const set = read()
  const { kept, held } = split(set.n, share)
  const eighth = Math.round(kept.length / 8)
  const [training, testing] = validate ? [kept.subarray(eighth), kept.subarray(0, eighth)] : [kept, held]
  const game = classifying(id, rowsOf(set, training), options)
  const lab = createLab(builtin)
  const rate = `warm-up[of=cosine[of=0.003,steps=${steps}],steps=100]`
  const { optimizer } = lab.assemble({
    game: 'bilinear',
    optimizer: `average[of=gda[stepSize=${rate},direction=adam],kind=ema[decay=0.995]]`,
    override: { game },
    seed: 0,
  })
  installSafeGradients()
  const run = { game, optimizer: optimizer as Optimizer<unknown, 'field'>, key: key(0).fold('classifiers').fold(id) }
  const engine = compiledEngine(run, { precision: 'float32', device: { threads: 1, provider: 'cpu' } })
  const begun = performance.now()
  const { state } = await engine.advance(await engine.init(), 0, steps)
  const answer = await engine.answer(state)
  const { side, levels, labels } = rowsOf(set, testing)
  const z = answer[0]!.atoms[0]!
  const [logits] = await engine.evaluate(
    { run: (_, at, [x]) => [logitsOf(at.at(0).blocks(), featuresAt(id, at.at(0).blocks(), x!))] },
    new Profile([z]),
    [hostTensor(levels, [labels.length, side, side, 1])],
  )
  const told = Array.from(labels).filter((label, i) => {
    const row = logits!.values.subarray(10 * i, 10 * i + 10)
    return row.indexOf(Math.max(...row)) === label
  }).length
  const seconds = ((performance.now() - begun) / 1000).toFixed(0)
  console.log(
    `${id}: ${told} of ${labels.length} ${validate ? 'left out' : 'held out'} (${((100 * told) / labels.length).toFixed(2)} %), ${steps} steps in ${seconds} s`,
  )
  if (validate) return
  const tensors = new Map([...namedWeights(['classifier'], answer)].map(([name, t]) => [name.slice('classifier.'.length), t]))
  writeFileSync(weightsFile(id), encodeSafetensors(tensors, 'F32', { classifier: id, by: 'tools/classifiers/main.ts' }))
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { validate: { type: 'boolean', default: false } } })
for (const id of positionals.length > 0 ? positionals : Object.keys(settings)) await train(id as ClassifierId, values.validate)
