import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { focusManager, QueryClient } from '@tanstack/react-query'
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import {
  useFineTune,
  useFineTuneEvents,
  useFineTuneResults,
  useFineTuningJob,
  useFineTuningJobEvents,
  useFineTuningJobResults,
} from '../src/index.ts'
import { createJobServer } from './job-server.ts'
import { createWrapper } from './setup.tsx'
import { settle } from './time.ts'

afterEach(cleanup)
setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
const turn = () => new Promise<void>((resolve) => void setImmediate(resolve))

const Screen = ({ id }: { readonly id: string }) => {
  useFineTune(id)
  useFineTuneEvents(id, { live: true })
  useFineTuneResults(id)
  useFineTuningJob(id)
  useFineTuningJobEvents(id, { live: true })
  useFineTuningJobResults(id)
  return null
}

/** Listeners that are on the page now. */
const countListeners = () => {
  let count = 0
  for (const target of [window, document]) {
    const { addEventListener, removeEventListener } = target
    target.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      count += 1
      return Reflect.apply(addEventListener, target, args)
    }
    target.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      count -= 1
      return Reflect.apply(removeEventListener, target, args)
    }
  }
  return () => count
}

/** What keeps this process busy. */
const resources = () => {
  const names = process.getActiveResourcesInfo()
  return {
    timers: names.filter((name) => name === 'Timeout' || name === 'Immediate').length,
    sockets: names.filter((name) => name.startsWith('TCP')).length,
  }
}

test('10,000 components that come and go in flight leave nothing behind', async () => {
  const server = createJobServer('job')
  server.gate = () => new Promise(() => undefined)
  const queries = new QueryClient({ defaultOptions: { queries: { gcTime: 0 } } })
  const { Wrapper } = createWrapper(server.client, queries)
  const listeners = countListeners()
  const { rerender, unmount } = render(<Wrapper />)
  const comeAndGo = async (times: number) => {
    for (let time = 0; time < times; time += 1) {
      rerender(
        <Wrapper>
          <Screen id="job" />
        </Wrapper>,
      )
      if (time % 2 === 0) await act(turn)
      rerender(<Wrapper />)
      if (time % 500 === 0) await settle(queries)
    }
    await settle(queries)
    server.asked.length = 0
    collect()
    return process.memoryUsage().heapUsed
  }

  const heap = await comeAndGo(500)
  const before = { ...resources(), listeners: listeners() }
  const grown = (await comeAndGo(10_000)) - heap
  expect({ ...resources(), listeners: listeners() }).toEqual(before)
  expect(server.open()).toBe(0)
  expect(queries.getQueryCache().getAll()).toEqual([])
  expect(grown / 1e6).toBeLessThanOrEqual(10)
  unmount()
  expect(focusManager.hasListeners()).toBe(false)
}, 300_000)

test('who goes in flight takes the request along', async () => {
  const server = createJobServer('job')
  server.gate = () => new Promise(() => undefined)
  const { Wrapper, queries } = createWrapper(server.client)
  const { rerender } = render(
    <Wrapper>
      <Screen id="job" />
    </Wrapper>,
  )
  await act(turn)
  expect(server.open()).toBeGreaterThan(0)
  rerender(<Wrapper />)
  await settle(queries)
  expect(server.open()).toBe(0)
})

test('who stays keeps the request that another one began', async () => {
  const server = createJobServer('job')
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  server.gate = () => held
  const { Wrapper, queries } = createWrapper(server.client)
  const Job = () => <>{useFineTune('job').data?.status}</>
  const Results = () => <>{String(useFineTuneResults('job').data?.complete)}</>
  const { rerender, container } = render(
    <Wrapper>
      <Job />
      <Results />
    </Wrapper>,
  )
  await act(turn)
  rerender(
    <Wrapper>
      {null}
      <Results />
    </Wrapper>,
  )
  await act(turn)
  answer()
  await settle(queries)
  expect(container.textContent).toBe('false')
})
