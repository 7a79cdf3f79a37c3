#!/usr/bin/env node
// Starts the command: the sources through tsx where they are there, else the built one. Plugins may be TypeScript in both cases.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { register } from 'tsx/esm/api'

// `saddle run --format jsonl | head` ends quietly.
process.stdout.on('error', error => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const source = new URL('./main.ts', import.meta.url)
const sources = existsSync(source)
// In a clone, `saddlepoint` in a plugin means these sources (paths in tsconfig.json).
register({ tsconfig: sources && fileURLToPath(new URL('../tsconfig.json', import.meta.url)) })
const { main } = await import(sources ? source.href : new URL('../dist/cli/main.js', import.meta.url).href)
await main(process.argv.slice(2))
