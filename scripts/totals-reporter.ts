import type { Reporter, TestModule } from 'vitest/node'

/** Ends a run with `N passed, N failed[, N skipped]` over all projects, alone on the last line. */
export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandled.length, skipped: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        // A test that never got a result (its worker died, say) has not passed.
        count[state === 'pending' ? 'failed' : state] += 1
      }
      // A file or suite that breaks outside its tests fails the run as well.
      count.failed += module.errors().length
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed${skipped}\n`)
  }
}
