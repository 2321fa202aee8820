import { models } from '@finetune/models'
import { useClient } from '@finetune/react'
import { endpointQuery } from '@finetune/react/options'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Field } from './field.tsx'
import type { Settings } from './fine-tune-settings.ts'
import { ModelOptions } from './model-options.tsx'

/** The hyperparameters, each with what it does. The form reads itself when it is sent. */
export const FineTuneSettingsFields = ({ preset }: { readonly preset: Settings }) => {
  const { data: list } = useQuery(endpointQuery(useClient(), models.list, {}))
  const [classifies, setClassifies] = useState(preset.compute_classification_metrics ?? false)
  return (
    <section>
      <h2>Hyperparameters</h2>
      <div className="fields">
        <Field
          label="Base model"
          hint="What learning starts from: ada is the smallest and fastest."
        >
          <select name="model" key={list ? 'loaded' : 'loading'} defaultValue={preset.model}>
            {list ? <ModelOptions models={list.data} /> : <option>{preset.model}</option>}
          </select>
        </Field>
        <Field
          label="Epochs"
          hint="How often every example is seen. Too often, and it is learnt by heart."
        >
          <input
            name="n_epochs"
            type="number"
            min="1"
            max="50"
            required
            defaultValue={preset.n_epochs}
          />
        </Field>
        <Field
          label="Batch size"
          hint="Examples in one step. Empty: chosen by the number of examples."
        >
          <input
            name="batch_size"
            type="number"
            min="1"
            max="256"
            placeholder="auto"
            defaultValue={preset.batch_size}
          />
        </Field>
        <Field
          label="Learning rate multiplier"
          hint="How far one step goes; 0.02 to 0.2 is usual. Empty: chosen by batch size."
        >
          <input
            name="learning_rate_multiplier"
            type="number"
            min="0"
            step="any"
            placeholder="auto"
          />
        </Field>
        <Field
          label="Prompt loss weight"
          hint="How much the prompts count as something to learn, too."
        >
          <input name="prompt_loss_weight" type="number" min="0" step="any" defaultValue="0.01" />
        </Field>
        <Field label="Suffix" hint="Becomes part of the model’s name; at most 40 characters.">
          <input name="suffix" defaultValue={preset.suffix} autoComplete="off" spellCheck={false} />
        </Field>
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
              defaultValue={preset.classification_positive_class}
            />
          </Field>
          <Field label="Number of classes" hint="For more than two classes.">
            <input name="classification_n_classes" type="number" min="2" />
          </Field>
        </div>
      )}
    </section>
  )
}
