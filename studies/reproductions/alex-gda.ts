import { counts, type Seeds } from './alex-gda/counts.ts'
import { programs, type Method } from './alex-gda/methods.ts'
import { settings } from './alex-gda/settings.ts'
import type { Reproduction, Row } from './reproduction.ts'

const functions = Array.from({ length: 10 }, (_, f) => f)
const first = functions.map((of): Seeds => ({ init: 0, of }))
const all = [0, 1, 2].flatMap(init => functions.map((of): Seeds => ({ init, of })))

/** The optimizer of a method, where it is one that some plugins may not have. */
const optimizers: Partial<Record<Method, string>> = {
  Sim: 'alex-gda',
  AltEG: 'alternating-extragradient',
  Alex: 'alex-gda',
}
const needed = (method: Method): Pick<Row, 'optimizer'> => {
  const optimizer = optimizers[method]
  return optimizer === undefined ? {} : { optimizer }
}
const notes: Partial<Record<Method, string>> = {
  Sim: 'The authors’ loop takes y one step ahead of x, which is Alex-GDA with γ = 1, δ = 0.',
  OGD: 'x − αg + γg₋ is η = α − γ, ω = γ: cells with γ > α, whose net step ascends, are left out, and none of them is a minimum.',
}
const note = (method: Method): Pick<Row, 'note'> => {
  const text = notes[method]
  return text === undefined ? {} : { note: text }
}

const exact = (method: Method, published: string): Row => ({
  what: `${method}, setting 1, start 0`,
  at: functions.map(f => `function ${f}`),
  published: published.split(' '),
  tolerance: 'exact',
  ours: lab => counts(lab, programs(method, settings[0]!), 0, first),
  ...needed(method),
  ...note(method),
})

const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length
const deviation = (xs: readonly number[]): number => {
  const m = mean(xs)
  return Math.sqrt(xs.reduce((sum, x) => sum + (x - m) ** 2, 0) / (xs.length - 1))
}
const summary = (method: Method, s: number, published: string): Row => ({
  what: `${method}, setting ${s + 1}, 30 runs`,
  at: ['mean', 'sd'],
  published: published.split('±'),
  ours: async lab => {
    const found = await counts(lab, programs(method, settings[s]!), s, all)
    return [mean(found), deviation(found)]
  },
  ...needed(method),
  full: true,
})

/** Mean ± standard deviation over the 30 runs, a line a setting. */
const table: Readonly<Record<Method, readonly string[]>> = {
  Sim: ['1974.2±123.3', '7865.0±496.4', '104220.5±12340.9', '416822.5±49430', '42762.1±5071.8'],
  Alt: ['105.9±6.6', '149.1±9.4', '567.6±68.9', '777.4±97.6', '394.9±46.9'],
  EG: ['133.8±16.7', '253.2±50.0', '308.8±177.3', '347.5±193.2', '291.1±96.9'],
  AltEG: ['139.9±22.9', '278.9±56.3', '299.9±173.5', '363.6±191.5', '380.7±157.7'],
  OGD: ['132.8±16.5', '215.1±38.9', '280.5±163.2', '337.6±181.1', '281.1±106.2'],
  AltOGD: ['90.0±14.4', '116.1±19.9', '200.5±115.7', '162.0±85.1', '182.3±63.6'],
  Alex: ['62.7±10.4', '100.6±21.3', '138.8±80.2', '135.4±77.6', '133.1±54.5'],
}
const methods = Object.keys(table) as Method[]

/** Gradients to a solution on quadratic games, each method with its best step sizes: the logs of the Alex-GDA paper. */
export const alexGda: Reproduction = {
  id: 'alex-gda',
  title: 'Gradients to the solution of quadratic games, step sizes tuned for every run',
  source: 'arXiv:2402.10475, section 6; github.com/HanseulJo/Alex-GDA at e8a912f, quadratic-extensive (logs and tables)',
  kind: 'published',
  settings: `100-dimensional strongly-convex–strongly-concave quadratic games, L = 1; (μ, μxy, Lxy, ε) = ${settings
    .map(({ μ, μxy, Lxy, ε }) => `(${μ}, ${μxy}, ${Lxy}, ${ε})`)
    .join(
      ', ',
    )}. A figure is the number of distances that a run stores until ‖x‖² + ‖y‖² < ε, the first one too, times the gradients a step (EG 2, AltEG 3), for the best cell of the authors’ grid. All cells and runs of a grid are made side by side, in float64. The tables with momentum are not made.`,
  rows: [
    exact('Alt', '97 113 106 104 106 103 113 96 107 116'),
    exact('EG', '130 142 134 146 160 120 120 124 122 154'),
    exact('AltEG', '141 153 144 156 171 114 120 132 123 171'),
    exact('OGD', '123 135 128 137 155 115 118 129 122 162'),
    exact('AltOGD', '86 93 88 96 107 70 78 91 77 114'),
    exact('Sim', '1745 2079 2013 1932 2014 1923 2066 1852 1993 2155'),
    exact('Alex', '66 71 41 73 75 53 58 60 53 78'),
    ...settings.flatMap((_, s) => methods.map(method => summary(method, s, table[method][s]!))),
  ],
}
