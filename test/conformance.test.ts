import { builtin } from '../plugins/builtin.ts'
import { conformance } from './conformance/index.ts'

conformance({ plugins: builtin })
