import { backend, type Backend, type BackendName } from '../core/backend.ts'

/** The backend on which tests of eager steps and of derivatives run: cpu, or the one that `SADDLE_BACKEND` names. */
export const testedBackend = (process.env.SADDLE_BACKEND ?? 'cpu') as BackendName

/** Chooses it, with derivatives made safe. Throws where it cannot be loaded: a backend is never tested on another. */
export const useTestedBackend = (): Promise<Backend> => backend(testedBackend)
