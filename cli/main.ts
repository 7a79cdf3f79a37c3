/** The command `saddle`. */
import { Command, CommanderError } from 'commander'
import { brief } from '../core/config/brief.ts'
import { unknown } from '../core/config/nearest.ts'
import { shown } from '../core/config/number.ts'
import { Refusal } from '../core/refusal.ts'
import { version } from '../core/version.ts'

/** In the order of the help. Each is loaded when it is meant: together they are most of this program. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  list: async () => (await import('./list.ts')).listCommand(),
  describe: async () => (await import('./describe.ts')).describeCommand(),
  run: async () => (await import('./run.ts')).runCommand(),
  analyze: async () => (await import('./analyze.ts')).analyzeCommand(),
  report: async () => (await import('./report.ts')).reportCommand(),
  study: async () => (await import('./study.ts')).studyCommand(),
  status: async () => (await import('./status.ts')).statusCommand(),
  retry: async () => (await import('./retry.ts')).retryCommand(),
  reproduce: async () => (await import('./reproduce.ts')).reproduceCommand(),
  export: async () => (await import('./export.ts')).exportCommand(),
  certify: async () => (await import('./certify.ts')).certifyCommand(),
  mixture: async () => (await import('./mixture.ts')).mixtureCommand(),
  doctor: async () => (await import('./doctor.ts')).doctorCommand(),
}
const names = Object.keys(commands)

/** The program with the commands that the user's words name; with all of them, for its help, where they name none. */
async function program(words: readonly string[]): Promise<Command> {
  const saddle = new Command('saddle')
    .description('Write, compare and trust game-theoretic optimizers for GANs and other differentiable games.')
    .version(version)
    .option(
      '--plugin <path-or-package>',
      'Loads a plugin beside the built-in ones (repeatable).',
      (one: string, all: readonly string[] | undefined) => [...(all ?? []), one],
    )
    .option('--debug', 'Shows the stack of an error.')
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .configureHelp({ sortSubcommands: false })
  const named = names.filter(name => words.includes(name))
  for (const name of named.length > 0 ? named : names) {
    const command = await commands[name]!()
    saddle.addCommand(command.exitOverride().configureOutput({ outputError: () => undefined }))
  }
  return saddle.on('command:*', ([word = '']: string[]) => {
    throw new Refusal(unknown('command', word, [...names, 'help'], 'saddle --help'))
  })
}

/** What commander refuses, in our words where ours say more. `words` are those of the user. */
function sentence({ code, message }: CommanderError, saddle: Command, words: readonly string[]): string {
  const command = saddle.commands.find(c => words.includes(c.name()))
  const option = /^error: unknown option '([^']*)'/.exec(message)?.[1]
  if (code === 'commander.unknownOption' && option !== undefined) {
    const known = [...(command?.options ?? []), ...saddle.options].flatMap(o => o.long ?? [])
    return unknown('option', option, [...known, '--help'], command ? `saddle ${command.name()} --help` : 'saddle --help')
  }
  if (code === 'commander.excessArguments' && command) {
    const [most, got] = [command.registeredArguments.length, command.args]
    return `saddle ${command.name()} takes ${most === 0 ? 'options only' : `${most} argument${most > 1 ? 's' : ''}`}, got ${got.slice(most).map(shown).join(', ')} too; see saddle ${command.name()} --help`
  }
  const help = command ? `saddle ${command.name()} --help` : 'saddle --help'
  return `${message
    .replace(/^error: /, '')
    .replaceAll(/'([^']*)'/g, (_, said: string) => `'${brief(said)}'`)
    .replace('. Allowed choices are ', '; valid: ')
    .replace(/\.$/, '')}; see ${help}`
}

/** On one line, whatever a library has written. */
const oneLine = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, ' ')

/** Runs the command with the words after its name. A user's mistake ends with one sentence and code 2, a fault of ours with code 1. */
export async function main(words: readonly string[]): Promise<void> {
  const saddle = await program(words)
  if (words.length === 0) {
    saddle.outputHelp()
    return
  }
  try {
    await saddle.parseAsync(words, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0 || error.code === 'commander.help') return
      process.stderr.write(`saddle: ${oneLine(sentence(error, saddle, words))}\n`)
      process.exitCode = 2
      return
    }
    const known = error instanceof Refusal
    const message = oneLine(error instanceof Error ? error.message : String(error))
    process.stderr.write(known ? `saddle: ${message}\n` : `saddle: ${message} (run with --debug for the place)\n`)
    const place = error instanceof Error && error.cause instanceof Error ? error.cause : error
    if (words.includes('--debug') && place instanceof Error) process.stderr.write(`${place.stack ?? ''}\n`)
    process.exitCode = known ? 2 : 1
  }
}
