import { createClient } from '@finetune/client'
import { ClientProvider } from '@finetune/react'
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'

/** The API of the server that the page came from. */
const EMBEDDED = '/v1'
const STORED = 'finetune.connection'

interface Choice {
  /** The `id` of a connection. */
  readonly id: string
  readonly choose: (id: string) => void
}

const ChoiceContext = createContext<Choice>({ id: EMBEDDED, choose: () => undefined })

export const useConnectionChoice = (): Choice => useContext(ChoiceContext)

/**
 * Gives the hooks a client of the chosen server. The page holds no key: it asks the server it came
 * from, which answers itself or forwards to one that it keeps the key for.
 */
export const ConnectionProvider = ({ children }: { readonly children: ReactNode }) => {
  const [id, setId] = useState(() => localStorage.getItem(STORED) ?? EMBEDDED)
  const client = useMemo(() => createClient({ baseURL: `${location.origin}${id}` }), [id])
  const choice = useMemo(
    () => ({
      id,
      choose: (chosen: string) => {
        localStorage.setItem(STORED, chosen)
        setId(chosen)
      },
    }),
    [id],
  )
  return (
    <ChoiceContext.Provider value={choice}>
      <ClientProvider client={client}>{children}</ClientProvider>
    </ChoiceContext.Provider>
  )
}
