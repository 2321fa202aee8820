import { useState } from 'react'
import { Field } from './field.tsx'
import { ModelField, SuffixField } from './model-field.tsx'
import type { Preset } from './preset.ts'
import { BATCH_SIZE, EPOCHS, type NumberSetting, SettingField } from './setting-field.tsx'

const SETTINGS: readonly NumberSetting[] = [
  EPOCHS,
  BATCH_SIZE,
  {
    name: 'learning_rate_multiplier',
    label: 'Learning rate multiplier',
    hint: 'How far one step goes, above 0; 0.02 to 0.2 is usual.',
    min: 0,
    isWhole: false,
    isOptional: true,
  },
  {
    name: 'prompt_loss_weight',
    label: 'Prompt loss weight',
    hint: 'How much the prompts count as something to learn, from 0 on; 0.01 is usual.',
    min: 0,
    isWhole: false,
    isOptional: true,
  },
]

/** The hyperparameters of a legacy fine-tune, each with what it does. */
export const FineTuneSettingsFields = ({ preset }: { readonly preset: Preset }) => {
  const [classifies, setClassifies] = useState(preset.compute_classification_metrics === true)
  const { classification_positive_class: positive } = preset
  return (
    <>
      <div className="fields">
        <ModelField model={preset.model} api="legacy" kind="completion" />
        {SETTINGS.map((setting) => {
          const value = preset[setting.name]
          return (
            <SettingField
              key={setting.name}
              setting={setting}
              value={typeof value === 'number' ? value : undefined}
            />
          )
        })}
        <SuffixField suffix={preset.suffix} most={40} />
      </div>
      <label className="check-field">
        <input
          type="checkbox"
          name="compute_classification_metrics"
          checked={classifies}
          onChange={({ currentTarget }) => setClassifies(currentTarget.checked)}
        />
        <span>
          <b>Classification metrics</b>
          <small>
            Accuracy, precision and recall after every epoch, for completions that name one of a few
            classes. Needs a validation file.
          </small>
        </span>
      </label>
      {classifies && (
        <div className="fields">
          <Field
            label="Positive class"
            hint="Of two classes, as in the completions: mostly with a leading space."
          >
            <input
              name="classification_positive_class"
              defaultValue={typeof positive === 'string' ? positive : undefined}
            />
          </Field>
          <Field label="Number of classes" hint="For more than two classes.">
            <input name="classification_n_classes" type="number" min="2" />
          </Field>
        </div>
      )}
    </>
  )
}
