// Prints what a user's bundle grows by, and what a user installs; fails when a budget is overrun.
// `--json` prints one line for machines.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { rolldown } from 'rolldown'

interface Bar {
  readonly name: string
  readonly value: number
  readonly bar: number
  readonly ok: boolean
}

/** Lie in the package that can see all of ours, and in those that can see the peers of their own. */
const folder = new URL('../packages/react/.size/', import.meta.url)
const peers = new URL('../packages/models/.size/', import.meta.url)
const clients = new URL('../packages/client/.size/', import.meta.url)
const bars: Bar[] = []
const bar = (name: string, value: number, most: number): void => {
  bars.push({ name, value: Math.round(value * 100) / 100, bar: most, ok: value <= most })
}

const EXTERNAL = ['react', 'react-dom', 'react/jsx-runtime', '@sqlite.org/sqlite-wasm']

/** Minified and compressed size in kB (1,000 bytes). */
const sizeOf = async (
  source: string,
  within = folder,
): Promise<{ esbuild: number; rolldown: number }> => {
  const entry = new URL('entry.js', within)
  writeFileSync(entry, source)
  const compressed = (code: string) => gzipSync(code, { level: 9 }).length / 1000
  const built = await build({
    entryPoints: [entry.pathname],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    external: EXTERNAL,
    logLevel: 'error',
  })
  const bundle = await rolldown({
    input: entry.pathname,
    external: EXTERNAL,
    platform: 'browser',
    logLevel: 'silent',
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  return {
    esbuild: compressed(built.outputFiles[0]?.text ?? ''),
    rolldown: compressed(output[0].code),
  }
}

/** The same FineTune in other libraries: what `one codec` is to be held against. */
const FINE_TUNE = `
  const file = obj({ id: str, object: lit('file'), bytes: int, created_at: int, filename: str,
    purpose: str, status: opt(str), status_details: opt(nul(str)), expires_at: opt(nul(int)) })
  const event = obj({ object: lit('fine-tune-event'), created_at: int, level: str, message: str })
  const hyperparams = obj({ n_epochs: int, batch_size: nul(int), learning_rate_multiplier: nul(num),
    prompt_loss_weight: num, compute_classification_metrics: opt(bool),
    classification_n_classes: opt(int), classification_positive_class: opt(str),
    classification_betas: opt(arr(num)), use_packing: opt(nul(bool)) })
  export const FineTune = obj({ id: str, object: lit('fine-tune'), created_at: int, updated_at: int,
    model: str, fine_tuned_model: nul(str), organization_id: str, status: str, hyperparams,
    training_files: arr(file), validation_files: arr(file), result_files: arr(file),
    events: opt(arr(event)) })
  export const read = (value) => parse(FineTune, value)`
const ZOD = (module: string): string => `
  import { array as arr, boolean, int as whole, literal as lit, looseObject as obj,
    nullable as nul, number, optional as opt, safeParse as parse, string } from '${module}'
  const [str, int, num, bool] = [string(), whole(), number(), boolean()]${FINE_TUNE}`
const PEERS: Readonly<Record<string, string>> = {
  zod: ZOD('zod'),
  'zod/mini': ZOD('zod/mini'),
  valibot: `import { array as arr, boolean, integer, literal as lit, looseObject as obj,
    nullable as nul, number, optional as opt, pipe, safeParse as parse, string } from 'valibot'
  const [str, num, bool] = [string(), number(), boolean()]
  const int = pipe(num, integer())${FINE_TUNE}`,
}

/** One job retrieved by other clients, each in the least of itself that can do it. */
const CLIENTS: Readonly<Record<string, string>> = {
  ky: `import ky from 'ky'
  export const call = (options, id) => ky('https://api.openai.com/v1/fine-tunes/' + id, options).json()`,
  openai: `import OpenAI from 'openai'
  export const call = (options, id) => new OpenAI(options).fineTuning.jobs.retrieve(id)`,
  'of Speakeasy (Mistral)': `import { MistralCore } from '@mistralai/mistralai/core.js'
  import { fineTuningJobsGet } from '@mistralai/mistralai/funcs/fineTuningJobsGet.js'
  export const call = (options, jobId) => fineTuningJobsGet(new MistralCore(options), { jobId })`,
}

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly scripts?: Readonly<Record<string, string>>
}

/** Names of everything that installing a package of ours brings, without itself. */
const installed = (name: string): { names: Set<string>; scripts: number } => {
  const names = new Set<string>()
  let scripts = 0
  const visit = (path: string) => {
    const manifest: Manifest = JSON.parse(readFileSync(path, 'utf8'))
    const { install, preinstall, postinstall } = manifest.scripts ?? {}
    if (install ?? preinstall ?? postinstall) scripts += 1
    for (const dependency of Object.keys(manifest.dependencies ?? {})) {
      if (names.has(dependency)) continue
      names.add(dependency)
      const found = createRequire(path)
        .resolve.paths(dependency)
        ?.map((base) => `${base}/${dependency}/package.json`)
        .find((candidate) => {
          try {
            return readFileSync(candidate)
          } catch {
            return false
          }
        })
      if (!found) throw new Error(`${dependency} is not installed`)
      visit(found)
    }
  }
  visit(new URL(`../packages/${name}/package.json`, import.meta.url).pathname)
  return { names, scripts }
}

mkdirSync(folder, { recursive: true })
mkdirSync(peers, { recursive: true })
mkdirSync(clients, { recursive: true })
try {
  const one = await sizeOf("export { FineTune } from '@finetune/models'")
  const two = await sizeOf("export { FineTune, Model } from '@finetune/models'")
  const client = await sizeOf(
    "import { createClient, fineTunes } from '@finetune/client'\n" +
      'export const call = (options, id) => createClient(options)(fineTunes.retrieve, { id })()',
  )
  const base =
    "export { QueryClient, useQuery } from '@tanstack/react-query'\n" +
    "export { createClient, fineTunes } from '@finetune/client'\n"
  const without = await sizeOf(base)
  const hook = await sizeOf(
    `${base}export { ClientProvider, useFineTune } from '@finetune/react'\n`,
  )
  const beside: Record<string, { esbuild: number; rolldown: number }> = { 'one codec of ours': one }
  for (const [name, source] of Object.entries(PEERS)) beside[name] = await sizeOf(source, peers)
  const others: typeof beside = { 'one call of ours': client }
  for (const [name, source] of Object.entries(CLIENTS)) others[name] = await sizeOf(source, clients)
  if (!process.argv.includes('--json')) {
    console.table(beside)
    console.table(others)
  }
  const page = await sizeOf("export { createLocalApi } from '@finetune/local'")
  bar('one codec, esbuild, kB', one.esbuild, 6)
  bar('one codec, rolldown, kB', one.rolldown, 5.6)
  bar('one more small codec, esbuild, kB', two.esbuild - one.esbuild, 0.15)
  bar('one more small codec, rolldown, kB', two.rolldown - one.rolldown, 0.15)
  // ky alone is 8.9 of it, io-ts 4.1 (rolldown) or 5.7 (esbuild).
  bar('client with one call, esbuild, kB', client.esbuild, 20.9)
  bar('client with one call, rolldown, kB', client.rolldown, 19.9)
  bar('one hook, esbuild, kB', hook.esbuild - without.esbuild, 1)
  bar('one hook, rolldown, kB', hook.rolldown - without.rolldown, 1)

  // Nearly all of it are weights. SQLite and the worker come besides, when they are needed.
  bar('local in a page, esbuild, kB', page.esbuild, 450)
  bar('local in a page, rolldown, kB', page.rolldown, 450)

  const counts = { models: 2, client: 5, react: 6, trainer: 0, local: 11 }
  for (const [name, most] of Object.entries(counts)) {
    const { names, scripts } = installed(name)
    const foreign = [...names].filter((dependency) => !dependency.startsWith('@finetune/'))
    bar(`${name}: packages installed besides ours`, foreign.length, most)
    bar(`${name}: install scripts`, scripts, 0)
  }
} finally {
  for (const made of [folder, peers, clients]) rmSync(made, { recursive: true, force: true })
}

if (process.argv.includes('--json')) console.log(JSON.stringify({ bars }))
else console.table(Object.fromEntries(bars.map(({ name, ...rest }) => [name, rest])))
if (bars.some(({ ok }) => !ok)) process.exitCode = 1
