import { describe, expect, it } from 'vitest'
import { createLab } from '../core/lab.ts'
import { builtin } from '../plugins/builtin.ts'
import { finiteSums } from './conformance/claim-games.ts'
import { pairwiseCover } from './conformance/pairwise.ts'
import { castings, combinations, levels } from './conformance/product.ts'
import { settingsOf, small } from './conformance/setting.ts'

const grid = (...sizes: readonly number[]): readonly (readonly string[])[] =>
  sizes.reduce<readonly string[][]>(
    (rows, size, axis) => rows.flatMap(row => Array.from({ length: size }, (_, v) => [...row, `${'abcde'[axis]!}${v}`])),
    [[]],
  )
const pairs = (rows: readonly (readonly string[])[]): Set<string> =>
  new Set(rows.flatMap(row => row.flatMap(a => row.filter(b => a < b).map(b => `${a} ${b}`))))
const same = <T>(x: T): T => x

describe('a cover of pairs', () => {
  // No fewer than the product of the two largest factors can do.
  it.each([
    { sizes: [3, 3, 3], least: 9, most: 12 },
    { sizes: [2, 2, 2, 2], least: 4, most: 6 },
    { sizes: [6, 5, 2], least: 30, most: 30 },
    { sizes: [4, 3, 3, 2, 2], least: 12, most: 18 },
    { sizes: [7], least: 0, most: 0 },
  ])('of factors with $sizes levels has every pair, in $least to $most items', ({ sizes, least, most }) => {
    const items = grid(...sizes)
    const chosen = pairwiseCover(items, same)
    expect(pairs(chosen)).toEqual(pairs(items))
    expect(chosen.length).toBeGreaterThanOrEqual(least)
    expect(chosen.length).toBeLessThanOrEqual(most)
    expect(new Set(chosen).size).toBe(chosen.length)
    expect(pairwiseCover(items, same)).toEqual(chosen)
  })

  it('takes nothing for pairs that are there already, and every item that has a pair of its own', () => {
    const items = grid(3, 3, 2)
    const seen = items.filter(row => row[2] === 'c0')
    const chosen = pairwiseCover(items, same, seen)
    expect(chosen.length).toBe(3)
    expect(pairs([...seen, ...chosen])).toEqual(pairs(items))
    expect(pairwiseCover(items, same, items)).toEqual([])
    expect(pairwiseCover([['a', 'b'], ['a', 'c'], ['d']], same)).toEqual([
      ['a', 'b'],
      ['a', 'c'],
    ])
  })
})

describe('optimizers × games × players', () => {
  const lab = createLab([...builtin, finiteSums])

  it('a game is cast with every player that fits its roles, and with no other', () => {
    const at = (start: string): readonly string[] =>
      castings(
        lab,
        small.find(s => s.game.startsWith(start))!,
      ).map(({ kinds }) => Object.values(kinds).join(' '))
    expect(at('matrix')).toEqual(['simplex simplex'])
    expect(at('bilinear')).toEqual(['vector vector', 'vector simplex', 'simplex vector', 'simplex simplex'])
    expect(at('quadratic-wgan')).toEqual([''])
    const gan = at('gan[data=grid,loss=wasserstein')
    expect(gan[0]).toBe('linear mlp')
    expect(gan).toEqual(expect.arrayContaining(['linear linear', 'mlp linear', 'mlp mlp']))
    expect(gan.join(' ')).not.toMatch(/vector|simplex/)
  })

  it('every optimizer of the field, every game with a field and every player is met, and pairs leave out none of it', () => {
    const settings = settingsOf(lab, undefined)
    const all = combinations(lab, settings)
    const own = all.filter(({ setting }) => settings.includes(setting))
    const chosen = pairwiseCover(all, levels, own)
    expect(pairs([...own, ...chosen].map(levels))).toEqual(pairs(all.map(levels)))
    const names = new Set(chosen.concat(own).flatMap(c => [c.optimizer.id, c.setting.game, ...Object.values(c.kinds)]))
    const wanted = [
      ...lab.list('optimizer').flatMap(o => (o.needs === 'field' || o.needs === 'inner' ? [o.id] : [])),
      ...settings.map(s => s.game),
      ...lab.list('player').map(p => p.id),
    ]
    expect(wanted.filter(name => !names.has(name))).toEqual([])
    expect(chosen.length).toBeLessThan((all.length - own.length) / 2)
  })
})
