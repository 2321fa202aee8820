import { Field } from './field.tsx'

/** A number that can be set, with what it does and where it ends. */
export interface NumberSetting {
  /** Its name in the API. */
  readonly name: string
  readonly label: string
  readonly hint: string
  readonly min: number
  readonly max?: number
  /** Whether any number will do, or whole ones only. */
  readonly isWhole: boolean
  /** Whether it can be left to the server. */
  readonly isOptional: boolean
}

export const EPOCHS: NumberSetting = {
  name: 'n_epochs',
  label: 'Epochs',
  hint: 'How often every example is seen, 1 to 50. Too often, and it is learnt by heart.',
  min: 1,
  max: 50,
  isWhole: true,
  isOptional: true,
}

export const BATCH_SIZE: NumberSetting = {
  name: 'batch_size',
  label: 'Batch size',
  hint: 'Examples in one step, 1 to 256: more are steadier, and fewer steps.',
  min: 1,
  max: 256,
  isWhole: true,
  isOptional: true,
}

export const SettingField = ({
  setting: { name, label, hint, min, max, isWhole, isOptional },
  value,
}: {
  readonly setting: NumberSetting
  readonly value: number | undefined
}) => (
  <Field label={label} hint={hint}>
    <input
      name={name}
      type="number"
      min={min}
      max={max}
      step={isWhole ? 1 : 'any'}
      required={!isOptional}
      placeholder={isOptional ? 'auto' : undefined}
      defaultValue={value}
    />
  </Field>
)
