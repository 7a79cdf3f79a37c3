// Starts a worker of a study from the sources: they are TypeScript, which tsx reads.
import { fileURLToPath } from 'node:url'
import { register } from 'tsx/esm/api'

// In a clone, `saddlepoint` in a plugin means these sources (paths in tsconfig.json).
register({ tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)) })
await import('./worker.ts')
