import type { ClientError } from '@finetune/client'
import type { FineTune, FineTuneEvent, FineTuningJob, List, OpenAIFile } from '@finetune/models'
import { QueryClient, useQuery } from '@tanstack/react-query'
import { expectTypeOf, test } from 'vitest'
import {
  useClient,
  useCreateFineTuningJob,
  useFiles,
  useFineTune,
  useFineTuneEvents,
  useFineTunes,
  useFineTuningJob,
  useFineTuningJobs,
  useSuspenseFineTune,
  useSuspenseFineTunes,
} from '../src/index.ts'
import { fineTuneEventsOptions, fineTuneOptions } from '../src/options.ts'

/** Never called: what matters is that it compiles. */
const Screen = () => {
  const client = useClient()
  const job = useFineTune('ft-1')
  expectTypeOf(job.data).toEqualTypeOf<FineTune | undefined>()
  expectTypeOf(job.error).toEqualTypeOf<ClientError | null>()
  if (job.isSuccess) expectTypeOf(job.data).toEqualTypeOf<FineTune>()
  if (job.error?._tag === 'Refused') expectTypeOf(job.error.status).toEqualTypeOf<number>()

  const suspended = useSuspenseFineTune('ft-1')
  expectTypeOf(suspended.data).toEqualTypeOf<FineTune>()
  const all = useSuspenseFineTunes({ select: ({ data }) => data.length })
  expectTypeOf(all.data).toEqualTypeOf<number>()

  const status = useFineTune('ft-1', { select: (one) => one.status, staleTime: 1 })
  expectTypeOf(status.data).toEqualTypeOf<FineTune['status'] | undefined>()
  const untouched = useFineTune('ft-1', { staleTime: 1, enabled: false })
  expectTypeOf(untouched.data).toEqualTypeOf<FineTune | undefined>()
  const last = useFineTuneEvents('ft-1', { live: true, select: (events) => events.at(-1) })
  expectTypeOf(last.data).toEqualTypeOf<FineTuneEvent | undefined>()
  const ids = useFineTunes({ select: ({ data }) => data.map(({ id }) => id) })
  expectTypeOf(ids.data).toEqualTypeOf<string[] | undefined>()
  const jobs = useFineTuningJobs({ limit: 5 }, { select: ({ data }) => data[0] })
  expectTypeOf(jobs.data).toEqualTypeOf<FineTuningJob | undefined>()
  const files = useFiles({ purpose: 'fine-tune' })
  expectTypeOf(files.data).toEqualTypeOf<List<OpenAIFile> | undefined>()

  const byOptions = useQuery({ ...fineTuneOptions(client, 'a'), select: (one) => one.model })
  expectTypeOf(byOptions.data).toEqualTypeOf<string | undefined>()
  const cached = new QueryClient().getQueryData(fineTuneEventsOptions(client, 'a').queryKey)
  expectTypeOf(cached).toEqualTypeOf<readonly FineTuneEvent[] | undefined>()

  const create = useCreateFineTuningJob()
  expectTypeOf(create.data).toEqualTypeOf<FineTuningJob | undefined>()
  expectTypeOf(create.error).toEqualTypeOf<ClientError | null>()

  useFineTune(undefined)
  useFineTuningJob(undefined)
  // @ts-expect-error: nothing can be skipped where reading suspends.
  useSuspenseFineTune(undefined)
  // @ts-expect-error: nor where options are made for `prefetchQuery`.
  fineTuneOptions(client, undefined)
  // @ts-expect-error: what is read is the hook's own.
  useFineTune('ft-1', { queryKey: ['mine'] })
  // @ts-expect-error: a page of nobody knows what.
  useFineTuningJobs({ pages: 5 })
  return null
}

test('types are as promised', () => expectTypeOf(Screen).toBeFunction())
