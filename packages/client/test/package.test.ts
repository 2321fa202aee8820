import { expect, test } from 'vitest'
import { installPacked, runModule } from '../../../scripts/packed.ts'

test('the packed package runs in plain Node.js', () => {
  const printed = runModule(
    installPacked('models', 'client'),
    `import { createClient, fineTunes } from '@finetune/client'
     const client = createClient({ baseURL: 'http://127.0.0.1:1/v1', maxRetries: 0 })
     const result = await client(fineTunes.retrieve, { id: 'ft-1' })()
     console.log(result.left._tag)`,
  )
  expect(printed).toBe('NoAnswer\n')
})
