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
  answer: { choice, tokens, milliseconds, error, isPending },
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
      <span>{choice && prompt}</span>
      <b className="completion-text">{choice?.text}</b>
    </pre>
    {error ? (
      <ErrorMessage what="No completion." error={error} />
    ) : (
      <p className="muted">
        {choice
          ? `${Math.round(milliseconds)} ms · ${plural(tokens ?? 0, 'token')} · ended by ${choice.finish_reason}`
          : 'The completion appears here.'}
      </p>
    )}
  </section>
)
