import { Toast } from '@base-ui/react/toast'
import type { ReactNode } from 'react'

/** Says in passing that something was done. */
export const useToast = (): ((title: string) => void) => {
  const { add } = Toast.useToastManager()
  return (title) => add({ title, timeout: 4_000 })
}

export const ToastProvider = ({ children }: { readonly children: ReactNode }) => (
  <Toast.Provider>
    {children}
    <Toast.Portal>
      <Toast.Viewport className="toasts">
        <Toasts />
      </Toast.Viewport>
    </Toast.Portal>
  </Toast.Provider>
)

const Toasts = () =>
  Toast.useToastManager().toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast">
      <Toast.Title className="toast-title" />
    </Toast.Root>
  ))
