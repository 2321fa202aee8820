import { useId } from 'react'

/** A choice of a few, side by side; what each means is its title. */
export const Segments = <Name extends string>({
  label,
  options,
  value,
  onChange,
}: {
  readonly label: string
  readonly options: Readonly<Record<Name, string>>
  readonly value: Name
  readonly onChange: (value: Name) => void
}) => {
  const group = useId()
  return (
    <fieldset className="segments">
      <legend className="hidden">{label}</legend>
      {namesOf(options).map((name) => (
        <label key={name} title={options[name]}>
          <input
            type="radio"
            name={group}
            checked={name === value}
            onChange={() => onChange(name)}
          />
          {name}
        </label>
      ))}
    </fieldset>
  )
}

const namesOf = <Name extends string>(options: Readonly<Record<Name, string>>) => {
  const names: Name[] = []
  for (const name in options) names.push(name)
  return names
}
