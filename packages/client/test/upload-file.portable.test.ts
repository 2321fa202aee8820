import { inject, test } from 'vitest'
import { cases } from './upload-file.portable.ts'

for (const [name, run] of Object.entries(cases)) test(name, () => run({ api: inject('api') }))
