import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installPacked, runModule } from '../../../scripts/packed.ts'

test('the packed package renders on a server, and its options need no React', () => {
  const folder = installPacked('models', 'client', 'react')
  const printed = runModule(
    folder,
    `import { createClient } from '@finetune/client'
     import { useFineTune } from '@finetune/react'
     import { fineTuneOptions } from '@finetune/react/options'
     const client = createClient({ baseURL: 'http://127.0.0.1:1/v1' })
     console.log(typeof useFineTune, JSON.stringify(fineTuneOptions(client, 'ft-1').queryKey))`,
  )
  expect(printed).toBe(
    'function ["finetune","http://127.0.0.1:1/v1","fine-tunes","detail","ft-1"]\n',
  )

  const dist = join(folder, 'node_modules/@finetune/react/dist')
  const seen = new Set<string>()
  const visit = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    for (const [, from = ''] of readFileSync(join(dist, file), 'utf8').matchAll(
      /from '([^']+)'/g,
    )) {
      if (from.startsWith('./')) visit(from.slice(2))
      else expect(from).toMatch(/^@finetune\//)
    }
  }
  visit('options.js')
  expect(seen.size).toBeGreaterThan(3)
})
