import { BODY_FAULTS } from './body-faults.ts'
import { ECHO_FAULTS } from './echo-faults.ts'
import type { Fault } from './fault.ts'
import { FILE_FAULTS } from './file-faults.ts'
import { LIST_FAULTS } from './list-faults.ts'
import { STATUS_FAULTS } from './status-faults.ts'
import { STREAM_FAULTS } from './stream-faults.ts'
import { TRANSPORT_FAULTS } from './transport-faults.ts'

/** Every fault, by what is at fault. */
export const CATALOGUE: Readonly<Record<string, readonly Fault[]>> = {
  transport: TRANSPORT_FAULTS,
  status: STATUS_FAULTS,
  body: BODY_FAULTS,
  stream: STREAM_FAULTS,
  list: LIST_FAULTS,
  file: FILE_FAULTS,
  echo: ECHO_FAULTS,
}
