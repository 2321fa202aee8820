import { fileURLToPath } from 'node:url'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { cases } from './portable-cases.ts'

let workerd: Miniflare

beforeAll(async () => {
  const bundle = await rolldown({
    input: fileURLToPath(new URL('./workerd.ts', import.meta.url)),
    platform: 'browser',
    resolve: {
      conditionNames: ['@finetune/source', 'workerd', 'worker', 'browser', 'import', 'default'],
    },
  })
  const { output } = await bundle.generate({ format: 'esm' })
  workerd = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: output[0].code,
      compatibilityDate: '2026-07-01',
    }),
  )
})
afterAll(() => workerd.dispose())

for (const name of Object.keys(cases)) {
  test(`in workerd without Node.js compatibility, ${name}`, async () => {
    const query = new URLSearchParams({ name, api: inject('api') })
    const answer = await workerd.dispatchFetch(`http://worker/?${query}`)
    expect(await answer.json()).toEqual({
      name,
      agent: 'Cloudflare-Workers',
      process: 'undefined',
      buffer: 'undefined',
    })
  })
}
