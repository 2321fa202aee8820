// Writes src/generated/: a plain predicate for every exported codec of which decoding is proved to
// be an identity. `--check` writes nothing, and fails where the files differ from what it would write.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import * as t from 'io-ts'
import { type Exported, predicateSource } from './predicate-source.ts'
import { Refusal, type Shape, shapeOf } from './shape.ts'

const source = new URL('../src/', import.meta.url)
const target = new URL('generated/', source)

const modules = readdirSync(source)
  .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .sort()
const textOf = (module: string) => readFileSync(new URL(`${module}.ts`, source), 'utf8')

/**
 * The codecs import the very predicates that are made here, which may be old or not there yet. So
 * each of them is undefined while this runs, and every codec is what io-ts alone makes of it.
 */
const names = new Set(modules.flatMap((module) => textOf(module).match(/\bis[A-Z]\w*/g) ?? []))
const stub = [...names].map((name) => `export const ${name} = undefined`).join('\n')
registerHooks({
  resolve: (specifier, context, next) =>
    specifier.startsWith('./generated/')
      ? { url: new URL(specifier, context.parentURL).href, shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    url.startsWith(target.href)
      ? { format: 'module', source: stub, shortCircuit: true }
      : next(url, context),
})

const exported = new Map<t.Mixed, Exported>()
const refusals: string[] = []
for (const module of modules) {
  const members: Readonly<Record<string, unknown>> = await import(
    new URL(`${module}.ts`, source).href
  )
  for (const [name, type] of Object.entries(members)) {
    if (!(type instanceof t.Type)) continue
    const shape = shapeOrReason(type)
    if (typeof shape === 'string') refusals.push(`${name}: ${shape}`)
    // What `codec` did not make (Int, an open enum) takes no predicate.
    else if ('~standard' in type) exported.set(type, { name, module, shape })
  }
}

function shapeOrReason(type: t.Mixed): Shape | string {
  try {
    return shapeOf(type)
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
}

const files = new Map(
  [...new Set([...exported.values()].map(({ module }) => module))].map((module) => [
    `${module}.ts`,
    predicateSource(module, exported),
  ]),
)
const present = existsSync(target) ? readdirSync(target) : []
const contentOf = (file: string): string | undefined =>
  present.includes(file) ? readFileSync(new URL(file, target), 'utf8') : undefined
const differing = [...new Set([...present, ...files.keys()])].filter(
  (file) => contentOf(file) !== files.get(file),
)

if (process.argv.includes('--check')) {
  for (const file of differing) console.error(`src/generated/${file} is not up to date`)
  if (differing.length > 0) {
    console.error('Run `pnpm --filter @finetune/models generate`.')
    process.exitCode = 1
  }
} else {
  mkdirSync(target, { recursive: true })
  for (const file of differing) {
    const text = files.get(file)
    if (text === undefined) rmSync(new URL(file, target))
    else writeFileSync(new URL(file, target), text)
  }
  console.log(`${exported.size} predicates in ${files.size} files, ${differing.length} changed.`)
  if (refusals.length > 0) console.log('Without a predicate, decoding as io-ts does:')
  for (const refusal of refusals) console.log(`  ${refusal}`)
}
