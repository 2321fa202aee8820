import type { Client, ClientError } from '@finetune/client'
import { type DeletedModel, type List, type Model, models } from '@finetune/models'
import type { QueryClient, UseMutationOptions } from '@tanstack/react-query'
import { queryOptions, run } from './endpoint-options.ts'
import { scopeOf } from './scope.ts'

/** The cache keys of models, as a tree: invalidate `all` and everything of them is stale. */
export const modelKeys = {
  all: (client: Client) => [...scopeOf(client), 'models'] as const,
  lists: (client: Client) => [...modelKeys.all(client), 'list'] as const,
  list: (client: Client) => modelKeys.lists(client),
  detail: (client: Client, model: string) => [...modelKeys.all(client), 'detail', model] as const,
}

/** All models that can be asked. */
export const modelsOptions = (client: Client) =>
  queryOptions<List<Model>, ClientError>({
    queryKey: modelKeys.list(client),
    queryFn: ({ signal }) => run(client(models.list, {}, { signal })),
    retry: false,
  })

/** One model, by its name. */
export const modelOptions = (client: Client, model: string) =>
  queryOptions<Model, ClientError>({
    queryKey: modelKeys.detail(client, model),
    queryFn: ({ signal }) => run(client(models.retrieve, { model }, { signal })),
    retry: false,
  })

/** Deletes a fine-tuned model, also from the cache; the list is asked for again afterwards. */
export const deleteModelOptions = (
  client: Client,
  cache: QueryClient,
): UseMutationOptions<DeletedModel, ClientError, { readonly model: string }> => ({
  mutationFn: async ({ model }) => {
    const deleted = await run(client(models.delete, { model }))
    const queryKey = modelKeys.detail(client, model)
    cache.removeQueries({ queryKey, type: 'inactive' })
    void cache.invalidateQueries({ queryKey })
    void cache.invalidateQueries({ queryKey: modelKeys.lists(client) })
    return deleted
  },
  retry: false,
})
