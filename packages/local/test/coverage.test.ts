import { readFileSync } from 'node:fs'
import { createLocalApi } from '@finetune/local'
import * as models from '@finetune/models'
import { afterAll, expect, test } from 'vitest'

const api = createLocalApi()
afterAll(() => api.close())

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const rows = [...readme.matchAll(/^\| (GET|POST|DELETE) `(.+?)` \|/gm)].map(([, ...row]) => row)

const isEndpoint = (value: unknown): value is models.Endpoint =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value

/** Every endpoint of every record that models exports. */
const endpoints = Object.values(models)
  .flatMap((value): unknown[] => (typeof value === 'object' ? Object.values(value) : []))
  .filter(isEndpoint)
  .map(({ method, path }) => [method, path])

test('the table in the README has a row for every endpoint, and no other', () => {
  expect(endpoints.length).toBeGreaterThan(30)
  expect(rows.toSorted()).toEqual(endpoints.toSorted())
})

test.for(rows)('%s %s is served', async ([method = '', path = '']) => {
  const url = `http://localhost/v1${path.replaceAll(/:\w+/g, 'none')}`
  const answer = await api.fetch(url, { method })
  expect(answer.status).toBeLessThan(500)
  expect(await answer.text()).not.toMatch(/^\{"error":\{"message":"(?:Invalid URL|Not allowed)/)
})

test('what is in no table is not served', async () => {
  const answer = await api.fetch('http://localhost/v1/fine_tuning/none')
  expect(answer.status).toBe(404)
  expect(await answer.text()).toContain('Invalid URL')
})
