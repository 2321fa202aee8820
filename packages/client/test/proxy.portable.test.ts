import { inject, test } from 'vitest'
import { cases } from './proxy.portable.ts'

for (const [name, run] of Object.entries(cases)) test(name, () => run({ api: inject('api') }))
