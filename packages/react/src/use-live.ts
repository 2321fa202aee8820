'use client'

import type { Client } from '@finetune/client'
import { focusManager, useQueryClient } from '@tanstack/react-query'
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
  useEffect(() => {
    if (id === undefined) return
    let release: (() => void) | undefined
    const follow = (isSeen: boolean) => {
      if (isSeen) release ??= hold(cache, sourceOf(client, id))
      else {
        release?.()
        release = undefined
      }
    }
    follow(focusManager.isFocused())
    const unsubscribe = focusManager.subscribe(follow)
    return () => {
      unsubscribe()
      release?.()
    }
  }, [cache, client, id, sourceOf])
}
