import type { Model } from '@finetune/models'
import { ErrorMessage } from './error-message.tsx'
import { Field } from './field.tsx'
import { ModelOptions } from './model-options.tsx'
import { plural } from './number.ts'
import type { useAnswer } from './use-answer.ts'

/** A model, and what it made of the prompt. */
export const Answer = ({
  label,
  models,
  model,
  prompt,
  answer: { answered, error, isPending },
  onModel,
}: {
  readonly label: string
  readonly models: readonly Model[]
  readonly model: string
  /** The prompt that was asked last. */
  readonly prompt: string
  readonly answer: ReturnType<typeof useAnswer>
  readonly onModel: (id: string) => void
}) => (
  <section className="answer" aria-live="polite" aria-busy={isPending}>
    <Field label={label}>
      <select value={model} onChange={({ currentTarget }) => onModel(currentTarget.value)}>
        {!models.some(({ id }) => id === model) && <option value={model}>{model || '–'}</option>}
        <ModelOptions models={models} />
      </select>
    </Field>
    <pre>
      <span>{answered && prompt}</span>
      <b className="completion-text">{answered?.text}</b>
    </pre>
    {error ? (
      <ErrorMessage what="No answer." error={error} />
    ) : (
      <p className="muted">
        {answered
          ? `${Math.round(answered.milliseconds)} ms · ${plural(answered.tokens, 'token')} · ended by ${answered.end}`
          : 'The answer appears here.'}
      </p>
    )}
  </section>
)
