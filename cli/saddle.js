#!/usr/bin/env node
// Starts the command: the built one where there is one and no sources, else the sources through tsx.
import { existsSync } from 'node:fs'

const source = new URL('./main.ts', import.meta.url)
if (existsSync(source)) {
  const { register } = await import('tsx/esm/api')
  register()
  const { main } = await import(source.href)
  await main(process.argv.slice(2))
} else {
  const { main } = await import(new URL('../dist/cli/main.js', import.meta.url).href)
  await main(process.argv.slice(2))
}
