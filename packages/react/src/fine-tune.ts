'use client'

import type { ClientError } from '@finetune/client'
import type { CreateFineTune, FineTune, FineTuneEvent, List } from '@finetune/models'
import {
  type UseMutationOptions,
  type UseMutationResult,
  type UseQueryOptions,
  type UseQueryResult,
  useMutation,
  useQuery,
} from '@tanstack/react-query'
import { useClient } from './client-provider.tsx'
import {
  cancelFineTuneOptions,
  createFineTuneOptions,
  type FineTuneResults,
  fineTuneEventsOptions,
  fineTuneOptions,
  fineTuneResultsOptions,
  fineTunesOptions,
} from './fine-tune-options.ts'

/**
 * All fine-tunes, oldest first. Polls while one of them may change.
 *
 * @deprecated Use `useFineTuningJobs`.
 */
export const useFineTunes = (
  options?: Partial<UseQueryOptions<List<FineTune>, ClientError>>,
): UseQueryResult<List<FineTune>, ClientError> =>
  useQuery({ ...fineTunesOptions(useClient()), ...options })

/**
 * One fine-tune; does nothing while the id is `undefined`. Polls until the job has succeeded, failed
 * or been cancelled.
 *
 * @deprecated Use `useFineTuningJob`.
 */
export const useFineTune = (
  id: string | undefined,
  options?: Partial<UseQueryOptions<FineTune, ClientError>>,
): UseQueryResult<FineTune, ClientError> =>
  useQuery({ ...fineTuneOptions(useClient(), id), ...options })

/**
 * The events of a fine-tune, oldest first, as they happen.
 *
 * @deprecated Use `useFineTuningJobEvents`.
 */
export const useFineTuneEvents = (
  id: string | undefined,
  options?: Partial<UseQueryOptions<readonly FineTuneEvent[], ClientError>>,
): UseQueryResult<readonly FineTuneEvent[], ClientError> =>
  useQuery({ ...fineTuneEventsOptions(useClient(), id), ...options })

/**
 * Losses and accuracies of a fine-tune, one row a step, growing while it runs where the server tells
 * them.
 *
 * @deprecated Use `useFineTuningJobResults`.
 */
export const useFineTuneResults = (
  id: string | undefined,
  options?: Partial<UseQueryOptions<FineTuneResults, ClientError>>,
): UseQueryResult<FineTuneResults, ClientError> =>
  useQuery({ ...fineTuneResultsOptions(useClient(), id), ...options })

/**
 * Starts a fine-tune.
 *
 * @deprecated Use `useCreateFineTuningJob`.
 */
export const useCreateFineTune = (
  options?: UseMutationOptions<FineTune, ClientError, { readonly body: CreateFineTune }>,
): UseMutationResult<FineTune, ClientError, { readonly body: CreateFineTune }> =>
  useMutation({ ...createFineTuneOptions(useClient()), ...options })

/**
 * Cancels a fine-tune that has not ended.
 *
 * @deprecated Use `useCancelFineTuningJob`.
 */
export const useCancelFineTune = (
  options?: UseMutationOptions<FineTune, ClientError, { readonly id: string }>,
): UseMutationResult<FineTune, ClientError, { readonly id: string }> =>
  useMutation({ ...cancelFineTuneOptions(useClient()), ...options })
