import { BODY_FAULTS } from './body-faults.ts'
import { ECHO_FAULTS } from './echo-faults.ts'
import type { Fault } from './fault.ts'
import { FILE_FAULTS } from './file-faults.ts'
import { LIST_FAULTS } from './list-faults.ts'
import { json } from './reply.ts'
import { STATUS_FAULTS } from './status-faults.ts'
import { STREAM_FAULTS } from './stream-faults.ts'
import { TRANSPORT_FAULTS } from './transport-faults.ts'

/** Every fault that any runtime can make, by what is at fault. */
export const PORTABLE_CATALOGUE: Readonly<Record<string, readonly Fault[]>> = {
  transport: TRANSPORT_FAULTS,
  status: STATUS_FAULTS,
  body: BODY_FAULTS,
  stream: STREAM_FAULTS,
  list: LIST_FAULTS,
  file: FILE_FAULTS,
  echo: ECHO_FAULTS,
}

/** Whether a `fetch` in process can have a fault: no bytes on a wire, no encoding, no waits. */
export const isOfFetch = ({ reply }: Fault): boolean => {
  const asked = { method: '', path: '', query: new URLSearchParams(), key: '' }
  const sent = reply(json({ id: '', data: [] }), { ...asked, body: new Uint8Array() })
  return (
    sent.raw === undefined &&
    sent.pace === undefined &&
    sent.status < 600 &&
    !sent.headers['content-encoding']
  )
}
