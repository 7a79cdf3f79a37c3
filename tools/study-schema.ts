/** Writes studies/plan/schema.json, by which editors complete and check study files, from the description that reads them. */
import { writeFileSync } from 'node:fs'
import { format } from 'prettier'
import { studySchema } from '../studies/plan/study-shape.ts'

const file = new URL('../studies/plan/schema.json', import.meta.url)
writeFileSync(file, await format(JSON.stringify(studySchema), { parser: 'json', printWidth: 130 }))
