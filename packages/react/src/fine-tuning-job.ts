'use client'

import type { ClientError } from '@finetune/client'
import type {
  CreateFineTuningJob,
  FineTuningJob,
  FineTuningJobCheckpoint,
  FineTuningJobEvent,
  List,
} from '@finetune/models'
import {
  type UseInfiniteQueryResult,
  type UseMutationOptions,
  type UseMutationResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query'
import { useState } from 'react'
import { useClient } from './client-provider.tsx'
import { creationKeys, type Start } from './creation-keys.ts'
import {
  cancelFineTuningJobOptions,
  createFineTuningJobOptions,
  type FineTuningJobQuery,
  fineTuningJobCheckpointsOptions,
  fineTuningJobEventsOptions,
  fineTuningJobLive,
  fineTuningJobOptions,
  fineTuningJobResultsOptions,
  fineTuningJobsInfiniteOptions,
  fineTuningJobsOptions,
  pauseFineTuningJobOptions,
  resumeFineTuningJobOptions,
} from './fine-tuning-job-options.ts'
import {
  reading,
  suspending,
  type UseEvents,
  type UseOne,
  type UseSome,
  type UseSuspenseOne,
  type UseSuspenseSome,
} from './query-hook.ts'
import type { Results } from './results.ts'
import { useLive } from './use-live.ts'

type ChangeOptions = UseMutationOptions<FineTuningJob, ClientError, { readonly id: string }>
type ChangeResult = UseMutationResult<FineTuningJob, ClientError, { readonly id: string }>

/** One page of the jobs. Polls while one of them may change. */
export const useFineTuningJobs: UseSome<List<FineTuningJob>, FineTuningJobQuery> = (
  query,
  options,
) => useQuery(reading(fineTuningJobsOptions(useClient(), query), options))

/** One page of the jobs; suspends until it is there. */
export const useSuspenseFineTuningJobs: UseSuspenseSome<List<FineTuningJob>, FineTuningJobQuery> = (
  query,
  options,
) => useSuspenseQuery(suspending(fineTuningJobsOptions(useClient(), query), options))

/** The jobs, page after page: `fetchNextPage` asks for one more. */
export const useInfiniteFineTuningJobs = (
  query?: FineTuningJobQuery,
): UseInfiniteQueryResult<{ pages: List<FineTuningJob>[] }, ClientError> =>
  useInfiniteQuery(fineTuningJobsInfiniteOptions(useClient(), query))

/**
 * One job; does nothing while the id is `undefined`. Polls until the job has succeeded, failed or been
 * cancelled.
 */
export const useFineTuningJob: UseOne<FineTuningJob> = (id, options) =>
  useQuery(reading(fineTuningJobOptions(useClient(), id ?? ''), options, id === undefined))

/** One job; suspends until it is there. */
export const useSuspenseFineTuningJob: UseSuspenseOne<FineTuningJob> = (id, options) =>
  useSuspenseQuery(suspending(fineTuningJobOptions(useClient(), id), options))

/** The events of a job, oldest first; with `live: true`, as they happen. */
export const useFineTuningJobEvents: UseEvents<readonly FineTuningJobEvent[]> = (
  id,
  { live = false, ...options } = {},
) => {
  useLive(fineTuningJobLive, live && options.enabled !== false ? id : undefined)
  return useQuery(
    reading(fineTuningJobEventsOptions(useClient(), id ?? ''), options, id === undefined),
  )
}

/** The events of a job, oldest first; suspends until they are there. */
export const useSuspenseFineTuningJobEvents: UseSuspenseOne<readonly FineTuningJobEvent[]> = (
  id,
  options,
) => useSuspenseQuery(suspending(fineTuningJobEventsOptions(useClient(), id), options))

/** The checkpoints of a job: models that can be asked as they were after an epoch. */
export const useFineTuningJobCheckpoints: UseOne<readonly FineTuningJobCheckpoint[]> = (
  id,
  options,
) =>
  useQuery(
    reading(fineTuningJobCheckpointsOptions(useClient(), id ?? ''), options, id === undefined),
  )

/** The checkpoints of a job; suspends until they are there. */
export const useSuspenseFineTuningJobCheckpoints: UseSuspenseOne<
  readonly FineTuningJobCheckpoint[]
> = (id, options) =>
  useSuspenseQuery(suspending(fineTuningJobCheckpointsOptions(useClient(), id), options))

/** What a job measured, one row a step, growing while it runs. */
export const useFineTuningJobResults: UseOne<Results> = (id, options) =>
  useQuery(reading(fineTuningJobResultsOptions(useClient(), id ?? ''), options, id === undefined))

/** What a job measured, one row a step; suspends until the first answer. */
export const useSuspenseFineTuningJobResults: UseSuspenseOne<Results> = (id, options) =>
  useSuspenseQuery(suspending(fineTuningJobResultsOptions(useClient(), id), options))

/**
 * Starts a job: `mutate({ body })`. One body is one job for as long as the component lives, however
 * often it is clicked.
 */
export const useCreateFineTuningJob = (
  options?: UseMutationOptions<FineTuningJob, ClientError, Start<CreateFineTuningJob>>,
): UseMutationResult<FineTuningJob, ClientError, Start<CreateFineTuningJob>> => {
  const [keyOf] = useState(creationKeys)
  return useMutation({
    ...createFineTuningJobOptions(useClient(), useQueryClient(), keyOf),
    ...options,
  })
}

/** Cancels a job that has not ended. */
export const useCancelFineTuningJob = (options?: ChangeOptions): ChangeResult =>
  useMutation({ ...cancelFineTuningJobOptions(useClient(), useQueryClient()), ...options })

/** Pauses a job that runs. */
export const usePauseFineTuningJob = (options?: ChangeOptions): ChangeResult =>
  useMutation({ ...pauseFineTuningJobOptions(useClient(), useQueryClient()), ...options })

/** Lets a paused job go on. */
export const useResumeFineTuningJob = (options?: ChangeOptions): ChangeResult =>
  useMutation({ ...resumeFineTuningJobOptions(useClient(), useQueryClient()), ...options })
