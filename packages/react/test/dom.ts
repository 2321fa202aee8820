import { Window } from 'happy-dom'
import type { Environment } from 'vitest/runtime'

/** What React and its testing library need of a page; requests, streams and signals stay Node's. */
const NAMES = [
  'document',
  'Document',
  'DocumentFragment',
  'Element',
  'HTMLElement',
  'HTMLIFrameElement',
  'HTMLInputElement',
  'MutationObserver',
  'Node',
  'Text',
] as const

const dom: Environment = {
  name: 'dom',
  viteEnvironment: 'ssr',
  setup: (global) => {
    const window = new Window({ url: 'http://localhost/' })
    const page: Record<string, unknown> = { window }
    for (const name of NAMES) page[name] = window[name]
    for (const [name, value] of Object.entries(page)) {
      Object.defineProperty(global, name, { value, configurable: true, writable: true })
    }
    return {
      teardown: async () => {
        for (const name of Object.keys(page)) Reflect.deleteProperty(global, name)
        await window.happyDOM.close()
      },
    }
  },
}

export default dom
