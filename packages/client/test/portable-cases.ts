import { cases as client } from './client.portable.ts'
import { cases as faults } from './faults.portable.ts'
import { cases as proxy } from './proxy.portable.ts'
import { cases as uploads } from './upload-file.portable.ts'
import { cases as webhooks } from './webhook.portable.ts'

/** All that is promised in every runtime, for those that are reached by a message. */
export const cases: Readonly<Record<string, (runtime: { api: string }) => Promise<void>>> = {
  ...client,
  ...faults,
  ...proxy,
  ...uploads,
  ...webhooks,
}
