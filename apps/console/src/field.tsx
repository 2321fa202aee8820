import { cloneElement, type InputHTMLAttributes, type ReactElement, useId } from 'react'

/** A form control with its label and a line that says what it does. */
export const Field = ({
  label,
  hint,
  children,
}: {
  readonly label: string
  readonly hint?: string
  readonly children: ReactElement<Pick<InputHTMLAttributes<unknown>, 'id' | 'aria-describedby'>>
}) => {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {cloneElement(children, { id, ...(hint && { 'aria-describedby': `${id}hint` }) })}
      {hint && <small id={`${id}hint`}>{hint}</small>}
    </div>
  )
}
