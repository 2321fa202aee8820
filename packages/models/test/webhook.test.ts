import { expect, test } from 'vitest'
import { WebhookEvent, WebhookEventType } from '../src/index.ts'
import { reasonsOf } from './fixtures/reasons.ts'

const event = {
  id: 'evt_w1',
  object: 'event',
  created_at: 1_740_000_900,
  type: 'fine_tuning.job.succeeded',
  data: { id: 'ftjob-k1' },
}

test('a webhook tells what happened to which job', () => {
  expect(reasonsOf(WebhookEvent, event)).toEqual([])
  const { object: _, ...without } = event
  expect(reasonsOf(WebhookEvent, without)).toEqual([])
})

test('its body is read as Python writes it', () => {
  const body = JSON.stringify(event).replaceAll('":', '": ').replaceAll(',"', ', "')
  expect(reasonsOf(WebhookEvent, JSON.parse(body))).toEqual([])
})

test('the events of other things decode, and are known to be none of ours', () => {
  expect(reasonsOf(WebhookEvent, { ...event, type: 'response.completed' })).toEqual([])
  expect(WebhookEventType.isKnown('response.completed')).toBe(false)
  expect(WebhookEventType.known.every(WebhookEventType.isKnown)).toBe(true)
})

test('without the id of the job it is worth nothing', () => {
  expect(reasonsOf(WebhookEvent, { ...event, data: {} })).toEqual([
    'data.id: expected string, got undefined',
  ])
  expect(reasonsOf(WebhookEvent, { ...event, object: 'list' })).toEqual([
    'object: expected "event", got "list"',
  ])
})
