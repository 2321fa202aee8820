import type { Browser, Page } from 'playwright'
import { accessCases } from './access-cases.ts'
import { failureCases } from './failure-cases.ts'
import { jobCases } from './job-cases.ts'
import { pageCases } from './page-cases.ts'
import { remoteCases } from './remote-cases.ts'
import { serverCases } from './server-cases.ts'

/** What a case works with. */
export interface Visit {
  readonly url: string
  readonly open: (options?: Parameters<Browser['newPage']>[0]) => Promise<Page>
  /** A page that works with the other server, through the proxy. */
  readonly openRemote: (options?: Parameters<Browser['newPage']>[0]) => Promise<Page>
  /** Kills the server at once; what it answers starts it again. */
  readonly restart: () => Promise<() => Promise<void>>
}

export type Case = (visit: Visit) => Promise<void>

/** What the console promises, in the order in which it is tried. */
export const cases: Readonly<Record<string, Case>> = {
  ...serverCases,
  ...jobCases,
  ...failureCases,
  ...remoteCases,
  ...pageCases,
  ...accessCases,
}
