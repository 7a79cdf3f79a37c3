import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { buildAddon } from '../../tools/native/addon.ts'
import { complaint, run } from '../../tools/native/command.ts'
import { tryPackage } from '../../tools/native/trial.ts'
import { libtensorflowFromWheel } from '../../tools/native/wheel.ts'

const folder = mkdtempSync(join(tmpdir(), 'native-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

/** A program made of a shell script. */
function program(name: string, script: string): string {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}
const on = (platform: string, arch: string): void => {
  vi.spyOn(process, 'platform', 'get').mockReturnValue(platform as typeof process.platform)
  vi.spyOn(process, 'arch', 'get').mockReturnValue(arch as typeof process.arch)
}

describe('npm run native says what is missing', () => {
  it('a platform without a wheel', () => {
    on('win32', 'x64')
    expect(libtensorflowFromWheel).toThrow('fits for Linux on x64 only, not for win32 on x64')
    on('linux', 'arm64')
    expect(libtensorflowFromWheel).toThrow('not for linux on arm64')
  })

  it('Python, pip, the wheel itself; nothing stays behind', () => {
    on('linux', 'x64')
    const cache = join(folder, 'cache')
    vi.stubEnv('XDG_CACHE_HOME', cache)
    vi.stubEnv('PYTHON', join(folder, 'no-python'))
    expect(libtensorflowFromWheel).toThrow(/no-python -m pip' does not answer: install Python 3 with pip/)
    const script =
      'case "$*" in *--version*) exit 0;; *) echo "WARNING: retrying"; echo "ERROR: No matching distribution"; exit 1;; esac'
    vi.stubEnv('PYTHON', program('python', script))
    expect(libtensorflowFromWheel).toThrow(/could not download tensorflow-cpu 2\.15\.1: ERROR: No matching distribution$/)
    expect(readdirSync(join(cache, 'saddlepoint'))).toEqual([])
  })

  it('a compiler', () => {
    vi.stubEnv('CXX', join(folder, 'no-compiler'))
    expect(() => buildAddon({ libraries: folder, headers: folder })).toThrow(/no C\+\+ compiler '.*no-compiler': install g\+\+/)
  })
})

describe('a package', () => {
  /** A tfjs-node that seems to work, in the node_modules of a folder. */
  const plant = (root: string): void => {
    const place = join(root, 'node_modules', '@tensorflow', 'tfjs-node')
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, 'package.json'), '{"main":"index.js"}')
    writeFileSync(
      join(place, 'index.js'),
      "exports.backend = () => ({ binding: { TF_Version: '9' } }); exports.matMul = () => ({ dataSync: () => [19, 22, 43, 50] })",
    )
  }
  it('counts where it is of the project, not where Node finds it in a folder above or in NODE_PATH', () => {
    const above = join(folder, 'above')
    const [project, elsewhere] = [join(above, 'project'), join(folder, 'elsewhere')]
    mkdirSync(project, { recursive: true })
    const missing = `@tensorflow/tfjs-node is not in ${join(project, 'node_modules')}`
    expect(tryPackage('node', project)).toEqual({ reason: missing })
    plant(elsewhere)
    vi.stubEnv('NODE_PATH', join(elsewhere, 'node_modules'))
    expect(tryPackage('node', project)).toEqual({ reason: missing })
    plant(above)
    expect(tryPackage('node', project)).toEqual({ reason: expect.stringContaining(`${missing}; the one in ${above}`) as string })
    plant(project)
    expect(tryPackage('node', project)).toEqual({ version: '9' })
  })
})

describe('a command', () => {
  it('that is not there did not go well, and says why', () => {
    const { well, text } = run(join(folder, 'nothing'), [])
    expect({ well, why: text.includes('ENOENT') }).toEqual({ well: false, why: true })
  })

  it('is summed up by its error, without what npm puts before it', () => {
    expect(complaint('npm error code 1\nnpm error Error: getaddrinfo ENOTFOUND x\nnpm error at y')).toBe(
      'Error: getaddrinfo ENOTFOUND x',
    )
    expect(complaint('a.cc:1:2: fatal error: b.h: No such file\ncompilation terminated.')).toContain('b.h')
    expect(complaint('first\nlast')).toBe('last')
  })
})
