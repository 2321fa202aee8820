import { codec, endpoint, listOf } from '@finetune/models'
import * as t from 'io-ts'

const connection = () =>
  t.type(
    {
      /** Where this page reaches it, such as `/v1`. */
      id: t.string,
      object: t.literal('connection'),
      name: t.string,
      /** The server behind it. */
      base_url: t.string,
      /** Whether a key is kept for it; the page never sees one. */
      has_key: t.boolean,
    },
    'Connection',
  )
/** A server that the console can work with. */
export interface Connection extends t.TypeOf<ReturnType<typeof connection>> {}
export const Connection = codec<Connection>(connection)

/** What the console's own server tells of itself; an endpoint is described as those of the API are. */
export const connections = {
  list: endpoint({ method: 'GET', path: '/connections', response: listOf(Connection) }),
}
