import { SingularValueDecomposition, Matrix } from 'ml-matrix'
import type { FieldRun } from '../engine.ts'
import type { Profile } from '../profile.ts'
import { Refusal } from '../refusal.ts'
import type { Analysis, Mode, Ones, Verdict } from './analysis.ts'
import { eigenvalues, multiplicity, type Eigenvalue, type Eigenvalues } from './eigenvalues.ts'
import { lawOf } from './law.ts'
import { localOf, type Local } from './local.ts'
import { axpy, dot, norm } from '../vector.ts'
import { reachable } from './reachable.ts'
import { withoutChance } from './solution.ts'
import { steadyAt, type Steady } from './steady.ts'
import { leadsToSolutions } from './tangent.ts'

/** Nearer than this to 1, an eigenvalue is 1: one without an eigenvector of its own splits by the root of the rounding. */
const nearOne = 1e-7
/** A modulus this near to 1 is 1. */
const nearCircle = 1e-10

const isOne = ({ re, im }: Eigenvalue): boolean => Math.hypot(re - 1, im) <= nearOne

/** The steps of an optimizer at a solution z, in double precision. Throws where no map has eigenvalues that could be meant. */
export async function analyze(given: FieldRun, z: Profile): Promise<Analysis> {
  const run = withoutChance(given)
  const steady = await steadyAt(run, z)
  const local = localOf(run, steady)
  if (!(steady.residual <= 1e-6 * local.scale))
    throw new Refusal(
      `the steps leave the solution: it moves by ${steady.residual.toExponential(1)} a period, so that it is no fixed point of theirs`,
    )
  const n = local.origin.length
  if (n === 0) throw new Refusal('the steps move nothing: every state is a fixed point of theirs, and there is no rate to tell')
  const J = await local.derivative(local.origin)
  const directions = await reachable(run, steady, local, z)
  const found = await eigenvalues(J, directions, values =>
    values
      .filter(v => !isOne(v))
      .slice(0, 1)
      .concat(values.filter(isOne).slice(0, 1)),
  )
  const others = found.values.filter(v => !isOne(v))
  const ones = await onesOf(local, found)
  const { period, differentiated } = steady.map
  const modes = others.map((v): Mode => ({
    modulus: v.modulus ** (1 / period),
    angle: Math.atan2(v.im, v.re) / period,
    residual: v.residual,
  }))
  return {
    dimension: n,
    period,
    derivative: differentiated ? 'exact' : 'differences',
    counters: steady.counters.length > 0,
    residual: steady.residual,
    ones,
    spectrum: modes.slice(0, 20),
    whole: found.all && modes.length <= 20,
    verdict: await verdictOf({ steady, local, directions, others, modes, ones }),
  }
}

async function onesOf(local: Local, { values, all, matrix, vectors }: Eigenvalues): Promise<Ones> {
  const ones = values.filter(isOne)
  const count = ones.reduce((sum, v) => sum + multiplicity(v), 0)
  if (count === 0) return { count: 0, tangent: true, defective: false }
  if (!matrix) {
    const tangent = await leadsToSolutions(local, ones[0]!.vector()[0])
    return { count: all ? count : null, tangent, defective: !independent(ones) }
  }
  const n = matrix.rows
  const { diagonal, rightSingularVectors: V } = new SingularValueDecomposition(Matrix.sub(matrix, Matrix.eye(n)))
  const zero = 1e-9 * Math.max(1, diagonal[0] ?? 0)
  const kernel = diagonal.flatMap((σ, j) => (σ <= zero ? [vectors(V.getColumn(j))] : []))
  const generic = new Float64Array(local.origin.length)
  kernel.forEach((v, j) => axpy(generic, Math.sin(1 + 5.1 * j), v))
  const tangent = kernel.length > 0 && norm(generic) > 0 && (await leadsToSolutions(local, generic))
  return { count, tangent, defective: kernel.length < count }
}

/**
 * Whether real eigenvectors of one eigenvalue are independent. A Krylov space meets one of them, and a second one by rounding; those of an
 * eigenvalue that lacks an eigenvector are the same up to the root of the rounding.
 */
function independent(ones: readonly Eigenvalue[]): boolean {
  if (ones.some(({ im }) => im !== 0)) return false
  const V = ones.map(one => one.vector()[0])
  const gram = Matrix.zeros(V.length, V.length)
  V.forEach((v, i) => V.forEach((w, j) => gram.set(i, j, dot(v, w))))
  return new SingularValueDecomposition(gram).diagonal.at(-1)! > 1e-8
}

interface Found {
  readonly steady: Steady
  readonly local: Local
  readonly directions: readonly Float64Array[]
  readonly others: readonly Eigenvalue[]
  readonly modes: readonly Mode[]
  readonly ones: Ones
}

async function verdictOf({ steady, local, directions, others, modes, ones }: Found): Promise<Verdict> {
  const [lead] = modes
  if (others[0] && others[0].modulus > 1 + nearCircle) return { kind: 'diverges', rate: lead!.modulus, angle: lead!.angle }
  if (ones.defective)
    return {
      kind: 'undecided',
      why: 'an eigenvalue 1 without an eigenvector of its own: the state moves on by the same amount every period',
    }
  const circling: Mode[] = []
  for (const [j, v] of others.entries()) if (v.modulus >= 1 - nearCircle && (await isSeen(local, v))) circling.push(modes[j]!)
  const law = await lawOf(steady, local, directions)
  if (circling.length > 0 && !law?.damps) return { kind: 'circles', angle: circling[0]!.angle }
  if (law && law.exponent !== null) return { kind: 'sublinear', exponent: law.exponent, constant: law.constant }
  if (law && !ones.tangent)
    return {
      kind: 'undecided',
      why: 'step sizes that fall to zero: by what a step multiplies the distance is neither a factor nor a power',
    }
  if (!ones.tangent)
    return { kind: 'undecided', why: 'an eigenvalue 1 whose direction leads to no other solution: terms of higher order decide' }
  return { kind: 'converges', rate: lead?.modulus ?? 0, angle: lead?.angle ?? 0 }
}

/** Whether the answer moves with an eigenvector. */
async function isSeen({ origin, scale, answer }: Local, mode: Eigenvalue): Promise<boolean> {
  const ε = 1e-4 * scale
  const before = await answer(origin)
  for (const part of mode.vector()) {
    const there = origin.slice()
    axpy(there, ε, part)
    if (norm((await answer(there)).map((x, i) => x - before[i]!)) > 1e-9 * ε) return true
  }
  return false
}
