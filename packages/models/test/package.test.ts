import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installPacked, runModule } from '../../../scripts/packed.ts'

test('the packed package runs in plain Node.js, and needs io-ts and fp-ts alone', () => {
  const folder = installPacked('models')
  const manifest = readFileSync(join(folder, 'node_modules/@finetune/models/package.json'), 'utf8')
  expect(Object.keys(JSON.parse(manifest).dependencies)).toEqual(['fp-ts', 'io-ts'])
  const printed = runModule(
    folder,
    `import { explain, Model } from '@finetune/models'
     const result = Model.decode({ id: 'ada', object: 'model', created: null, owned_by: 'me' })
     console.log(explain(result.left).join())`,
  )
  expect(printed).toBe('created: expected Int, got null\n')
})
