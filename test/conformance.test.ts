import { builtin } from '../plugins/builtin.ts'
import { conformance } from './conformance/index.ts'
import { testedBackend } from './tested-backend.ts'

conformance({ plugins: builtin, backend: testedBackend })
