/** A request to start a job, to be copied. */
export interface Start {
  readonly baseURL: string
  /** Of the endpoint, such as `/fine_tuning/jobs`. */
  readonly path: string
  /** How the client names it, such as `fineTuningJobs`. */
  readonly record: string
  readonly body: object
}

/** The request as a command of a shell; the key comes from its environment. */
export const curlOf = ({ baseURL, path, body }: Start): string =>
  [
    `curl ${baseURL}${path} \\`,
    `  -H "Authorization: Bearer $OPENAI_API_KEY" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`,
  ].join('\n')

/** The same in TypeScript, by this project's client. */
export const typescriptOf = ({ baseURL, record, body }: Start): string =>
  `import { createClient, createOnce, ${record} } from '@finetune/client'

const client = createClient({ apiKey: process.env.OPENAI_API_KEY, baseURL: '${baseURL}' })
const job = await createOnce(
  client,
  ${record}.create,
  ${JSON.stringify(body, null, 2).replaceAll('\n', '\n  ')},
  { key: 'my-job' }, // the same key is the same job, however often this runs
)()
if (job._tag === 'Left') throw new Error(job.left.message)
console.log(job.right.id)
`
