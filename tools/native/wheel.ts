import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Refusal } from '../../core/refusal.ts'
import { complaint, run } from './command.ts'

/** The newest TensorFlow whose C interface the addon of tfjs-node 4.22 was seen to work with. */
const release = '2.15.1'
/** One wheel for whatever Python runs pip: nothing in it is run by Python. It needs glibc 2.17. */
const wheel = ['--python-version', '311', '--platform', 'manylinux2014_x86_64', `tensorflow-cpu==${release}`]
/** The two libraries (614 MB) and the headers of the C interface. */
const wanted = [
  'tensorflow/libtensorflow_',
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/',
  'tensorflow/include/tsl/',
]

const unpack = `
import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(tuple(sys.argv[3:]))])`

/** Folders of an unpacked TensorFlow. */
export interface TensorFlow {
  readonly libraries: string
  readonly headers: string
}

/**
 * libtensorflow out of TensorFlow's wheel for Python (207 MB, from PyPI or the index that pip is set to), kept in the user's cache for
 * the next time.
 *
 * @throws where there is no wheel for this platform, no Python with pip, or no index that has it
 */
export function libtensorflowFromWheel(): TensorFlow {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Refusal(`PyPI has a libtensorflow that fits for Linux on x64 only, not for ${process.platform} on ${process.arch}`)
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'saddlepoint')
  const folder = join(cache, `libtensorflow-${release}`)
  if (!existsSync(folder)) fetchInto(folder, cache)
  return { libraries: join(folder, 'tensorflow'), headers: join(folder, 'tensorflow', 'include') }
}

function fetchInto(folder: string, cache: string): void {
  const python = process.env.PYTHON ?? 'python3'
  if (!run(python, ['-m', 'pip', '--version']).well)
    throw new Refusal(`'${python} -m pip' does not answer: install Python 3 with pip, or name one in PYTHON`)
  mkdirSync(cache, { recursive: true })
  // Beside its place, then moved: a folder that is there is whole.
  const making = mkdtempSync(join(cache, 'making-'))
  try {
    const options = ['--no-deps', '--only-binary=:all:', '--no-cache-dir', '--disable-pip-version-check', '--dest', making]
    const got = run(python, ['-m', 'pip', 'download', ...options, ...wheel])
    if (!got.well) throw new Refusal(`pip could not download tensorflow-cpu ${release}: ${complaint(got.text)}`)
    const [file] = readdirSync(making).filter(name => name.endsWith('.whl'))
    const unpacked = run(python, ['-c', unpack, join(making, file!), join(making, 'content'), ...wanted])
    if (!unpacked.well) throw new Refusal(`${file!} could not be unpacked in ${making}: ${complaint(unpacked.text)}`)
    renameSync(join(making, 'content'), folder)
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
}
