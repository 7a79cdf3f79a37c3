import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { claimsOf, type Claim } from '../core/claims.ts'
import type { OptimizerDefinition } from '../core/define.ts'
import { createLab } from '../core/lab.ts'
import { formatSelector, parseSelector } from '../core/selector-parse.ts'
import type { Selector } from '../core/selector.ts'
import { predicted } from '../core/spectrum/predicted.ts'
import { builtin } from '../plugins/builtin.ts'
import { optimizerSelector } from '../test/conformance/setting.ts'

/** The page that this writes. */
export const path = fileURLToPath(new URL('choose.md', import.meta.url))
const lab = createLab(builtin)

type Class = 'bilinear' | 'stronglyMonotone' | 'bilinearSum' | 'bilinearNoise'
interface Section {
  readonly claim: Class
  readonly title: string
  readonly about: string
  /** The game on which the local rate is predicted; none where steps are random. */
  readonly game?: string
}
const sections: readonly Section[] = [
  {
    claim: 'stronglyMonotone',
    title: 'Strongly monotone, no noise',
    about:
      'Curvature of its own for every player. Everything converges for small steps; what differs is the rate. Predicted on `quadratic[dimension=3,mu=0.1]`.',
    game: 'quadratic[dimension=3,mu=0.1]',
  },
  {
    claim: 'bilinear',
    title: 'Merely monotone, no noise',
    about:
      'The players interact and have no curvature of their own, as near a GAN’s equilibrium without penalties. Descent-ascent goes round or away. Predicted on f(x, y) = xy.',
    game: 'bilinear',
  },
  {
    claim: 'bilinearSum',
    title: 'Merely monotone, with noise that vanishes at the solution',
    about: 'A finite sum of which a step sees a part, and whose terms all have the same solution.',
  },
  {
    claim: 'bilinearNoise',
    title: 'Merely monotone, with noise everywhere',
    about:
      'The field is known up to noise of the same law everywhere. With constant steps nothing converges to the solution itself.',
  },
]
const guarantees: Readonly<Record<Claim['is'], string>> = {
  'last-iterate': 'last iterate converges',
  'average': 'average converges',
  'bounded': 'stays bounded',
  'cycles': 'goes round',
  'stalls': 'stops at a distance',
  'diverges': 'diverges',
}
const order = Object.keys(guarantees)

/** The local rate at these options, in words. */
async function rateOf(selector: Selector, game: string | undefined): Promise<string> {
  if (game === undefined) return ''
  const verdict = (await predicted(lab.assemble({ game, optimizer: selector, seed: 0 })))?.verdict
  if (!verdict || verdict.kind === 'undecided') return ''
  if (verdict.kind === 'sublinear') return `like k^−${Number(verdict.exponent.toPrecision(3))}`
  return verdict.kind === 'circles' ? '1' : verdict.rate.toFixed(4)
}

/** A claim's optimizer as one would write it: the options it is made for, and no others. */
const written = (id: string, { when }: Claim): string => {
  const value = (v: unknown): unknown =>
    typeof v === 'boolean' ? String(v) : typeof v === 'string' && v.includes('[') ? parseSelector(v) : v
  const params = Object.fromEntries(Object.entries(when ?? {}).map(([k, v]) => [k, value(v)]))
  return formatSelector({ id, params: params as Selector['params'] })
}

async function rowsOf({ claim: name, game }: Section): Promise<string[]> {
  const made = lab.list('optimizer').flatMap(d => claimsOf(d.claims?.[name]).map(claim => ({ d, claim })))
  const sorted = made.sort((a, b) => order.indexOf(a.claim.is) - order.indexOf(b.claim.is) || (a.d.id < b.d.id ? -1 : 1))
  const rows: string[] = []
  for (const { d, claim } of sorted) {
    const rate = await rateOf(optimizerSelector(lab, d.id, claim.when), game)
    rows.push(`| \`${written(d.id, claim)}\` | ${guarantees[claim.is]} |${game ? ` ${rate} |` : ''} ${costOf(d)} |`)
  }
  return rows
}
const costOf = ({ cost, order: derivatives = 1 }: OptimizerDefinition): string =>
  `${cost}${derivatives === 2 ? '; second derivatives' : ''}`

/** Views that only some games offer. */
const special = {
  bestResponse: 'best responses to mixtures',
  saddle: 'a bilinear coupling with exact proximal maps',
  staged: 'a chain of exactly solved convex programs',
} as const

export async function text(): Promise<string> {
  const parts = [
    '# Which optimizer?',
    'Made of the claims that the optimizers make and the conformance suite tests, the negative ones too: `npm run docs:choose` writes this page, and a test compares it. Each claim holds at the options shown, the others at their defaults; what a step costs is per player count n. The factor is the local rate a step that `saddle analyze` predicts at the default step size: compare methods at step sizes of their own with `saddle analyze --vary`, or with a study.',
    'Start with **`extragradient`** where players interact and gradients are exact or nearly so; **`optimistic`** or **`past-extragradient`** where a gradient is dear; **`gradient-regularized`** for GANs whose critic is differentiable twice; **`average`** where no last iterate settles; **`svre`** on finite sums; **`mirror-prox`** on simplices; **`chekhov`** where a mixture is wanted. A direction such as `direction=adam[beta1=0.5]` goes into any of those with a slot.',
  ]
  for (const section of sections) {
    const rows = await rowsOf(section)
    parts.push(
      `## ${section.title}`,
      section.about,
      [
        `| optimizer | guarantee |${section.game ? ' factor a step |' : ''} cost a step |`,
        `|---|---|${section.game ? '---|' : ''}---|`,
        ...rows,
      ].join('\n'),
    )
  }
  const hosts = lab.list('optimizer').filter(d => d.needs in special)
  parts.push(
    '## Games that offer more than a field',
    [
      '| optimizer | needs | cost a step |',
      '|---|---|---|',
      ...hosts.map(d => `| \`${d.id}\` | ${special[d.needs as keyof typeof special]} | ${d.cost} |`),
    ].join('\n'),
    '## One method inside another',
    ['| here | is |', '|---|---|', ...reductions()].join('\n'),
  )
  const page = `${parts.join('\n\n')}\n`
  return format(page, { ...(await resolveConfig(path)), parser: 'markdown' })
}

const reductions = (): string[] =>
  lab.list('optimizer').flatMap(d =>
    (d.claims?.reducesTo ?? []).map(({ when, optimizer, bits, sets, noise, point }) => {
      const where = [...(sets ? ['players are free'] : []), ...(noise ? ['nothing is random'] : [])]
      const it =
        point === 'extrapolated'
          ? `the extrapolated points of \`${written(d.id, { when, is: 'bounded' })}\``
          : `\`${written(d.id, { when, is: 'bounded' })}\``
      return `| ${it}${where.length > 0 ? `, where ${where.join(' and ')}` : ''} | \`${optimizer}\`, ${bits === 'exact' ? 'to the last bit' : 'to rounding'} |`
    }),
  )

export const upToDate = async (): Promise<boolean> => readFileSync(path, 'utf8') === (await text())

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(path, await text())
