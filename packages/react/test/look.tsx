import { renderHook } from '@testing-library/react'
import { useFineTune, useFineTuneEvents } from '../src/index.ts'
import type { JobServer } from './job-server.ts'
import { createWrapper } from './setup.tsx'

export const STREAM = 'GET /fine-tunes/job/events?stream=true'
export const streams = ({ asked }: JobServer) => asked.filter((line) => line === STREAM).length
export const messages = (data: readonly { readonly message: string }[] | undefined) =>
  data?.map(({ message }) => message)

/** Some components that look at one job, as many live ones as said. */
export const look = (server: JobServer, count = 1) => {
  const { Wrapper, queries } = createWrapper(server.client)
  const { result, unmount } = renderHook(
    () => ({
      lives: Array.from({ length: count }, () => useFineTuneEvents('job', { live: true })),
      plain: useFineTuneEvents('job'),
      job: useFineTune('job'),
    }),
    { wrapper: Wrapper },
  )
  return { result, unmount, queries }
}
