import { inject, test } from 'vitest'
import { cases } from './faults.portable.ts'

for (const [name, run] of Object.entries(cases)) test(name, () => run({ api: inject('api') }))
