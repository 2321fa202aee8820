import type { ReactNode } from 'react'

/** Something that scrolls by itself, and can be reached and scrolled by keys. */
export const Scroll = ({
  label,
  className = 'scroll',
  children,
}: {
  readonly label: string
  readonly className?: string
  readonly children: ReactNode
}) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keys would not reach it
  <section className={className} tabIndex={0} aria-label={label}>
    {children}
  </section>
)
