import { join } from 'node:path'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { CHROMIUM_ARGS, findChromium } from './scripts/chromium.ts'

const chromium = findChromium()
const inBrowser = ['portable.test.ts', 'browser.test.ts', 'test.tsx'].map(
  (ending) => `packages/*/test/*.${ending}`,
)

/** Hooks in Node.js, with a page that is none, and with the peers that are installed. */
const inDom = (name: string, resolve = {}): TestProjectConfiguration => ({
  extends: true,
  resolve,
  test: {
    name,
    include: ['packages/*/test/*.test.tsx'],
    exclude: ['packages/*/test/*.browser.test.tsx'],
    environment: './packages/react/test/dom.ts',
    testTimeout: 60_000,
  },
})

const projects: TestProjectConfiguration[] = [
  {
    extends: true,
    test: {
      name: 'node',
      include: ['{packages,apps}/*/test/*.test.ts'],
      exclude: ['packages/*/test/*.browser.test.ts'],
      testTimeout: 60_000,
    },
  },
  inDom('dom'),
  inDom('dom, oldest peers', {
    alias: Object.fromEntries(
      ['@tanstack/react-query', '@testing-library/react', 'react-dom', 'react'].map((name) => [
        name,
        join(import.meta.dirname, 'packages/react/test/oldest/node_modules', name),
      ]),
    ),
  }),
]

if (chromium) {
  projects.push({
    extends: true,
    test: {
      name: 'browser',
      include: inBrowser,
      exclude: ['packages/*/test/*.dom.test.tsx'],
      testTimeout: 60_000,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({
          launchOptions: { executablePath: chromium, args: CHROMIUM_ARGS },
        }),
        instances: [{ browser: 'chromium' }],
      },
    },
  })
} else {
  console.warn('No Chromium found: THE BROWSER TESTS ARE LEFT OUT. Set CHROMIUM_PATH.')
}

const source = (...conditions: string[]) => ({
  resolve: { conditions: ['@finetune/source', 'module', ...conditions, 'development|production'] },
})

export default defineConfig({
  ...source('browser'),
  ssr: source('node'),
  environments: { __vitest__: source('node') },
  test: {
    globalSetup: ['./scripts/test-api.ts'],
    reporters: ['default', './scripts/totals-reporter.ts'],
    // Much of what is tested waits for something, such as another process.
    maxWorkers: '100%',
    projects,
  },
})
