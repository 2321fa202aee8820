import * as t from 'io-ts'
import { type Codec, codec } from './codec.ts'
import { isWebhookEvent } from './generated/webhook.ts'
import { Int } from './int.ts'
import { openEnum } from './open-enum.ts'

/** What a webhook tells. */
export const WebhookEventType = /* @__PURE__ */ openEnum('WebhookEventType', [
  'fine_tuning.job.succeeded',
  'fine_tuning.job.failed',
  'fine_tuning.job.cancelled',
])
export type WebhookEventType = t.TypeOf<typeof WebhookEventType>

const webhookEvent = () =>
  t.intersection(
    [
      t.type({
        id: t.string,
        type: WebhookEventType,
        /** Unix seconds. */
        created_at: Int,
        /** The id of the job, and nothing else of it: retrieve it. */
        data: t.type({ id: t.string }),
      }),
      t.partial({ object: t.literal('event') }),
    ],
    'WebhookEvent',
  )
/** The body of a webhook. Verify the signature of its raw bytes before you decode it. */
export interface WebhookEvent extends t.TypeOf<ReturnType<typeof webhookEvent>> {}
export const WebhookEvent: Codec<WebhookEvent> = /* @__PURE__ */ codec(webhookEvent, isWebhookEvent)
