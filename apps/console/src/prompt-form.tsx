import type { SubmitEvent } from 'react'
import { Field } from './field.tsx'
import { type Sample, SEPARATOR } from './sample.ts'

/** What models are asked. */
export interface Asked {
  readonly prompt: string
  readonly temperature: number
  readonly max_tokens: number
  readonly stop?: string
}

/** A prompt, and how to complete it. */
export const PromptForm = ({
  sample,
  isBusy,
  onSubmit,
}: {
  readonly sample: Sample | undefined
  readonly isBusy: boolean
  readonly onSubmit: (asked: Asked) => void
}) => {
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const stop = String(form.get('stop')).replaceAll('\\n', '\n')
    onSubmit({
      prompt: String(form.get('prompt')),
      temperature: Number(form.get('temperature')),
      max_tokens: Number(form.get('max_tokens')),
      ...(stop && { stop }),
    })
  }
  return (
    <form className="completion" onSubmit={submit}>
      <Field
        label="Prompt"
        {...(sample && {
          hint: `End it with “${SEPARATOR}”, as every prompt of ${sample.title} does.`,
        })}
      >
        <textarea
          name="prompt"
          rows={3}
          required
          spellCheck={false}
          defaultValue={sample?.example.prompt}
        />
      </Field>
      <div className="fields narrow">
        <Field label="Temperature" hint="0 always takes the likeliest.">
          <input
            name="temperature"
            type="number"
            min="0"
            max="2"
            step="any"
            required
            defaultValue="0"
          />
        </Field>
        <Field label="Max tokens" hint="A local token is a byte.">
          <input name="max_tokens" type="number" min="1" max="2048" required defaultValue="64" />
        </Field>
        <Field label="Stop" hint="Ends the text; \n is a new line.">
          <input
            name="stop"
            autoComplete="off"
            defaultValue={sample?.stop.replaceAll('\n', '\\n')}
          />
        </Field>
      </div>
      <button type="submit" className="button primary" disabled={isBusy}>
        Complete
      </button>
    </form>
  )
}
