/** The kinds of options a definition may have. */
export { int, num, numberAmong } from './number.ts'
export { choice, flag, word } from './word.ts'
export { matrix, numbers, optional } from './list.ts'
export { stepSize } from './step-size.ts'
export { variant } from './variant.ts'
