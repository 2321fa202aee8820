import { type ReactNode, useEffect } from 'react'

/** What every screen has: a title, in the page and in the tab, and room for actions beside it. */
export const Screen = ({
  title,
  lead,
  actions,
  children,
}: {
  readonly title: string
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  readonly children?: ReactNode
}) => {
  useEffect(() => {
    document.title = `${title} · Finetune`
  }, [title])
  useEffect(() => {
    window.scrollTo(0, 0)
  }, [])
  return (
    <main id="main" tabIndex={-1}>
      <div className="screen-head">
        <div>
          <h1>{title}</h1>
          {lead && <div className="lead">{lead}</div>}
        </div>
        {actions && <div className="actions">{actions}</div>}
      </div>
      {children}
    </main>
  )
}
