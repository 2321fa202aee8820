'use client'

import type { Client } from '@finetune/client'
import { createContext, type ReactNode, useContext } from 'react'

const ClientContext = createContext<Client | undefined>(undefined)

/** Gives the hooks below it their client. */
export const ClientProvider = ({
  client,
  children,
}: {
  readonly client: Client
  readonly children?: ReactNode
}): ReactNode => <ClientContext.Provider value={client}>{children}</ClientContext.Provider>

/** The client of the nearest {@link ClientProvider}. Throws where there is none. */
export const useClient = (): Client => {
  const client = useContext(ClientContext)
  if (!client) throw new Error('useClient: put a <ClientProvider> above this component')
  return client
}
