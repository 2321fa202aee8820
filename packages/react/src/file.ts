'use client'

import type { ClientError } from '@finetune/client'
import type { List, OpenAIFile, UploadFile } from '@finetune/models'
import {
  type UseMutationOptions,
  type UseMutationResult,
  type UseQueryOptions,
  type UseQueryResult,
  useMutation,
  useQuery,
} from '@tanstack/react-query'
import { useClient } from './client-provider.tsx'
import { filesOptions, uploadFileOptions } from './file-options.ts'

/** All files that the server keeps. */
export const useFiles = (
  options?: Partial<UseQueryOptions<List<OpenAIFile>, ClientError>>,
): UseQueryResult<List<OpenAIFile>, ClientError> =>
  useQuery({ ...filesOptions(useClient()), ...options })

/** Uploads a file. */
export const useUploadFile = (
  options?: UseMutationOptions<OpenAIFile, ClientError, { readonly body: UploadFile }>,
): UseMutationResult<OpenAIFile, ClientError, { readonly body: UploadFile }> =>
  useMutation({ ...uploadFileOptions(useClient()), ...options })
