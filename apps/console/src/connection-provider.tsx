import { createClient } from '@finetune/client'
import { ClientProvider } from '@finetune/react'
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import { IN_PAGE, pageFetch } from './page-api.ts'

/** The API of the server that the page came from. */
const EMBEDDED = '/v1'
const STORED = 'finetune.connection'

interface Choice {
  /** The `id` of a connection. */
  readonly id: string
  /** Whether this page answers itself. */
  readonly isInPage: boolean
  readonly choose: (id: string) => void
}

const ChoiceContext = createContext<Choice>({
  id: EMBEDDED,
  isInPage: false,
  choose: () => undefined,
})

export const useConnectionChoice = (): Choice => useContext(ChoiceContext)

/** A link with `?demo` is for those who have no server. */
const firstChoice = (): string =>
  new URLSearchParams(location.search).has('demo')
    ? IN_PAGE
    : (localStorage.getItem(STORED) ?? EMBEDDED)

/** A name of this page that leads nowhere. */
const NOWHERE = 'https://page.invalid/v1'

const clientOf = (id: string) =>
  id === IN_PAGE
    ? createClient({ baseURL: NOWHERE, fetch: pageFetch })
    : createClient({ baseURL: `${location.origin}${id}` })

/**
 * Gives the hooks a client of the chosen server. The page holds no key: it asks the server it came
 * from, which answers itself or forwards to one that it keeps the key for; or it answers itself.
 */
export const ConnectionProvider = ({ children }: { readonly children: ReactNode }) => {
  const [id, setId] = useState(firstChoice)
  const client = useMemo(() => clientOf(id), [id])
  const choice = useMemo(
    () => ({
      id,
      isInPage: id === IN_PAGE,
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
