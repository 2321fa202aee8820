import { afterAll, expect, inject, test } from 'vitest'
import { cases } from './portable-cases.ts'

const worker = new Worker(new URL('./web-worker.ts', import.meta.url), { type: 'module' })
afterAll(() => worker.terminate())

for (const name of Object.keys(cases)) {
  test(`in a Web Worker, ${name}`, async () => {
    const answer = new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data)
      worker.onerror = ({ message }) => reject(new Error(message))
    })
    worker.postMessage({ name, api: inject('api') })
    expect(await answer).toEqual({ name, isWorker: true })
  })
}
