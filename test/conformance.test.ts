import { conformanceOf } from './conformance-of.ts'

conformanceOf([0, 2])
