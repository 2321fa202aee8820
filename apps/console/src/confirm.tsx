import { AlertDialog } from '@base-ui/react/alert-dialog'
import type { ReactNode } from 'react'

/** Asks before something is done that cannot be undone. */
export const Confirm = ({
  title,
  action,
  open,
  onOpenChange,
  onConfirm,
  children,
}: {
  readonly title: string
  /** What is done, as the button says it. */
  readonly action: string
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly onConfirm: () => void
  readonly children: ReactNode
}) => (
  <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
    <AlertDialog.Portal>
      <AlertDialog.Backdrop className="backdrop" />
      <AlertDialog.Popup className="dialog">
        <AlertDialog.Title className="dialog-title">{title}</AlertDialog.Title>
        <AlertDialog.Description className="dialog-text">{children}</AlertDialog.Description>
        <div className="dialog-actions">
          <AlertDialog.Close className="button">Keep it</AlertDialog.Close>
          <AlertDialog.Close className="button danger" onClick={onConfirm}>
            {action}
          </AlertDialog.Close>
        </div>
      </AlertDialog.Popup>
    </AlertDialog.Portal>
  </AlertDialog.Root>
)
