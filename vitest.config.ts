import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { CHROMIUM_ARGS, findChromium } from './scripts/chromium.ts'

const chromium = findChromium()
const inBrowser = ['portable.test.ts', 'browser.test.ts', 'test.tsx'].map(
  (ending) => `packages/*/test/*.${ending}`,
)

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
]

if (chromium) {
  projects.push({
    extends: true,
    test: {
      name: 'browser',
      include: inBrowser,
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
    projects,
  },
})
