/** The command `saddle`. */
import { Command, CommanderError } from 'commander'
import { Refusal } from '../core/refusal.ts'
import { describeCommand } from './describe.ts'
import { doctorCommand } from './doctor.ts'
import { listCommand } from './list.ts'
import { runCommand } from './run.ts'
import { studyCommand } from './study.ts'
import { version } from './version.ts'

function program(): Command {
  const saddle = new Command('saddle')
    .description('Write, compare and trust game-theoretic optimizers for GANs and other differentiable games.')
    .version(version)
    .option('--plugin <path-or-package...>', 'load a plugin beside the built-in ones')
    .option('--debug', 'show the stack of an error')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .configureHelp({ sortSubcommands: false })
  for (const command of [listCommand(), describeCommand(), runCommand(), studyCommand(), doctorCommand()]) {
    command.exitOverride().configureOutput({ outputError: () => undefined })
    saddle.addCommand(command)
  }
  saddle.action(() => saddle.outputHelp())
  return saddle
}

/** Commander's sentence without its prefix, ending as ours do. */
const sentence = (text: string): string => text.replace(/^error: /, '').replace(/\n\((.*)\)$/, '; $1').trim()

/** Runs the command with the words after its name. A user's mistake ends with one sentence and code 2, a fault of ours with code 1. */
export async function main(words: readonly string[]): Promise<void> {
  const debug = words.includes('--debug')
  try {
    await program().parseAsync(words, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return
      process.stderr.write(`saddle: ${sentence(error.message)}; see saddle --help\n`)
      process.exitCode = 2
      return
    }
    const known = error instanceof Refusal
    const message = error instanceof Error ? error.message : String(error)
    process.stderr.write(known ? `saddle: ${message}\n` : `saddle: ${message} (run with --debug for the place)\n`)
    if (debug && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`)
    process.exitCode = known ? 2 : 1
  }
}
