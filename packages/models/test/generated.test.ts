import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import * as t from 'io-ts'
import { expect, test } from 'vitest'
import * as api from '../src/index.ts'
import { type Predicate, plainPrototype, predicates } from '../src/predicate.ts'
import { hostilesOf, inputsOf } from './sample.ts'

const generated = new URL('../src/generated/', import.meta.url)
const generator = fileURLToPath(new URL('../scripts/generate-predicates.ts', import.meta.url))

test('the generated predicates are those that the generator writes', () => {
  const { status, stderr } = spawnSync(process.execPath, [generator, '--check'], {
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
})

test('every generated predicate is that of the codec of its name', () => {
  for (const { exported } of modules) {
    for (const name of exported) expect(predicateOf(name).name).toBe(name)
  }
})

/** One module of predicates as text, and what it imports and exports. */
interface Module {
  readonly file: string
  readonly body: string
  readonly imported: readonly string[]
  readonly exported: readonly string[]
}

const modules: readonly Module[] = readdirSync(generated).map((file) => {
  const text = stripTypeScriptTypes(readFileSync(new URL(file, generated), 'utf8'))
  const imports = [...text.matchAll(/^import \{ (.*) \} from .*$/gm)]
  return {
    file,
    body: text
      .replace(/^import .*$/gm, '')
      .replaceAll('export const', 'const')
      .replace(/ \|\|\n +/g, ' || '),
    imported: imports.flatMap(([, names = '']) => names.split(', ')),
    exported: [...text.matchAll(/^export const (\w+)/gm)].map(([, name = '']) => name),
  }
})

const codecOf = (predicate: string): t.Mixed => {
  const value: unknown = Object.entries(api).find(([name]) => `is${name}` === predicate)?.[1]
  if (!(value instanceof t.Type)) throw new Error(`no codec for ${predicate}`)
  return value
}

const predicateOf = (name: string): Predicate => {
  const predicate = predicates.get(codecOf(name))?.predicate
  if (!predicate) throw new Error(`${name} is not given to its codec`)
  return predicate
}

const run = ({ imported, exported }: Module, body: string): Readonly<Record<string, Predicate>> =>
  new Function(...imported, `${body}; return { ${exported.join()} }`)(
    ...imported.map((name) => (name === 'plainPrototype' ? plainPrototype : predicateOf(name))),
  )

/** The text of a module without one of its conditions, for every condition. */
function* mutants(body: string): Generator<{ condition: string; text: string }> {
  for (const { index, 0: line } of body.matchAll(/^ +.*$/gm)) {
    const without = (from: number, to: number, by: string) => ({
      condition: line.slice(from, to),
      text: body.slice(0, index + from) + by + body.slice(index + to),
    })
    // A check before a loop, or in it.
    if (line.trim().startsWith('if ')) yield without(0, line.length, '')
    else if (!/^ +(for|return|\})/.test(line)) {
      for (const { index: from, 0: condition } of line.matchAll(/[^ &](.(?! &&))*./g)) {
        yield without(from, from + condition.length, 'true')
      }
    }
  }
}

test('no condition of the generated code is there in vain', () => {
  let count = 0
  const alive: string[] = []
  for (const module of modules) {
    const right = run(module, module.body)
    const cases = module.exported.flatMap((name, index) =>
      [...inputsOf(codecOf(name), index, 200), ...hostilesOf(codecOf(name))].map((value) => ({
        name,
        value,
        expected: right[name]?.(value),
      })),
    )
    for (const { condition, text } of mutants(module.body)) {
      count += 1
      const wrong = run(module, text)
      const noticed = cases.some(({ name, value, expected }) => {
        try {
          return wrong[name]?.(value) !== expected
        } catch {
          return true
        }
      })
      if (!noticed) alive.push(`${module.file}: ${condition}`)
    }
  }
  expect(alive).toEqual([])
  expect(count).toBeGreaterThan(400)
})
