// Starts a worker of a study from the sources: they are TypeScript, which tsx reads.
import { fileURLToPath } from 'node:url'
import { register } from 'tsx/esm/api'

// In a clone, `saddlepoint` in a plugin means these sources (paths in tsconfig.json).
register({ tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)) })
// What goes wrong is told in a sentence, without a stack: the maps, which are slow to read, are for nobody.
process.setSourceMapsEnabled(false)
await import('./worker.ts')
