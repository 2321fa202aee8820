import type { ApiError } from '@finetune/models'

/** The statuses that a request is refused with. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 413 | 415

/** Thrown by a handler that answers an error. */
export class Refusal extends Error {
  readonly status: RefusalStatus
  readonly body: ApiError

  constructor(
    status: RefusalStatus,
    message: string,
    { param = null, code = null }: { param?: string | null; code?: string | null } = {},
  ) {
    super(message)
    this.status = status
    this.body = { error: { message, type: 'invalid_request_error', param, code } }
  }
}

/** The refusal of a model that is none of this server's. */
export const unknownModel = (id: string): Refusal =>
  new Refusal(404, `The model '${id}' does not exist`, { param: 'model', code: 'model_not_found' })
