import { Command } from 'commander'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Certificate, Claims } from '../core/certificates/certificate.ts'
import { writing } from '../core/folder/replace.ts'
import { Refusal } from '../core/refusal.ts'
import { shippedFile } from '../core/shipped-file.ts'
import { trainedRun } from './export-run.ts'
import { byParts, demandFile, makeRoom, writeWhole } from './out-file.ts'

const verifier = shippedFile(import.meta.url, 'cli', 'verify-certificate.js')

/** The claims in words. */
function inWords({ family, data }: Certificate, { least, most, violation, attained, upper, lower, gap }: Claims): string[] {
  const value = `value: between ${least} and ${most}`
  const pays = 'the best response of the critic shows'
  const seen = family === 'matrix' ? [] : [`violation: at most ${violation}; ${pays} at least ${Math.max(0, attained)}`]
  if (gap === undefined)
    return [value, ...seen, "gap: none is claimed, because the generator's problem of a ReLU critic is not convex"]
  const proven = `certified gap: at most ${gap}, between the bounds ${lower} and ${upper}`
  if (family === 'matrix') return [value, proven]
  return [
    value,
    ...seen,
    `${proven}, of the game with critics of Σ|v| ≤ ${JSON.stringify(data.critic)} and generators of R ≤ ${JSON.stringify(data.generator)}`,
  ]
}

/** What is beyond the verifier is the run's, and not the certificate's. */
const beyond = /below 2\^40|more than 12 rows vanish together/

/** Has a file's text verified before it takes its place. Throws where it is refused: what is beyond the verifier in a sentence. */
function demandVerified(text: string, path: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'saddle-certify-'))
  try {
    const trial = join(folder, 'certificate.json')
    writing(trial, () => writeFileSync(trial, text), 'make room there')
    const { status, stdout } = spawnSync(process.execPath, [verifier, trial], { encoding: 'utf8' })
    if (status === 0) return
    const why = stdout.trim() || 'the verifier did not run'
    if (beyond.test(why))
      throw new Refusal(
        `no certificate of ${path} is written, because its numbers are beyond what the verifier takes (${why}); entries below 2^40 and, against a ReLU critic, at most 12 real and generated rows on one plane through 0 are valid`,
      )
    throw new Error(`the certificate of ${path} does not verify, and is not written (${why})`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function execute(path: string, { out }: { readonly out?: string }, command: Command): Promise<void> {
  const { assembled, answer, about, checkpoint } = await trainedRun(path, command)
  const { oracles, id } = assembled.game
  if (!oracles?.certificate)
    throw new Refusal(
      oracles?.uncertified ??
        `game '${id}' makes no certificates; matrix, quadratic-wgan, lifted-wgan, progressive-wgan and two-layer-wgan do, where their price bounds the critic`,
    )
  const certificate = await oracles.certificate(answer)
  const file = out ?? join(path, 'certificate.json')
  demandFile(file, 'certificate.json')
  makeRoom(file)
  const text = byParts({ ...certificate, about })
  demandVerified(text, path)
  writeWhole(file, text)
  if (!checkpoint.outcome)
    process.stderr.write(`the run in ${path} has not ended: its newest checkpoint is certified, step ${checkpoint.step}\n`)
  const words =
    certificate.family === 'progressive'
      ? [certificate.says, ...certificate.stages.flatMap(one => inWords(one, one.claims).map(line => `${one.stage}: ${line}`))]
      : inWords(certificate, certificate.claims)
  process.stdout.write(`${[...words, file].join('\n')}\n`)
  process.stdout.write(`verified: ${verifier} accepts it\n`)
}

const more = `
Examples:
  $ saddle certify runs/wgan
  $ node cli/verify-certificate.js runs/wgan/certificate.json

docs/certificates.md says what a certificate shows, and what it does not.`

export const certifyCommand = (): Command =>
  new Command('certify')
    .description('Writes what is proven of a run: value, constraint violation and duality gap, in a file that anyone can verify.')
    .argument('<dir>', "The folder of a run, as saddle run --out has made it; the run's newest checkpoint counts.")
    .option('--out <file>', 'The file; certificate.json in the folder of the run where none is given.')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', more)
    .action(execute)
