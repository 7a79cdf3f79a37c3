import { axes, type Seeds } from '../../core/seeds.ts'
import type { StudyFile } from './study-file.ts'

/** One number for all axes. */
export const seedsOf = (seed: number): Seeds => ({ data: seed, init: seed, latent: seed, evaluation: seed })

/** How many seeds a study has. */
export const seedCount = ({ seeds }: Pick<StudyFile, 'seeds'>): number => (typeof seeds === 'number' ? seeds : seeds.length)

/** The seeds of a study, in order: an axis that is left out is shared and 0. */
export const seedList = ({ seeds }: Pick<StudyFile, 'seeds'>): readonly Seeds[] =>
  typeof seeds === 'number'
    ? Array.from({ length: seeds }, (_, i) => seedsOf(i))
    : seeds.map(s => (typeof s === 'number' ? seedsOf(s) : { ...seedsOf(0), ...s }))

export const sameSeeds = (a: Seeds, b: Seeds): boolean => axes.every(axis => a[axis] === b[axis])
