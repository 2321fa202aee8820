import {
  type Client,
  type ClientError,
  type FileUpload,
  type UploadOptions,
  uploadFile,
} from '@finetune/client'
import { type DeletedFile, files, type InputOf, type List, type OpenAIFile } from '@finetune/models'
import type { QueryClient, UseMutationOptions } from '@tanstack/react-query'
import { queryOptions, run } from './endpoint-options.ts'
import { scopeOf } from './scope.ts'

/** Which files to list. */
export type FileQuery = NonNullable<InputOf<typeof files.list>['query']>

/** A file to upload, and who is told how far it is. */
export interface Upload
  extends FileUpload,
    Pick<UploadOptions, 'onProgress' | 'signal' | 'partSize' | 'threshold'> {}

/** The cache keys of files, as a tree: invalidate `all` and everything of them is stale. */
export const fileKeys = {
  all: (client: Client) => [...scopeOf(client), 'files'] as const,
  lists: (client: Client) => [...fileKeys.all(client), 'list'] as const,
  list: (client: Client, query: FileQuery = {}) => [...fileKeys.lists(client), query] as const,
  detail: (client: Client, id: string) => [...fileKeys.all(client), 'detail', id] as const,
  content: (client: Client, id: string) => [...fileKeys.all(client), 'content', id] as const,
}

/** The files that the server keeps. */
export const filesOptions = (client: Client, query: FileQuery = {}) =>
  queryOptions<List<OpenAIFile>, ClientError>({
    queryKey: fileKeys.list(client, query),
    queryFn: ({ signal }) => run(client(files.list, { query }, { signal })),
    retry: false,
  })

/** One file, without its content. */
export const fileOptions = (client: Client, id: string) =>
  queryOptions<OpenAIFile, ClientError>({
    queryKey: fileKeys.detail(client, id),
    queryFn: ({ signal }) => run(client(files.retrieve, { id }, { signal })),
    retry: false,
  })

/**
 * The content of a file as UTF-8 text, asked for once: it never changes. It is held in memory; a large
 * file is better had through the client's `downloadFile`.
 */
export const fileContentOptions = (client: Client, id: string) =>
  queryOptions<string, ClientError>({
    queryKey: fileKeys.content(client, id),
    queryFn: async ({ signal }) =>
      new TextDecoder().decode(await run(client(files.content, { id }, { signal }))),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Uploads a file and tells how far it is; the lists of files are asked for again afterwards. */
export const uploadFileOptions = (
  client: Client,
  cache: QueryClient,
): UseMutationOptions<OpenAIFile, ClientError, Upload> => ({
  mutationFn: async ({ onProgress, signal, partSize, threshold, ...upload }) => {
    const file = await run(
      uploadFile(client, upload, {
        signal,
        ...(onProgress && { onProgress }),
        ...(partSize !== undefined && { partSize }),
        ...(threshold !== undefined && { threshold }),
      }),
    )
    cache.setQueryData(fileKeys.detail(client, file.id), file)
    void cache.invalidateQueries({ queryKey: fileKeys.lists(client) })
    return file
  },
  retry: false,
})

/** Deletes a file, also from the cache; the lists of files are asked for again afterwards. */
export const deleteFileOptions = (
  client: Client,
  cache: QueryClient,
): UseMutationOptions<DeletedFile, ClientError, { readonly id: string }> => ({
  mutationFn: async ({ id }) => {
    const deleted = await run(client(files.delete, { id }))
    for (const queryKey of [fileKeys.detail(client, id), fileKeys.content(client, id)]) {
      cache.removeQueries({ queryKey, type: 'inactive' })
      void cache.invalidateQueries({ queryKey })
    }
    void cache.invalidateQueries({ queryKey: fileKeys.lists(client) })
    return deleted
  },
  retry: false,
})
