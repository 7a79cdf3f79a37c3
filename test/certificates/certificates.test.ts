import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { verify } from '../../cli/verify-certificate.js'
import { families, type Certificate } from '../../core/certificates/certificate.ts'
import { certified, type Line } from './problems.ts'

/** What test/fixtures/certificates.py writes. `problems`: scale p*, the sets' bounds, the true upper and lower bound, excess and value. */
interface Fixture {
  readonly kinds: readonly string[]
  readonly problems: readonly Line[]
  readonly mutations: readonly (readonly [problem: number, kind: number, amount: number])[]
}
const { kinds, problems, mutations } = JSON.parse(
  readFileSync(new URL('../fixtures/certificates.json', import.meta.url), 'utf8'),
) as Fixture

interface Truth {
  readonly scale: number
  /** Null for ReLU critics. */
  readonly bounds: readonly [upper: number, lower: number] | null
  /** How much the best neuron gets beyond β; negative where none does. */
  readonly excess: number
  readonly value: number
}
const truth = ([numbers]: Line, i: number): Truth => {
  const [excess, value] = numbers.slice(-2) as [number, number]
  return { scale: numbers[0]!, bounds: i % 6 === 5 ? null : (numbers.slice(-4, -2) as [number, number]), excess, value }
}
const verdict = (certificate: unknown): string => {
  try {
    verify(JSON.stringify(certificate))
    return 'accepted'
  } catch (error) {
    return (error as Error).message
  }
}

let all: readonly Certificate[]
beforeAll(() => {
  all = problems.map((line, i) => certified(i, line))
})

describe('1,000 certificates over six families', () => {
  it('are of all families', () => {
    expect(all).toHaveLength(1000)
    expect(new Set(all.map(c => c.family))).toEqual(new Set(families))
  })

  it('claim what is true, and hardly more than that: bound ≤ 1.01·gap + 1e-10·p*', () => {
    const wrong = all.flatMap(({ family, claims }, i) => {
      const { scale, bounds, excess, value } = truth(problems[i]!, i)
      const violation = Math.max(0, excess)
      const room = 1e-10 * scale
      // Quadratic critics and lifted strategies are written by their eigenvectors, that is, off by rounding.
      const rewritten = family === 'quadratic' || family === 'lifted'
      const ulp = (rewritten ? 1e-13 : 4e-16) * Math.max(Math.abs(value), scale)
      const checks: Record<string, boolean> = {
        'violation ≥': claims.violation >= violation * (1 - 4e-16),
        'violation ≤': claims.violation <= 1.01 * violation + room,
        'attained':
          family === 'matrix' ||
          (claims.attained <= excess + 4e-16 * scale && claims.attained >= excess - room - 1e-2 * violation),
        'value':
          claims.least <= value + ulp &&
          claims.most >= value - ulp &&
          claims.most - claims.least <= room + 1e-12 * Math.abs(value),
        'none': bounds !== null || (claims.gap === undefined && claims.upper === undefined && claims.lower === undefined),
      }
      if (bounds) {
        const [upper, lower] = bounds
        checks.upper = claims.upper! >= upper
        checks.lower = claims.lower! <= lower
        checks['gap ≥'] = claims.gap! >= upper - lower - ulp
        checks['gap ≤'] = claims.gap! <= 1.01 * (upper - lower) + room
      }
      const failed = Object.entries(checks).flatMap(([name, holds]) => (holds ? [] : [name]))
      return failed.length > 0 ? [{ i, family, failed, claims, truth: truth(problems[i]!, i) }] : []
    })
    expect(wrong).toEqual([])
  })

  it('are accepted by the verifier, every one', () => {
    const refused = all.flatMap((certificate, i) => {
      const said = verdict(certificate)
      return said === 'accepted' ? [] : [{ i, family: certificate.family, said }]
    })
    expect(refused).toEqual([])
  })

  it('are refused as those of another family', () => {
    for (const family of ['linear', 'quadratic', 'polynomial', 'relu', 'matrix'] as const) {
      const one = all.find(c => c.family === (family === 'linear' ? 'quadratic' : 'linear'))!
      // A linear critic is the polynomial one with a = c = 0.
      if (family === 'polynomial') expect(verdict({ ...one, family })).toBe('accepted')
      else expect(verdict({ ...one, family })).not.toBe('accepted')
    }
  })
})

/** A certificate as JSON that may be written to. */
type Loose = Omit<Certificate, 'claims' | 'data' | 'strategies' | 'sha256'> & {
  sha256: string
  claims: Record<string, number>
  data: { beta: number; A?: number[][]; real: number[][] }
  strategies: { atoms: { W: number[][]; v: number[] }[] }[]
}
/** The same JSON with one thing changed, its data hashed again: what someone would write who wants a false claim accepted. */
function mutated(certificate: Certificate, kind: string, amount: number, { bounds, excess, value }: Truth): Loose {
  const copy = JSON.parse(JSON.stringify(certificate)) as Loose
  const { claims, data, strategies } = copy
  const gap = () => (claims.gap = claims.upper! - claims.lower!)
  switch (kind) {
    case 'upper':
      claims.upper = bounds![0] - amount
      gap()
      break
    case 'lower':
      claims.lower = bounds![1] + amount
      gap()
      break
    case 'gap':
      claims.gap = bounds![0] - bounds![1] - amount
      break
    case 'violation':
      claims.violation = excess - amount
      break
    case 'attained':
      claims.attained = excess + amount
      break
    case 'value':
      claims.least = value + amount
      claims.most = value + 2 * amount
      break
    case 'generator':
      strategies[0]!.atoms[0]!.W[0]![0]! += amount
      break
    case 'critic':
      for (const atom of strategies[1]!.atoms) atom.v = atom.v.map(v => v * (1 + amount))
      break
    case 'beta':
      data.beta -= amount
      break
    default:
      ;(data.A ?? data.real)[0]![0]! += amount
  }
  copy.sha256 = createHash('sha256').update(JSON.stringify(data)).digest('hex')
  return copy
}

describe('1,000 mutations', () => {
  it('of every kind', () => {
    expect(mutations).toHaveLength(1000)
    expect(new Set(mutations.map(([, kind]) => kinds[kind]))).toEqual(new Set(kinds))
  })

  it('each of which makes the claim false by more than the rounding margin, are refused, every one', () => {
    const accepted = mutations.flatMap(([i, kind, amount]) => {
      const said = verdict(mutated(all[i]!, kinds[kind]!, amount, truth(problems[i]!, i)))
      return said === 'accepted' ? [{ i, kind: kinds[kind], amount }] : []
    })
    expect(accepted).toEqual([])
  })
})
