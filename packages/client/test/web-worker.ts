import { cases } from './portable-cases.ts'

self.addEventListener('message', async ({ data: { name, api } }: MessageEvent) => {
  try {
    await cases[name]?.({ api })
    self.postMessage({ name, isWorker: !('document' in self) })
  } catch (error) {
    self.postMessage({ name, error: String(error) })
  }
})
