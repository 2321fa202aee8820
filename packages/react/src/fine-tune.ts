'use client'

import type { ClientError } from '@finetune/client'
import type { CreateFineTune, FineTune, FineTuneEvent, List } from '@finetune/models'
import {
  type UseMutationOptions,
  type UseMutationResult,
  useMutation,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query'
import { useState } from 'react'
import { useClient } from './client-provider.tsx'
import { creationKeys, type Start } from './creation-keys.ts'
import {
  cancelFineTuneOptions,
  createFineTuneOptions,
  fineTuneEventsOptions,
  fineTuneLive,
  fineTuneOptions,
  fineTuneResultsOptions,
  fineTunesOptions,
} from './fine-tune-options.ts'
import {
  reading,
  suspending,
  type UseAll,
  type UseEvents,
  type UseOne,
  type UseSuspenseAll,
  type UseSuspenseOne,
} from './query-hook.ts'
import type { Results } from './results.ts'
import { useLive } from './use-live.ts'

/**
 * All fine-tunes, oldest first. Polls while one of them may change.
 *
 * @deprecated Use `useFineTuningJobs`.
 */
export const useFineTunes: UseAll<List<FineTune>> = (options) =>
  useQuery(reading(fineTunesOptions(useClient()), options))

/**
 * All fine-tunes, oldest first; suspends until they are there.
 *
 * @deprecated Use `useSuspenseFineTuningJobs`.
 */
export const useSuspenseFineTunes: UseSuspenseAll<List<FineTune>> = (options) =>
  useSuspenseQuery(suspending(fineTunesOptions(useClient()), options))

/**
 * One fine-tune; does nothing while the id is `undefined`. Polls until the job has succeeded, failed
 * or been cancelled.
 *
 * @deprecated Use `useFineTuningJob`.
 */
export const useFineTune: UseOne<FineTune> = (id, options) =>
  useQuery(reading(fineTuneOptions(useClient(), id ?? ''), options, id === undefined))

/**
 * One fine-tune; suspends until it is there.
 *
 * @deprecated Use `useSuspenseFineTuningJob`.
 */
export const useSuspenseFineTune: UseSuspenseOne<FineTune> = (id, options) =>
  useSuspenseQuery(suspending(fineTuneOptions(useClient(), id), options))

/**
 * The events of a fine-tune, oldest first; with `live: true`, as they happen.
 *
 * @deprecated Use `useFineTuningJobEvents`.
 */
export const useFineTuneEvents: UseEvents<readonly FineTuneEvent[]> = (
  id,
  { live = false, ...options } = {},
) => {
  useLive(fineTuneLive, live && options.enabled !== false ? id : undefined)
  return useQuery(reading(fineTuneEventsOptions(useClient(), id ?? ''), options, id === undefined))
}

/**
 * The events of a fine-tune, oldest first; suspends until they are there.
 *
 * @deprecated Use `useSuspenseFineTuningJobEvents`.
 */
export const useSuspenseFineTuneEvents: UseSuspenseOne<readonly FineTuneEvent[]> = (id, options) =>
  useSuspenseQuery(suspending(fineTuneEventsOptions(useClient(), id), options))

/**
 * What a fine-tune measured, one row a step, growing while it runs where the server tells of it.
 *
 * @deprecated Use `useFineTuningJobResults`.
 */
export const useFineTuneResults: UseOne<Results> = (id, options) =>
  useQuery(reading(fineTuneResultsOptions(useClient(), id ?? ''), options, id === undefined))

/**
 * What a fine-tune measured, one row a step; suspends until the first answer.
 *
 * @deprecated Use `useSuspenseFineTuningJobResults`.
 */
export const useSuspenseFineTuneResults: UseSuspenseOne<Results> = (id, options) =>
  useSuspenseQuery(suspending(fineTuneResultsOptions(useClient(), id), options))

/**
 * Starts a fine-tune: `mutate({ body })`. One body is one job for as long as the component lives,
 * however often it is clicked.
 *
 * @deprecated Use `useCreateFineTuningJob`.
 */
export const useCreateFineTune = (
  options?: UseMutationOptions<FineTune, ClientError, Start<CreateFineTune>>,
): UseMutationResult<FineTune, ClientError, Start<CreateFineTune>> => {
  const [keyOf] = useState(creationKeys)
  return useMutation({ ...createFineTuneOptions(useClient(), useQueryClient(), keyOf), ...options })
}

/**
 * Cancels a fine-tune that has not ended.
 *
 * @deprecated Use `useCancelFineTuningJob`.
 */
export const useCancelFineTune = (
  options?: UseMutationOptions<FineTune, ClientError, { readonly id: string }>,
): UseMutationResult<FineTune, ClientError, { readonly id: string }> =>
  useMutation({ ...cancelFineTuneOptions(useClient(), useQueryClient()), ...options })
