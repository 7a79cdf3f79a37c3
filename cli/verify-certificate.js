#!/usr/bin/env node
// Verifies a certificate: node verify-certificate.js FILE prints `accepted: …` (code 0) or `refused: …` (code 1), sharing no code with what
// makes certificates. Numbers are integers in units of 2^-640: for entries below 2^40 no product of at most ten, nor sum of a billion such,
// is off by 2^-128 = `room`, by which bounds must hold. docs/certificates.md says why the conditions below suffice.
import { fail } from 'node:assert'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
const exact = x => BigInt(Math.trunc(x * 2 ** 640))
const [zero, half, one, room] = [0, 0.5, 1, 2 ** -128].map(exact)
const [mul, abs] = [(a, b) => (a * b) >> 640n, a => (a < zero ? -a : a)]
const [sum, scale] = [list => list.reduce((a, b) => a + b, zero), (x, c) => x.map(a => mul(a, c))]
const [by, dot] = [(x, y) => x.map((a, i) => mul(a, y[i])), (x, y) => x.reduce((all, a, i) => all + a * y[i], zero) >> 640n]
const plus = (x, y, s = 1n) => x.map((a, i) => (Array.isArray(a) ? plus(a, y[i], s) : a + s * y[i]))
const [transpose, apply] = [A => A[0].map((_, j) => A.map(row => row[j])), (A, x) => A.map(row => dot(row, x))]
const product = (A, B) => transpose(transpose(B).map(column => apply(A, column)))
const entries = (A, f) => A.map((row, i) => row.map((a, j) => f(a, i, j)))
const square = (list, d) => Array.from({ length: list.length / d }, (_, i) => list.slice(i * d, i * d + d))
const eye = d => entries(square(Array(d * d).fill(zero), d), (_, i, j) => (i === j ? one : zero))
const demand = (holds, what) => holds || fail(new Error(what))
/** A ⪰ 0 by Cholesky's method with doubles: where it runs through, λ_min ≥ −γ·tr A/(1 − γ), γ = (n + 1)u/(1 − (n + 1)u); `slack` is more. */
function demandSemidefinite(A, what) {
  const slack = (2 * A.length + 16) * 2 ** -53 * A.reduce((sum, row, i) => sum + Number(row[i]) / 2 ** 640, 0)
  const L = entries(A, (a, i, j) => Number(a) / 2 ** 640 - (i === j ? slack : 0))
  for (let j = 0; j < L.length; j++) {
    for (let i = j; i < L.length; i++) for (let k = 0; k < j; k++) L[i][j] -= L[i][k] * L[j][k]
    demand(L[j][j] > 0 && L[j][j] < Infinity && A.every((row, i) => abs(row[j] - A[j][i]) < room), what)
    for (let i = L.length - 1; i >= j; i--) L[i][j] /= Math.sqrt(L[j][j])
  }
}
/** Nested arrays of numbers of a shape. A size is a number, or a name: it stands for what the first array of that size has. */
function shaped(x, [size, ...rest], sizes) {
  const wanted = Array.isArray(x) && typeof size === 'string' ? (sizes[size] ??= x.length) : size
  if (size !== undefined) demand(Array.isArray(x) && x.length > 0 && x.length === wanted, 'its arrays have no shapes that fit')
  else demand(typeof x === 'number' && Math.abs(x) < 2 ** 40, 'what should be a number below 2^40 is none')
  return size === undefined ? exact(x) : x.map(entry => shaped(entry, rest, sizes))
}
const read = (x, ...shape) => shaped(x, shape, {})
/** Numbers ≥ 0 that sum to 1: the largest is what the others leave. */
function distribution(w) {
  demand(w.every(x => x >= zero) && abs(one - sum(w)) < exact(1e-9), 'weights and mixed strategies must be ≥ 0 and sum to 1')
  const at = w.indexOf(w.reduce((a, b) => (a < b ? b : a)))
  return w.map((x, i) => (i === at ? x + one - sum(w) : x))
}
/** w·f(…parts) of each atom of a strategy, f a list of numbers; the parts have these shapes. */
function atoms(strategy, parts, f) {
  const w = distribution(read(strategy.weights, strategy.atoms.length))
  const taken = (atom, sizes = {}) => Object.keys(parts).map(name => shaped(atom[name], parts[name], sizes))
  return strategy.atoms.map((atom, a) => scale(f(...taken(atom)), w[a]))
}
const mean = (...of) => transpose(atoms(...of)).map(sum)
/** Σ|v| and f(U, v) of a critic with neurons u in the unit ball. */
const critic = (strategy, d, f) =>
  mean(strategy, { U: ['m', d], v: ['m'] }, (U, v) => {
    for (const u of U) demand(dot(u, u) <= one, 'a neuron is longer than 1')
    return [sum(v.map(abs)), ...f(U, v)]
  })
const pure = u => ({ weights: [1], atoms: [{ U: [u], v: [1] }] })
function matrix({ data, strategies }, { upper, lower }) {
  const A = read(data.A, 'm', 'n')
  const [x, y] = [A.length, A[0].length].map((n, i) => mean(strategies[i], { x: [n] }, distribution))
  demand(apply(transpose(A), x).every(a => a + room < upper) && apply(A, y).every(a => a > lower + room), 'a bound does not hold')
  return { value: dot(x, apply(A, y)), attained: zero }
}
// Payoffs R + ⟨M, C − S⟩ − βN of second moments C, S of (x, 1) and critics of neurons at² + bt + c: M = Σ v·K∘(u, 1)(u, 1)ᵀ, N = Σ|v|,
// where K is a, beside it b/2, and c in the corner. Critics have N ≤ B, generators R ≤ T; R is tr S without its corner, or ‖W‖².
function moments({ data, strategies, witness, response }, { violation, upper, lower }) {
  const [C, Σ] = [read(data.real, 'd', 'd'), read(data.latent, 'k', 'k')]
  const [β, B, T, a, b, c] = read([data.beta, data.critic, data.generator, ...data.activation], 6)
  const [λ, gain, τ, ...ρ] = read([witness.lambda, witness.gain, witness.tau, ...witness.rho], 5).map(abs)
  const [d, k, weights] = [C.length - 1, Σ.length - 1, data.penalty === 'weights']
  const masked = A => entries(A, (x, i, j) => mul(x, i < d && j < d ? a : i < d || j < d ? mul(half, b) : c))
  const neurons = (U, v, T = transpose(U.map(u => [...u, one]))) => masked(product(T, transpose(T.map(x => by(x, v))))).flat()
  const diagonal = (p, t) => entries(eye(d + 1), (e, i) => mul(e, i < d ? p : t))
  const [R, ...made] = mean(strategies[0], { W: [k, d] }, W => {
    const V = [...W.map(row => [...row, zero]), eye(d + 1)[d]]
    const S = product(transpose(V), product(Σ, V))
    return [weights ? dot(W.flat(), W.flat()) : sum(W[0].map((_, i) => S[i][i])), ...S.flat()]
  })
  const [[N, ...played], [, ...best]] = [strategies[1], pure(response)].map(of => critic(of, d, neurons))
  const [rest, M, H] = [plus(C.flat(), made, -1n), square(played, d + 1), β + violation]
  demand(N <= B && R <= T && (a === zero || !weights), 'a strategy is outside the set of its player')
  for (const [i, s] of [-1n, 1n].entries())
    demandSemidefinite(plus(diagonal(ρ[i], H - ρ[i]), masked(square(rest, d + 1)), s), 'a critic exceeds the violation')
  const centred = dot(Σ[k], Σ[k]) === mul(Σ[k][k], Σ[k][k])
  const felt = entries(M, (x, i, j) => (centred && i < d !== j < d ? zero : x))
  demandSemidefinite(plus(diagonal(one + λ, gain + M[d][d]), felt, -1n), 'the generator gains more')
  const bound = entries(Σ, (x, i, j) => (i === k && j === k ? τ : weights && i < k && j < k ? eye(k)[i][j] : x))
  if (b !== zero && !centred) demandSemidefinite(bound, 'tau is not shown')
  const least = dot(played, C.flat()) - mul(β, N) - mul(λ, T) - mul(τ, gain) - mul(M[d][d], Σ[k][k])
  demand(R + mul(B, violation) + room < upper && lower + room < least, 'a bound does not hold')
  return { value: R + dot(played, rest) - mul(β, N), attained: abs(dot(best, rest)) - β }
}
/** ReLU critics: between the planes of the rows the discrepancy is linear, so it is largest where its slope is projected on some flat. */
function relu({ data, strategies, response }, { violation }) {
  const [X, Z, [β, p, f]] = [read(data.real, 'n', 'd'), read(data.latent, 'k', 'l'), read([data.beta, ...data.scale], 3)]
  const [d, H] = [X[0].length, β + violation]
  const layers = atoms(strategies[0], { W: [Z[0].length, d] }, W => {
    const G = product(Z, W).flat()
    return [data.penalty === 'weights' ? dot(W.flat(), W.flat()) : mul(f, dot(G, G)), ...scale(G, f)]
  })
  const rows = [...entries(X, x => mul(p, x)), ...layers.flatMap(([, ...G]) => square(G, d))]
  const signed = rows.map((row, i) => (i < X.length ? row : scale(row, -one)))
  const unequal = u => sum(apply(rows, u).map((t, i) => (t < zero ? zero : i < X.length ? t : -t)))
  const [[N, gain], [, best]] = [strategies[1], pure(response)].map(of => critic(of, d, (U, v) => [dot(U.map(unequal), v)]))
  const level = x => x.map(t => t << BigInt(640 - Math.max(...x.map(s => abs(s).toString(2).length))))
  const strip = (x, b) => level(plus(scale(x, dot(b, b)), scale(b, dot(x, b)), -1n))
  const [flats, slopes, both] = [[[]], {}, u => [u, scale(u, -one)]]
  for (const row of [...rows, ...eye(d)])
    for (const flat of flats.filter(normals => normals.length < d - 1)) flats.push([...flat, flat.reduce(strip, level(row))])
  const check = u => demand(H >= zero && unequal(u) ** 2n <= (H ** 2n * dot(u, u)) >> 640n, 'a critic exceeds the violation')
  for (const flat of flats.filter(normals => normals.length === d - 1))
    for (const axis of eye(d).flatMap(both)) {
      const ray = flat.reduce(strip, axis)
      check(ray)
      const side = apply(rows, ray)
      const ties = ray.some(t => t) ? signed.filter((row, i) => abs(side[i]) <= room && row.some(x => x)) : []
      demand(ties.length < 13, 'more than 12 rows vanish together')
      const slope = rows.reduce((all, _, i) => (side[i] > room ? plus(all, signed[i]) : all), scale(ray, zero))
      for (const x of ties.reduce((all, row) => all.flatMap(one => [one, plus(one, row)]), [slope])) slopes[x] = level(x)
    }
  for (const flat of flats)
    if (flat.length < d - 1) for (const x of Object.values(slopes).flatMap(both)) check(flat.reduce(strip, x))
  return { value: sum(layers.map(([cost]) => cost)) + gain - mul(β, N), attained: abs(best) - β }
}
const shapes = { linear: '0,1,0', quadratic: '1,0,0', lifted: '1,0,0' }
const families = { matrix, linear: moments, quadratic: moments, lifted: moments, polynomial: moments, relu }
export function verify(text) {
  const { format, version, family, sha256, stages, ...file } = (typeof text === 'string' ? JSON.parse(text) : text) ?? {}
  const chain = family === 'progressive' ? stages.length > 0 : Object.hasOwn(families, family)
  demand(format === 'saddlepoint-certificate' && version === 1 && chain, 'it is of no known kind')
  if (family === 'progressive') return { family, stages: stages.map(({ stage, ...one }) => ({ stage, ...verify(one) })) }
  demand(createHash('sha256').update(JSON.stringify(file.data)).digest('hex') === sha256, 'its data are not those of its sha256')
  demand((shapes[family] ?? `${file.data.activation}`) === `${file.data.activation}`, 'its game is of another family')
  const names = family === 'relu' ? 'attained,least,most,violation' : 'attained,gap,least,lower,most,upper,violation'
  demand(Object.keys(file.claims).sort().join() === names, `it must claim ${names}`)
  const claims = Object.fromEntries(Object.entries(file.claims).map(([name, x]) => [name, read(x)]))
  const { value, attained } = families[family](file, claims)
  demand(claims.least <= value && value <= claims.most && claims.attained <= attained, 'the value or the response is another')
  demand(claims.violation >= zero && (family === 'relu' || claims.upper - claims.lower <= claims.gap), 'the gap is larger')
  return { family, ...file.claims, critic: file.data.critic, generator: file.data.generator }
}
if (process.argv[1]?.endsWith('verify-certificate.js')) {
  try {
    demand(process.argv[2], 'no file is given; usage: node verify-certificate.js FILE')
    console.log(`accepted: ${JSON.stringify(verify(readFileSync(process.argv[2], 'utf8')))}`)
  } catch ({ constructor, message }) {
    console.log(`refused: ${constructor === Error ? message : `a part is missing or damaged (${message})`}`)
    process.exitCode = 1
  }
}
