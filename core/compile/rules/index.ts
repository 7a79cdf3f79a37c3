import type { Rules } from '../rule.ts'
import { convolutions } from './convolution.ts'
import { elementwise } from './elementwise.ts'
import { fills } from './fill.ts'
import { logic } from './logic.ts'
import { contractions, reductions } from './reduce.ts'
import { shapes } from './shape.ts'

/** Every kernel that can be compiled, by the name TensorFlow.js gives it. */
export const rules: Rules = { ...elementwise, ...logic, ...shapes, ...fills, ...reductions, ...contractions, ...convolutions }
