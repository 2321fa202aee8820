import { fileURLToPath } from 'node:url'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { rolldown } from 'rolldown'
import wrangler from './wrangler.json' with { type: 'json' }

/** The Worker in workerd on this machine, as `wrangler.json` has it for Cloudflare. */
export const startWorker = async ({
  bindings,
  folder,
  page = fileURLToPath(new URL(wrangler.assets.directory, import.meta.url)),
  port = 0,
  conditions = [],
}: {
  /** Variables and secrets. */
  readonly bindings: Readonly<Record<string, string>>
  /** Keeps the Durable Objects and their alarms. */
  readonly folder: string
  /** The built page; the console's where absent. */
  readonly page?: string
  readonly port?: number
  /** Conditions of `exports` that come before all others. */
  readonly conditions?: readonly string[]
}): Promise<Miniflare> => {
  const bundle = await rolldown({
    input: fileURLToPath(new URL(wrangler.main, import.meta.url)),
    platform: 'browser',
    external: ['cloudflare:workers'],
    resolve: {
      conditionNames: [...conditions, 'workerd', 'worker', 'browser', 'import', 'default'],
    },
  })
  const { output } = await bundle.generate({ format: 'esm' })
  const objects = wrangler.durable_objects.bindings.map(
    ({ name, class_name: className }) => [name, { className, useSQLite: true }] as const,
  )
  return new Miniflare(
    convertV4MiniflareOptions({
      port,
      resourcePersistencePath: folder,
      telemetry: { enabled: false },
      modules: true,
      script: output[0].code,
      compatibilityDate: wrangler.compatibility_date,
      bindings: { ...wrangler.vars, ...bindings },
      durableObjects: Object.fromEntries(objects),
      assets: {
        directory: page,
        run_worker_first: wrangler.assets.run_worker_first,
        routerConfig: { has_user_worker: true },
        assetConfig: { not_found_handling: 'single-page-application' },
      },
    }),
  )
}
