import { builtin } from '../plugins/builtin.ts'
import { conformance } from './conformance/index.ts'
import { testedBackend } from './tested-backend.ts'

conformance({ plugins: builtin, backend: testedBackend, product: process.env.SADDLE_PRODUCT === 'whole' ? 'whole' : 'pairs' })
