import { act, cleanup, render } from '@testing-library/react'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { useFineTune, useFineTuneEvents, useFineTuningJob } from '../src/index.ts'
import { fineTuneKeys } from '../src/options.ts'
import { createJobServer } from './job-server.ts'
import { createWrapper } from './setup.tsx'
import { settle } from './time.ts'

afterEach(cleanup)

const IDS = ['a', 'b', 'c'] as const

const Job = ({ id, shown }: { readonly id: string; readonly shown: (line: string) => void }) => {
  const legacy = useFineTune(id)
  const events = useFineTuneEvents(id, { live: true })
  const modern = useFineTuningJob(id)
  for (const { data } of [legacy, modern]) shown(`${id} ${data?.id ?? id}`)
  return (
    <>
      {legacy.data?.id} {modern.data?.id} {events.data?.length}
    </>
  )
}

const Act = fc.oneof(
  fc.record({ type: fc.constant('show' as const), id: fc.constantFrom(...IDS) }),
  fc.record({ type: fc.constant('hide' as const) }),
  fc.record({ type: fc.constant('refetch' as const), id: fc.constantFrom(...IDS) }),
  fc.record({ type: fc.constant('let go' as const) }),
)

test('whatever comes in which order, the last id is shown, and only its own data ever', async () => {
  await fc.assert(
    fc
      .asyncProperty(
        fc.scheduler(),
        fc.array(Act, { minLength: 1, maxLength: 12 }),
        async (scheduler, acts) => {
          const server = createJobServer(...IDS)
          server.log('one')
          server.gate = (line) => scheduler.schedule(Promise.resolve(), line)
          const { Wrapper, queries } = createWrapper(server.client)
          const seen = new Set<string>()
          const shown = (line: string) => seen.add(line)
          const { rerender, unmount, container } = render(<Wrapper />)
          let last: string | undefined
          for (const next of acts) {
            if (next.type === 'let go') {
              await act(async () => {
                if (scheduler.count() > 0) await scheduler.waitOne()
              })
            } else if (next.type === 'refetch') {
              const queryKey = fineTuneKeys.detail(server.client, next.id)
              void queries.invalidateQueries({ queryKey })
            } else {
              last = next.type === 'show' ? next.id : undefined
              rerender(<Wrapper>{last && <Job id={last} shown={shown} />}</Wrapper>)
            }
          }
          while (queries.isFetching() > 0 || scheduler.count() > 0) {
            await act(async () => {
              while (scheduler.count() > 0) await scheduler.waitOne()
              await new Promise((resolve) => setTimeout(resolve, 0))
            })
          }
          await settle(queries)
          expect(container.textContent).toBe(last ? `${last} ${last} 1` : '')
          for (const line of seen) expect(line).toMatch(/^(.) \1$/)
          unmount()
          await settle(queries)
          expect(server.open()).toBe(0)
        },
      )
      .afterEach(cleanup),
    { numRuns: 60 },
  )
})
