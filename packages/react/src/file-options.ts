import type { Client, ClientError } from '@finetune/client'
import { files, type List, type OpenAIFile } from '@finetune/models'
import {
  endpointMutation,
  mutationOptions,
  queryOptions,
  run,
  scopeOf,
} from './endpoint-options.ts'

/** The cache keys of files. */
export const fileKeys = {
  all: (client: Client) => [...scopeOf(client), 'files'] as const,
  list: (client: Client) => [...fileKeys.all(client), 'list'] as const,
}

/** All files that the server keeps. */
export const filesOptions = (client: Client) =>
  queryOptions<List<OpenAIFile>, ClientError>({
    queryKey: fileKeys.list(client),
    queryFn: ({ signal }) => run(client(files.list, {}, { signal })),
    retry: false,
  })

/** Uploads a file; the list of files is asked again afterwards. */
export const uploadFileOptions = (client: Client) =>
  mutationOptions({
    ...endpointMutation(client, files.upload),
    onSuccess: (_file, _input, _result, { client: cache }) =>
      cache.invalidateQueries({ queryKey: fileKeys.all(client) }),
  })
