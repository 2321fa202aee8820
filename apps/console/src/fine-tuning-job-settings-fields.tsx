import type { DatasetKind } from './dataset-check.ts'
import { ModelField, SuffixField } from './model-field.tsx'
import type { Preset } from './preset.ts'
import { BATCH_SIZE, EPOCHS, type NumberSetting, SettingField } from './setting-field.tsx'

const BETA: NumberSetting = {
  name: 'beta',
  label: 'Beta',
  hint: 'How much it costs to leave the model it starts from, above 0 and at most 2.',
  min: 0,
  max: 2,
  isWhole: false,
  isOptional: true,
}

const SETTINGS: readonly NumberSetting[] = [
  EPOCHS,
  BATCH_SIZE,
  {
    name: 'learning_rate_multiplier',
    label: 'Learning rate multiplier',
    hint: 'How far one step goes, above 0; 0.1 to 2 is usual.',
    min: 0,
    isWhole: false,
    isOptional: true,
  },
  {
    name: 'seed',
    label: 'Seed',
    hint: 'The same seed and settings mean the same job, 0 to 2,147,483,647.',
    min: 0,
    max: 2_147_483_647,
    isWhole: true,
    isOptional: true,
  },
]

/** The hyperparameters of a fine-tuning job, each with what it does. */
export const FineTuningJobSettingsFields = ({
  preset,
  kind,
}: {
  readonly preset: Preset
  /** Of the dataset: one that compares answers is learnt by direct preference optimisation. */
  readonly kind: DatasetKind | undefined
}) => (
  <div className="fields">
    <ModelField model={preset.model} api="modern" kind={kind} />
    {[...SETTINGS, ...(kind === 'preference' ? [BETA] : [])].map((setting) => {
      const value = preset[setting.name]
      return (
        <SettingField
          key={setting.name}
          setting={setting}
          value={typeof value === 'number' ? value : undefined}
        />
      )
    })}
    <SuffixField suffix={preset.suffix} most={64} />
  </div>
)
