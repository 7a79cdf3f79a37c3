import { describe, expect, it } from 'vitest'
import { drawKey, phaseKey, startKey } from '../../core/engine.ts'
import { key, type Key } from '../../core/key.ts'
import { createLab } from '../../core/lab.ts'
import { keyOfSeeds, type Seeds } from '../../core/seeds.ts'
import { builtin } from '../../plugins/builtin.ts'

/** What a run takes from its key, by the axis that it belongs to. */
const taken = (k: Key): Record<keyof Seeds, readonly (readonly number[])[]> => ({
  data: [k.fold('data').words, k.fold('data').fold('rows').words],
  init: [startKey(k, 'x').words, startKey(k, 'generator').words],
  latent: [drawKey(k, 0, 0).words, drawKey(k, 17, 3).words, drawKey(k, 'init', 0).words, phaseKey(k, 5).words],
  evaluation: [k.fold('evaluation').words, k.fold('evaluation').fold(2).words, drawKey(k, 'evaluation', 0).words],
})
const same = (seed: number): Seeds => ({ data: seed, init: seed, latent: seed, evaluation: seed })

describe('seeds an axis', () => {
  it.each([0, 1, 7, 2 ** 40 + 3])('four equal seeds are the seed, bit for bit: %d', seed => {
    const [composed, plain] = [keyOfSeeds(same(seed)), key(seed)]
    expect(taken(composed)).toEqual(taken(plain))
    expect(composed.words).toEqual(plain.words)
    expect(composed.fold('other').words).toEqual(plain.fold('other').words)
    expect(composed.fold(0).words).toEqual(plain.fold(0).words)
    expect(composed.normal(5)).toEqual(plain.normal(5))
  })

  it.each(['data', 'init', 'latent', 'evaluation'] as const)(
    'another seed of %s changes that axis alone, to what the seed gives',
    axis => {
      const changed = taken(keyOfSeeds({ ...same(3), [axis]: 8 }))
      expect(changed).toEqual({ ...taken(key(3)), [axis]: taken(key(8))[axis] })
      expect(changed[axis]).not.toEqual(taken(key(3))[axis])
    },
  )

  it('a run takes them', () => {
    const lab = createLab(builtin)
    const request = { game: 'bilinear', optimizer: 'gda', seed: 4 }
    expect(taken(lab.assemble({ ...request, seeds: { init: 9 } }).key)).toEqual({ ...taken(key(4)), init: taken(key(9)).init })
    expect(lab.assemble({ ...request, seeds: { init: 9 } }).resolved.seeds).toEqual({ ...same(4), init: 9 })
    expect(lab.assemble(request).resolved).not.toHaveProperty('seeds')
    expect(() => lab.assemble({ ...request, seeds: { latent: -1 } })).toThrow(
      'seeds.latent must be an integer from 0 to 9007199254740991, got -1',
    )
  })
})
