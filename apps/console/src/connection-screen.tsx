import { createClient } from '@finetune/client'
import { useModels } from '@finetune/react'
import { endpointQuery } from '@finetune/react/options'
import { useQuery } from '@tanstack/react-query'
import { connections } from './connection.ts'
import { useConnectionChoice } from './connection-provider.tsx'
import { ErrorMessage } from './error-message.tsx'
import { plural } from './number.ts'
import { IN_PAGE } from './page-api.ts'
import { Screen } from './screen.tsx'

/** The console's own server, which is asked about itself and not about fine-tuning. */
const host = createClient({ baseURL: `${location.origin}/console` })

export const ConnectionScreen = () => {
  const { data: list, isPending } = useQuery(endpointQuery(host, connections.list, {}))
  const { id, choose } = useConnectionChoice()
  // All at once: a choice that moves is chosen by mistake.
  const known = isPending ? [] : [...(list?.data ?? [EMBEDDED]), PAGE]
  return (
    <Screen
      title="Connection"
      lead="The server that trains. The page asks the server it came from, and holds no key; or it is the server."
    >
      <section>
        <fieldset className="cards">
          <legend className="hidden">Server</legend>
          {known.map((connection) => (
            <label className="card" key={connection.id}>
              <input
                type="radio"
                name="connection"
                checked={connection.id === id}
                onChange={() => choose(connection.id)}
              />
              <span className="card-title">{connection.name}</span>
              <code className="card-kind">{connection.base_url}</code>
              <span className="card-kind">{noteOf(connection)}</span>
            </label>
          ))}
        </fieldset>
      </section>
      <Reached />
      <section>
        <h2>Another server</h2>
        <p className="prose">
          Any server that speaks the API will do: OpenAI, Azure, Together, your own. Start the
          console with its address and key, and it is one more choice here:
        </p>
        <pre className="code">
          OPENAI_BASE_URL=https://api.openai.com/v1 OPENAI_API_KEY=sk-… npm start
        </pre>
        <p className="prose">
          The key goes from there into the console’s server, which forwards what the page asks and
          nothing else. For a page with users, take the sample Worker.
        </p>
      </section>
    </Screen>
  )
}

const EMBEDDED = {
  id: '/v1',
  name: 'The server of this page',
  base_url: `${location.origin}/v1`,
  has_key: false,
}

const PAGE = {
  id: IN_PAGE,
  name: 'In this page',
  base_url: 'no server',
  has_key: false,
}

const noteOf = ({ id, has_key }: typeof PAGE): string => {
  if (id === IN_PAGE) return 'Trains in this browser, and forgets all when it is closed'
  return has_key ? 'Its key stays on the console’s server' : 'Needs no key'
}

/** Whether the chosen server answers. */
const Reached = () => {
  const { data: models, error, refetch, isPending } = useModels()
  return (
    <section aria-live="polite">
      <h2>State</h2>
      {isPending && <p className="prose">Asking…</p>}
      {models && (
        <p className="prose">
          <span className="status" data-status="succeeded">
            Reached
          </span>{' '}
          It has {plural(models.data.length, 'model')}.
        </p>
      )}
      {error && <ErrorMessage what="It does not answer." error={error} retry={refetch} />}
    </section>
  )
}
