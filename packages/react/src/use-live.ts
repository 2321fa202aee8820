'use client'

import type { Client } from '@finetune/client'
import { focusManager, type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useClient } from './client-provider.tsx'
import { hold, type LiveSource } from './live.ts'

/** Follows a job as long as the component is there and its page is seen; none without an id. */
export const useLive = (
  sourceOf: (client: Client, id: string) => LiveSource,
  id: string | undefined,
): void => {
  const cache = useQueryClient()
  const client = useClient()
  useEffect(
    () => (id === undefined ? undefined : holdWhileSeen(cache, sourceOf(client, id))),
    [cache, client, id, sourceOf],
  )
}

/** Holds a job while the page is seen, until what it answers is called. */
const holdWhileSeen = (cache: QueryClient, source: LiveSource): (() => void) => {
  let release: (() => void) | undefined
  const follow = (isSeen: boolean): void => {
    if (isSeen) release ??= hold(cache, source)
    else {
      release?.()
      release = undefined
    }
  }
  follow(focusManager.isFocused())
  const unsubscribe = focusManager.subscribe(follow)
  return () => {
    unsubscribe()
    follow(false)
  }
}
