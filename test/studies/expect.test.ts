import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../../core/refusal.ts'
import { checkExpectation } from '../../studies/expect/check.ts'
import { verdictOf, verdicts } from '../../studies/expect/evaluate.ts'
import { parseExpression } from '../../studies/expect/parse.ts'
import type { StudyResults } from '../../studies/store/stored-run.ts'
import { doneRun } from './done-run.ts'
import { everything, planOf } from './plan-files.ts'

const study = parse(everything) as Record<string, unknown>
const plan = planOf({
  ...study,
  seeds: [0, 1, 2, 3, 5],
  optimizers: ['gda', 'extragradient'],
  tuning: undefined,
  expect: undefined,
})

/** Distances on xy, a list of measured ones a seed; null where the run diverged, 'failed', or 'open'. */
type Runs = readonly (readonly number[] | null | 'failed' | 'open')[]
function results(gda: Runs, extragradient: Runs): StudyResults {
  const runs = plan.runs.map((planned): StudyResults['runs'][number] => {
    if (planned.game !== plan.games[0]!.id) return { planned, stored: null }
    const of = planned.optimizer === plan.optimizers[0]!.id ? gda : extragradient
    const run = of[planned.purpose.seed] ?? null
    const common = { key: planned.key, spec: planned.spec }
    if (run === 'open') return { planned, stored: null }
    if (run === 'failed') return { planned, stored: { ...common, state: 'failed', reason: 'a test', attempts: 5 } }
    const distance = run ?? [1, 1e11]
    const losses = distance.map(d => -d)
    const metrics = { 'distance': distance, 'loss-x': losses }
    return { planned, stored: doneRun(planned, metrics, run === null ? 'diverged' : 'completed') }
  })
  return { plan, runs, choices: [], seconds: 1 }
}
// Last values 8, 2, 4, 16, 1; the target is 0.01.
const five: Runs = [
  [9, 8],
  [3, 2],
  [5, 4],
  [17, 16],
  [2, 1],
]
const good: Runs = [[1, 0.01, 0.1], [1, 0.02], [1, 0.5, 0.005], [1, 0.3], null]
const all = results(five, good)
const numberIn = (call: string): number => verdictOf(`${call} > 0`, all).numbers[0]!.value

describe('numbers of results', () => {
  it.each([
    ['median("gda", "xy")', 4],
    ['mean("gda", "xy")', 6.2],
    // Without the lowest and the highest of five.
    ['iqm("gda", "xy")', (2 + 4 + 8) / 3],
    ['min("gda", "xy")', 1],
    ['max("gda", "xy")', 16],
    // A run that diverged is the worst one.
    ['median("extragradient", "xy")', 0.1],
    ['max("extragradient", "xy")', Infinity],
    ['median("gda", "xy", "loss-x")', -4],
    // The first touches the target and leaves it again; the objective is read at the end.
    ['reached("extragradient", "xy")', 1 / 5],
    ['reached("gda", "xy")', 0],
    ['toTarget("extragradient", "xy", "steps")', Infinity],
    ['outcomes("diverged", "extragradient", "xy")', 1],
    ['outcomes("completed", "extragradient", "xy")', 4],
    ['seeds("gda", "xy")', 5],
  ])('%s', (call, value) => expect(numberIn(call)).toBeCloseTo(value, 14))

  it('what had been reached when as much was spent as another row spends in all', () => {
    const given = { ...all, plan: { ...plan, study: { ...plan.study, equal: { to: 'gda', over: ['steps' as const] } } } }
    // Descent-ascent ends at step 10. There the others have 0.01, 0.02, 0.5, 0.3, and the fifth has left its bounds.
    const text = 'atEqual("extragradient", "xy", "steps") < 1 and atEqual("gda", "xy", "steps") < 5'
    expect(verdictOf(text, given)).toMatchObject({ verdict: 'holds', numbers: [{ value: 0.3 }, { value: 4 }] })
    expect(() => checkExpectation(text, plan)).toThrow('asks at character 1 for equal costs, and the study has no equal')
    const open = { ...given, runs: results(['open', ...five.slice(1)], good).runs }
    expect(verdictOf('atEqual("extragradient", "xy", "steps") < 1', open)).toMatchObject({ verdict: 'undecided' })
  })
  it('a run that ends without a finite objective is the worst one too', () => {
    const some = results([[1, NaN], ...five.slice(1)], good)
    expect(verdictOf('max("gda", "xy") > 1e9 and median("gda", "xy") == 4', some).verdict).toBe('holds')
  })

  it('a number that a diverged run has not decides nothing', () => {
    expect(verdictOf('median("extragradient", "xy", "loss-x") < 0', all)).toMatchObject({ verdict: 'undecided' })
  })
})

describe('verdicts', () => {
  it.each([
    ['1 + 2 * 3 == 7', 'holds'],
    ['(1 + 2) * 3 == 9 and 2 - 3 - 4 == -5 and 16 / 4 / 2 == 2', 'holds'],
    ['-2 * -3 == 6 and - (1 + 1) == -2', 'holds'],
    ['not 1 > 2 and 1 < 2', 'holds'],
    ['not (1 < 2 and 2 < 3)', 'fails'],
    ['1 > 2 or 2 > 1 and 3 > 2', 'holds'],
    ['1 < 2 or 1 < 2 and 1 > 2', 'holds'],
    ['1e3 >= 1000 and .5 <= 0.5 and 1 != 2', 'holds'],
    ['log10(1000) == 3 and sqrt(16) == 4 and abs(-3) == 3', 'holds'],
    ['median("extragradient", "xy") < 0.1 * median("gda", "xy")', 'holds'],
    ["median('gda', 'xy') < median('extragradient', 'xy')", 'fails'],
  ])('%s: %s', (text, verdict) => expect(verdictOf(text, all).verdict).toBe(verdict))

  it('show every number that went into them, once', () => {
    const text = 'median("gda", "xy") > 1 and (mean("gda","xy") > 100 or median("gda", "xy") < 5)'
    expect(verdictOf(text, all).numbers).toEqual([
      { text: 'median("gda", "xy")', value: 4 },
      { text: 'mean("gda","xy")', value: 6.2 },
    ])
  })

  it('are open while runs are, unless what is known decides', () => {
    const open = results(five, ['open', [1, 0.1], [1, 0.1], [1, 0.1], [1, 0.1]])
    const asked = 'median("extragradient", "xy") < 1'
    expect(verdictOf(asked, open)).toMatchObject({
      verdict: 'undecided',
      reason: 'median("extragradient", "xy"): 1 of its 5 runs have not ended',
    })
    expect(verdictOf(`${asked} and median("gda", "xy") < 1`, open).verdict).toBe('fails')
    expect(verdictOf(`${asked} or median("gda", "xy") > 1`, open).verdict).toBe('holds')
    expect(verdictOf(`not ${asked}`, open).verdict).toBe('undecided')
    const failed = results(five, ['failed', [1, 0.1], [1, 0.1], [1, 0.1], [1, 0.1]])
    expect(verdictOf(asked, failed).reason).toMatch(/1 of its 5 runs could not be made/)
    expect(verdictOf('seeds("extragradient", "xy") == 4', failed).verdict).toBe('holds')
  })

  it('are given for all that a study expects', () => {
    const expected = [{ finding: 'Five seeds.', holds: 'seeds("gda", "xy") == 5' }]
    const found = verdicts({ ...all, plan: { ...plan, study: { ...plan.study, expect: expected } } })
    expect(found).toEqual([
      { ...expected[0], verdict: 'holds', numbers: [{ text: 'seeds("gda", "xy")', value: 5 }], reason: null },
    ])
  })
})

describe('a wrong expression is refused with the character', () => {
  it.each([
    ['', 'ends at character 1 where a number, a text in quotes, a function, not, - or ( was expected'],
    ['1 +', 'ends at character 4 where a number'],
    ['1 2', "has '2' at character 3 where an operator or the end was expected"],
    ['1 < 2 < 3', 'compares three values at character 7; write a < b and b < c'],
    ['(1 < 2', "ends at character 7 where an operator or ')' was expected"],
    ['median("gda"', "ends at character 13 where ',' or ')' was expected"],
    ['median', "ends at character 7 where '(' after median was expected"],
    ['1 = 2', "has '=' at character 3; valid: numbers"],
    ['median("gda) > 1', 'has a text without its closing quote at character 8'],
    ['process.exit()', "has '.' at character 8"],
    ['medain("gda", "xy") > 1', "function 'medain' is not known; did you mean 'median'?"],
    ['constructor("gda") > 1', "function 'constructor' is not known"],
    ['median("gdaa", "xy") > 1', 'has at character 8 a name of nothing: row "gdaa" is not known; did you mean "gda"?'],
    ['median("gda", "yx") > 1', 'game "yx" is not known; valid: "xy", "quadratic"'],
    ['median("gda") > 1', 'gives median no game at character 1; valid: "xy", "quadratic"'],
    ['median() > 1', 'gives median 0 arguments at character 1; it takes row, game?, metric?'],
    ['median(1, "xy") > 1', 'has a number at character 8 where median(row, game, metric) needs a text'],
    ['outcomes("exploded", "gda", "xy") > 1', 'outcome "exploded" is not known'],
    ['toTarget("gda", "quadratic") > 1', "a target of 'quadratic', which has none"],
    ['median("gda", "xy")', 'is a number; it must be a comparison'],
    ['1 and 2 > 1', "has a number at character 1 where 'and' needs a comparison"],
    ['(1 < 2) + 1 > 1', "has a comparison at character 2 where '+' needs a number"],
    ['"a" < "b"', "has a text at character 1 where '<' needs a number"],
    [`${'('.repeat(60)}1`, 'is nested deeper than 50 at character 51'],
  ])('%s', (text, says) => {
    const error = ((): unknown => {
      try {
        return checkExpectation(text, plan)
      } catch (e) {
        return e
      }
    })()
    expect(error).toBeInstanceOf(Refusal)
    expect((error as Refusal).message).toContain(says)
  })

  it('a metric that is not measured, where the names are known', () => {
    expect(() => checkExpectation('mean("gda", "xy", "distanc") > 1', plan, () => ['distance'])).toThrow(
      "has at character 19 a name of nothing measured on 'xy': metric 'distanc' is not known; did you mean 'distance'?",
    )
  })

  it('any text is read or refused', () => {
    const pieces = ['1', '"gda"', 'median', '(', ')', ',', '<', 'and', 'not', '-', '*', '==', ' ', "'", 'x.y', '√']
    for (let i = 0; i < 4096; i++) {
      const text = [i & 15, (i >> 4) & 15, (i >> 8) & 15].map(j => pieces[j]!).join(' ')
      try {
        parseExpression(text)
      } catch (error) {
        expect(error, text).toBeInstanceOf(Refusal)
      }
    }
  })
})
