import {
  type DehydratedState,
  dehydrate,
  HydrationBoundary,
  QueryClient,
} from '@tanstack/react-query'
import { act, cleanup } from '@testing-library/react'
import { Suspense } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  useFineTune,
  useFineTuneEvents,
  useFineTuneResults,
  useSuspenseFineTuningJob,
  useSuspenseFineTuningJobResults,
} from '../src/index.ts'
import {
  fineTuneEventsOptions,
  fineTuneOptions,
  fineTuneResultsOptions,
  fineTuningJobOptions,
  fineTuningJobResultsOptions,
  nameClient,
} from '../src/options.ts'
import { createJobServer } from './job-server.ts'
import { createWrapper } from './setup.tsx'
import { pass, settle, stopTime } from './time.ts'

beforeEach(stopTime)
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const Job = () => {
  const { data: job } = useFineTune('job')
  const { data: events } = useFineTuneEvents('job', { live: true })
  const { data: results } = useFineTuneResults('job')
  const { data: modern } = useSuspenseFineTuningJob('job')
  const { data: metrics } = useSuspenseFineTuningJobResults('job')
  return (
    <p>
      {job?.status} {events?.length} {results?.metrics.length} {modern.status}{' '}
      {metrics.metrics.length}
    </p>
  )
}

const createServer = (status: string) => {
  const server = createJobServer('job')
  server.csv = 'step,training_loss\n1,0.5\n'
  server.log('one', { step: 1, train_loss: 0.5 })
  server.set('job', status)
  return server
}

/** What a server does: asks, renders, and sends both. */
const renderOnServer = async (server: ReturnType<typeof createServer>) => {
  const client = nameClient(server.connect(), 'api')
  const { Wrapper, queries } = createWrapper(client)
  await Promise.all([
    queries.prefetchQuery(fineTuneOptions(client, 'job')),
    queries.prefetchQuery(fineTuneEventsOptions(client, 'job')),
    queries.prefetchQuery(fineTuneResultsOptions(client, 'job')),
    queries.prefetchQuery(fineTuningJobOptions(client, 'job')),
    queries.prefetchQuery(fineTuningJobResultsOptions(client, 'job')),
  ])
  const asked = server.asked.length
  const html = renderToString(
    <Wrapper>
      <HydrationBoundary state={undefined}>
        <Suspense>
          <Job />
        </Suspense>
      </HydrationBoundary>
    </Wrapper>,
  )
  expect(server.asked.length).toBe(asked)
  const state: DehydratedState = JSON.parse(JSON.stringify(dehydrate(queries)))
  return { html, state }
}

/** What a page does with it. */
const hydrate = async (
  server: ReturnType<typeof createServer>,
  { html, state }: Awaited<ReturnType<typeof renderOnServer>>,
) => {
  const queries = new QueryClient()
  const { Wrapper } = createWrapper(nameClient(server.connect(), 'api'), queries)
  const root = document.createElement('div')
  document.body.append(root)
  root.innerHTML = html
  const faults: unknown[] = []
  const complain = vi.spyOn(console, 'error').mockImplementation((...words) => faults.push(words))
  const page = await act(async () =>
    hydrateRoot(
      root,
      <Wrapper>
        <HydrationBoundary state={state}>
          <Suspense>
            <Job />
          </Suspense>
        </HydrationBoundary>
      </Wrapper>,
      { onRecoverableError: (fault) => faults.push(fault) },
    ),
  )
  await settle(queries)
  complain.mockRestore()
  return { root, page, faults, queries }
}

test('a page goes on from what the server rendered, and asks nothing of a job that has ended', async () => {
  const server = createServer('succeeded')
  const rendered = await renderOnServer(server)
  const asked = server.asked.length
  const { root, page, faults, queries } = await hydrate(server, rendered)
  expect(root.textContent).toBe('succeeded 1 1 succeeded 1')
  expect(faults).toEqual([])
  await pass(60_000, queries)
  expect(server.asked.slice(asked)).toEqual([])
  await act(async () => page.unmount())
})

test('a job that runs is followed from there', async () => {
  const server = createServer('running')
  const { root, page, faults, queries } = await hydrate(server, await renderOnServer(server))
  expect(root.textContent).toBe('running 1 1 running 1')
  server.log('two')
  server.set('job', 'failed')
  await pass(5_000, queries)
  expect(root.textContent).toBe('failed 2 1 failed 1')
  expect(faults).toEqual([])
  await act(async () => page.unmount())
})

test('nothing is asked while a server renders what it has not prefetched', () => {
  const server = createServer('running')
  const { Wrapper } = createWrapper(server.client)
  const Plain = () => <p>{useFineTune('job').data?.status ?? 'waiting'}</p>
  const html = renderToString(
    <Wrapper>
      <Plain />
    </Wrapper>,
  )
  expect(html).toBe('<p>waiting</p>')
  expect(server.asked).toEqual([])
})
