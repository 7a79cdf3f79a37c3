#!/usr/bin/env node
// Starts the command: the sources through tsx where they are there, else the built one, which loads tsx where a plugin is.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const words = process.argv.slice(2)
const debug = words.includes('--debug')
/** Ends with one sentence, whatever has gone wrong where nothing waits for it. */
function fault(message, error) {
  const line = String(message)
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ')
  process.stderr.write(`saddle: ${line}\n${debug ? `${error?.stack ?? ''}\n` : ''}`)
  process.exit(1)
}
const unexpected = error =>
  fault(`${error instanceof Error ? error.message : String(error)}${debug ? '' : ' (run with --debug for the place)'}`, error)
process.on('uncaughtException', unexpected)
process.on('unhandledRejection', unexpected)
// `saddle run --format jsonl | head` ends quietly.
process.stdout.on('error', error =>
  error.code === 'EPIPE' ? process.exit(0) : fault(`the output cannot be written (${error.message})`, error),
)
process.stderr.on('error', () => process.exit(1))

const source = new URL('./main.ts', import.meta.url)
const sources = existsSync(source)
if (sources) {
  const { register } = await import('tsx/esm/api')
  // In a clone, `saddlepoint` in a plugin means these sources (paths in tsconfig.json).
  register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) })
  // Only a stack that is shown needs the maps, which are slow to read.
  if (!debug) process.setSourceMapsEnabled(false)
}
const { main } = await import(sources ? source.href : new URL('../dist/cli/main.js', import.meta.url).href)
await main(words)
