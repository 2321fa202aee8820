import type { Client } from '@finetune/client'

const scopes = /* @__PURE__ */ new WeakMap<Client, string>()
const clients = /* @__PURE__ */ new Map<string, number>()

/**
 * Says what to call a client in cache keys, and answers the client. Give a server's client and the
 * page's the same name, where one fills the cache of the other: their base URLs differ. Clients that
 * see different jobs, such as those of two users, need different names.
 */
export const nameClient = (client: Client, name: string): Client => {
  scopes.set(client, name)
  return client
}

/**
 * The first parts of every key. What one client was answered is never shown as another's: a client
 * without a name is told by its base URL, and a second one of the same URL by its number.
 */
export const scopeOf = (client: Client): readonly ['finetune', string] => {
  let scope = scopes.get(client)
  if (scope === undefined) {
    const { baseURL } = client
    const number = (clients.get(baseURL) ?? 0) + 1
    clients.set(baseURL, number)
    scope = number === 1 ? baseURL : `${baseURL}#${number}`
    scopes.set(client, scope)
  }
  return ['finetune', scope]
}
