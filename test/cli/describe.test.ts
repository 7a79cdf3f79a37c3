import { describe, expect, it } from 'vitest'
import { description } from '../../cli/describe.ts'
import { beside, shell, wrapped } from '../../cli/wrap.ts'
import { createLab } from '../../core/lab.ts'
import { builtin } from '../../plugins/builtin.ts'
import { saddle } from './saddle.ts'

const lab = createLab(builtin)
const all = (['game', 'player', 'optimizer', 'transform', 'learner', 'metric'] as const).flatMap(kind => lab.list(kind))
const said = async (id: string): Promise<string> => {
  const { code, out, err } = await saddle('describe', id)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return out.replaceAll(/\s+/g, ' ')
}

describe('every definition', () => {
  it.each(all.map(d => [`${d.kind} ${d.id}`, d] as const))('%s fits 80 columns and has an example', (_, d) => {
    const lines = description(d)
    // A selector in quotes is one word of the shell.
    for (const line of lines.filter(l => !l.trim().startsWith('--'))) expect(line.length).toBeLessThanOrEqual(80)
    expect(lines).toContain('Example')
  })
})

describe('describe says', () => {
  it.each([
    [
      'gan',
      [
        'generator: mlp[hidden=[64,64]]',
        'critic: mlp[hidden=[64,64]]',
        'ring[…] modes (n) default 8',
        'r1[…] weight (γ) default 10',
      ],
    ],
    [
      'gda',
      ['direction: a transform, as in direction=adam[beta1=0.5]; default sgd', 'cosine[…] of (η) must be given', 'warm-up[…]'],
    ],
    ['average', ['of: an optimizer, as in of=gda[stepSize=0.1]; must be given', 'mixture[…] atoms (N) default 16']],
    ['one-gan-five-ways', ['one-gan-five-ways (study)', 'saddle study one-gan-five-ways']],
    ['noise', ['noise (study) Does extragradient need', 'saddle study noise']],
    ['dirac-gan', ['dirac-gan (game)', 'dirac-gan (study) On the Dirac-GAN', 'dirac-gan (reproduction)']],
    ['mixed', ['mixed (plugin)', 'games matrix', 'optimizers chekhov', 'metrics duality-gap']],
    ['adam', ["--optimizer 'extragradient[stepSize=0.001,direction=adam[beta1=0.5]]'"]],
  ])('%s', async (id, parts) => {
    const text = await said(id)
    for (const part of parts) expect(text).toContain(part)
  })
})

it('run --help has sentences, an example, ways on and the options of every command', async () => {
  const { code, out } = await saddle('run', '--help')
  expect(code).toBe(0)
  for (const part of ['saddle list', 'saddle describe', '--plugin', '--debug', '$ saddle run --game gan'])
    expect(out).toContain(part)
  expect(out).not.toContain('default: []')
})

describe('lines', () => {
  it('are broken between words, behind a head', () => {
    expect(wrapped('  a  ', 'bb cc dd', 10)).toEqual(['  a  bb cc', '     dd'])
    expect(wrapped('', 'unbreakable', 4)).toEqual(['unbreakable'])
    expect(
      beside(
        [
          ['a', 'x y'],
          ['bcd', 'z'],
        ],
        '',
        6,
      ),
    ).toEqual(['a    x', '     y', 'bcd  z'])
  })

  it('quote what a shell would read', () => {
    expect(shell('saddle run --game gan --optimizer gda[stepSize=0.1]', '', 80)).toEqual([
      "saddle run --game gan --optimizer 'gda[stepSize=0.1]'",
    ])
    expect(shell("a --b x[y='z']", '', 80)).toEqual([String.raw`a --b 'x[y='\''z'\'']'`])
    expect(shell('saddle run --game bilinear --steps 100', '  ', 34)).toEqual([
      '  saddle run --game bilinear \\',
      '    --steps 100',
    ])
  })
})
