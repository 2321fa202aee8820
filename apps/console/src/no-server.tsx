import type { ClientError } from '@finetune/client'
import { useConnectionChoice } from './connection-provider.tsx'
import { IN_PAGE } from './page-api.ts'
import { isAbsent } from './use-jobs.ts'

/** Whether there is no API where the page came from: nobody at all, or a host of files. */
export const isNobody = (error: ClientError): boolean =>
  error._tag === 'NoAnswer' || error._tag === 'UnexpectedAnswer' || isAbsent(error)

/** Offers the page itself where no server answers. */
export const NoServer = ({ retry }: { readonly retry: () => unknown }) => {
  const { choose } = useConnectionChoice()
  return (
    <div className="empty" role="alert">
      <h2>No server answers</h2>
      <p>
        This page can train by itself: in this browser, without a key, and until the page is closed.
      </p>
      <button type="button" className="button primary" onClick={() => choose(IN_PAGE)}>
        Run it in this page
      </button>{' '}
      <button type="button" className="button" onClick={() => retry()}>
        Try again
      </button>
    </div>
  )
}
