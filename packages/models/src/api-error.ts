import * as t from 'io-ts'
import { type Codec, codec } from './codec.ts'
import { isApiError } from './generated/api-error.ts'
import { nullable } from './nullable.ts'

const apiError = () =>
  t.type(
    {
      error: t.intersection([
        t.type({ message: t.string }),
        t.partial({
          /** `invalid_request_error` and the like; absent at Azure. */
          type: nullable(t.string),
          /** The request field at fault. */
          param: nullable(t.string),
          code: nullable(t.union([t.string, t.number])),
        }),
      ]),
    },
    'ApiError',
  )
/** The body of every refusal. */
export interface ApiError extends t.TypeOf<ReturnType<typeof apiError>> {}
export const ApiError: Codec<ApiError> = /* @__PURE__ */ codec(apiError, isApiError)
