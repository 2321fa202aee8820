import { completions } from '@finetune/models'
import { useClient } from '@finetune/react'
import { endpointMutation } from '@finetune/react/options'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { ErrorMessage } from './error-message.tsx'
import { Field } from './field.tsx'
import { plural } from './number.ts'
import { type Sample, SEPARATOR } from './sample.ts'

/** A prompt, how to complete it, and the completion. */
export const CompletionForm = ({
  model,
  sample,
  children,
}: {
  readonly model: string
  readonly sample: Sample | undefined
  /** The choice of the model, which stands above the prompt. */
  readonly children: ReactNode
}) => {
  const complete = useMutation(endpointMutation(useClient(), completions.create))
  const [milliseconds, setMilliseconds] = useState(0)

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const stop = String(form.get('stop')).replaceAll('\\n', '\n')
    const body = {
      model,
      prompt: String(form.get('prompt')),
      temperature: Number(form.get('temperature')),
      max_tokens: Number(form.get('max_tokens')),
      ...(stop && { stop }),
    }
    const sent = performance.now()
    complete.mutate({ body }, { onSuccess: () => setMilliseconds(performance.now() - sent) })
  }

  const [choice] = complete.data?.choices ?? []
  return (
    <div className="playground">
      <form className="completion" onSubmit={submit}>
        {children}
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
        <button type="submit" className="button primary" disabled={!model || complete.isPending}>
          Complete
        </button>
        {complete.error && <ErrorMessage what="No completion." error={complete.error} />}
      </form>
      <section className="answer" aria-live="polite" aria-labelledby="completion">
        <h2 id="completion">Completion</h2>
        <pre>
          <span>{complete.variables?.body.prompt}</span>
          <b className="completion-text">{choice?.text}</b>
        </pre>
        <p>
          {choice
            ? `${Math.round(milliseconds)} ms · ${plural(complete.data?.usage?.completion_tokens ?? 0, 'token')} · ended by ${choice.finish_reason}`
            : 'The completion appears here.'}
        </p>
      </section>
    </div>
  )
}
