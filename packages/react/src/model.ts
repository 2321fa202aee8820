'use client'

import type { ClientError } from '@finetune/client'
import type { DeletedModel, List, Model } from '@finetune/models'
import {
  type UseMutationOptions,
  type UseMutationResult,
  useMutation,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query'
import { useClient } from './client-provider.tsx'
import { deleteModelOptions, modelOptions, modelsOptions } from './model-options.ts'
import {
  reading,
  suspending,
  type UseAll,
  type UseOne,
  type UseSuspenseAll,
  type UseSuspenseOne,
} from './query-hook.ts'

/** All models that can be asked. */
export const useModels: UseAll<List<Model>> = (options) =>
  useQuery(reading(modelsOptions(useClient()), options))

/** All models that can be asked; suspends until they are there. */
export const useSuspenseModels: UseSuspenseAll<List<Model>> = (options) =>
  useSuspenseQuery(suspending(modelsOptions(useClient()), options))

/** One model, by its name. */
export const useModel: UseOne<Model> = (model, options) =>
  useQuery(reading(modelOptions(useClient(), model ?? ''), options, model === undefined))

/** One model, by its name; suspends until it is there. */
export const useSuspenseModel: UseSuspenseOne<Model> = (model, options) =>
  useSuspenseQuery(suspending(modelOptions(useClient(), model), options))

/** Deletes a fine-tuned model. */
export const useDeleteModel = (
  options?: UseMutationOptions<DeletedModel, ClientError, { readonly model: string }>,
): UseMutationResult<DeletedModel, ClientError, { readonly model: string }> =>
  useMutation({ ...deleteModelOptions(useClient(), useQueryClient()), ...options })
