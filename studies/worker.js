// Starts a worker of a study from the sources: they are TypeScript, which tsx reads.
import { register } from 'tsx/esm/api'

register()
const { default: perform } = await import('./job.ts')
export default perform
