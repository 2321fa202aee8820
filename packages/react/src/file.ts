'use client'

import type { ClientError } from '@finetune/client'
import type { DeletedFile, List, OpenAIFile } from '@finetune/models'
import {
  type UseMutationOptions,
  type UseMutationResult,
  useMutation,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query'
import { useClient } from './client-provider.tsx'
import {
  deleteFileOptions,
  type FileQuery,
  fileContentOptions,
  fileOptions,
  filesOptions,
  type Upload,
  uploadFileOptions,
} from './file-options.ts'
import {
  reading,
  suspending,
  type UseOne,
  type UseSome,
  type UseSuspenseOne,
  type UseSuspenseSome,
} from './query-hook.ts'

/** The files that the server keeps. */
export const useFiles: UseSome<List<OpenAIFile>, FileQuery> = (query, options) =>
  useQuery(reading(filesOptions(useClient(), query), options))

/** The files that the server keeps; suspends until they are there. */
export const useSuspenseFiles: UseSuspenseSome<List<OpenAIFile>, FileQuery> = (query, options) =>
  useSuspenseQuery(suspending(filesOptions(useClient(), query), options))

/** One file, without its content. */
export const useFile: UseOne<OpenAIFile> = (id, options) =>
  useQuery(reading(fileOptions(useClient(), id ?? ''), options, id === undefined))

/** One file, without its content; suspends until it is there. */
export const useSuspenseFile: UseSuspenseOne<OpenAIFile> = (id, options) =>
  useSuspenseQuery(suspending(fileOptions(useClient(), id), options))

/** The content of a file, as UTF-8 text. */
export const useFileContent: UseOne<string> = (id, options) =>
  useQuery(reading(fileContentOptions(useClient(), id ?? ''), options, id === undefined))

/** The content of a file, as UTF-8 text; suspends until it is there. */
export const useSuspenseFileContent: UseSuspenseOne<string> = (id, options) =>
  useSuspenseQuery(suspending(fileContentOptions(useClient(), id), options))

/**
 * Uploads a file: `mutate({ file, purpose: 'fine-tune', onProgress, signal })`. It goes on when the
 * component has gone; the signal ends it.
 */
export const useUploadFile = (
  options?: UseMutationOptions<OpenAIFile, ClientError, Upload>,
): UseMutationResult<OpenAIFile, ClientError, Upload> =>
  useMutation({ ...uploadFileOptions(useClient(), useQueryClient()), ...options })

/** Deletes a file. */
export const useDeleteFile = (
  options?: UseMutationOptions<DeletedFile, ClientError, { readonly id: string }>,
): UseMutationResult<DeletedFile, ClientError, { readonly id: string }> =>
  useMutation({ ...deleteFileOptions(useClient(), useQueryClient()), ...options })
