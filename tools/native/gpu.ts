import { run } from './command.ts'

/** Whether an NVIDIA driver answers here and has a GPU. */
export const hasGpu = (): boolean => {
  const { well, text } = run('nvidia-smi', ['--list-gpus'])
  return well && text.includes('GPU')
}
