import { conformanceOf } from './conformance-of.ts'

conformanceOf([1, 2])
