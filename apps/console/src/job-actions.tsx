import { Menu } from '@base-ui/react/menu'
import type { ClientError } from '@finetune/client'
import { isTerminal } from '@finetune/models'
import { useDeleteModel } from '@finetune/react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { Confirm } from './confirm.tsx'
import { useConnectionChoice } from './connection-provider.tsx'
import { curlOf, type Start, typescriptOf } from './copy-code.ts'
import { ErrorMessage } from './error-message.tsx'
import { useToast } from './toast.tsx'
import { useCopy } from './use-copy.ts'

/** Something that can be done to a job that goes on. */
export interface Change {
  readonly isPending: boolean
  readonly error: ClientError | null
  readonly run: () => void
}

/** What can be done with a job. What its API does not know is left out. */
export const JobActions = ({
  status,
  model,
  start,
  again,
  compare,
  cancel,
  pause,
  resume,
}: {
  readonly status: string
  readonly model: string | null | undefined
  readonly start: Start
  /** Addresses: of a new job with its settings, and of the comparison. */
  readonly again: string
  readonly compare: string
  readonly cancel: Change
  readonly pause?: Change
  readonly resume?: Change
}) => {
  const [asks, setAsks] = useState<'cancel' | 'delete'>()
  const [place, setPlace] = useState<HTMLElement | null>(null)
  const [, navigate] = useLocation()
  const remove = useDeleteModel()
  const copy = useCopy()
  const say = useToast()
  // Nobody else can ask this page.
  const { isInPage } = useConnectionChoice()
  const goesOn = !isTerminal(status)
  const error = cancel.error ?? pause?.error ?? resume?.error ?? remove.error
  return (
    <>
      {pause && status === 'running' && <Act name="Pause" busy="Pausing…" change={pause} />}
      {resume && status === 'paused' && <Act name="Resume" busy="Resuming…" change={resume} />}
      {goesOn && (
        <Act
          name="Cancel"
          busy="Cancelling…"
          change={{ ...cancel, run: () => setAsks('cancel') }}
        />
      )}
      <Menu.Root>
        <Menu.Trigger className="button">More</Menu.Trigger>
        <Menu.Portal container={place}>
          <Menu.Positioner className="menu-place" sideOffset={6} align="end">
            <Menu.Popup className="menu">
              <Menu.Item className="menu-item" onClick={() => navigate(again)}>
                Start again with changes
              </Menu.Item>
              <Menu.Item className="menu-item" onClick={() => navigate(compare)}>
                Compare with another job
              </Menu.Item>
              {!isInPage && (
                <>
                  <Menu.Item
                    className="menu-item"
                    onClick={() => copy(curlOf(start), 'a curl command')}
                  >
                    Copy as curl
                  </Menu.Item>
                  <Menu.Item
                    className="menu-item"
                    onClick={() => copy(typescriptOf(start), 'a TypeScript program')}
                  >
                    Copy as TypeScript
                  </Menu.Item>
                </>
              )}
              {model && (
                <Menu.Item className="menu-item danger" onClick={() => setAsks('delete')}>
                  Delete the model…
                </Menu.Item>
              )}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <div className="menu-host" ref={setPlace} />
      <Confirm
        title="Cancel this job?"
        action="Cancel the job"
        open={asks === 'cancel'}
        onOpenChange={() => setAsks(undefined)}
        onConfirm={cancel.run}
      >
        It stops now and makes no model. What it has learnt so far is lost.
      </Confirm>
      <Confirm
        title="Delete the model?"
        action="Delete the model"
        open={asks === 'delete'}
        onOpenChange={() => setAsks(undefined)}
        onConfirm={() =>
          model && remove.mutate({ model }, { onSuccess: () => say('The model is deleted') })
        }
      >
        Nobody can ask {model} any more. The job and its files stay.
      </Confirm>
      {error && <ErrorMessage what="That was not done." error={error} />}
    </>
  )
}

const Act = ({
  name,
  busy,
  change: { isPending, run },
}: {
  readonly name: string
  readonly busy: string
  readonly change: Change
}) => (
  <button type="button" className="button" disabled={isPending} onClick={run}>
    {isPending ? busy : name}
  </button>
)
