import { test } from 'vitest'
import { cases } from './webhook.portable.ts'

for (const [name, run] of Object.entries(cases)) test(name, run)
