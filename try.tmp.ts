import { readFileSync } from 'node:fs'
import { certified } from './test/certificates/problems.ts'
import { verify } from './cli/verify-certificate.js'
const { problems } = JSON.parse(readFileSync('test/fixtures/certificates.json', 'utf8'))
for (let i = 0; i < 60; i++) {
  process.stderr.write(i + ' ')
  const t0 = performance.now()
  const c = certified(i, problems[i])
  const t1 = performance.now()
  let s = 'ok'
  process.stderr.write((t1 - t0).toFixed(1) + ' ')
  try { verify(JSON.stringify(c)) } catch (e) { s = (e as Error).message }
  process.stderr.write(c.family + ' ' + (performance.now() - t1).toFixed(1) + ' ' + s + '\n')
}
