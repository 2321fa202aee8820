import { completions } from '@finetune/models'
import { useClient } from '@finetune/react'
import { endpointMutation } from '@finetune/react/options'
import { useMutation } from '@tanstack/react-query'
import { ErrorMessage } from './error-message.tsx'
import { useHeldOut } from './held-out.ts'
import { HeldOutScore } from './held-out-score.tsx'
import type { Sample } from './sample.ts'

/** The local server completes up to 128 prompts at once. */
const TRIED = 100

/** Asks the model what it has never seen, and counts what it gets right. */
export const HeldOutExamples = ({
  model,
  sample,
}: {
  readonly model: string
  readonly sample: Sample
}) => {
  const examples = useHeldOut(sample, TRIED)
  const complete = useMutation(endpointMutation(useClient(), completions.create))
  const run = () => {
    const prompt = examples.map((example) => example.prompt)
    const stop = sample.stop && { stop: sample.stop }
    complete.mutate({ body: { model, prompt, temperature: 0, max_tokens: 96, ...stop } })
  }
  return (
    <section className="held-out">
      <div className="section-head">
        <div>
          <h2>Held-out examples</h2>
          <p>
            {TRIED} examples of {sample.title} that were not in the training file, next to what one
            would score who has learnt nothing.
          </p>
        </div>
        <button
          type="button"
          className="button"
          disabled={examples.length === 0 || complete.isPending}
          onClick={run}
        >
          {complete.isPending ? 'Asking…' : 'Try held-out examples'}
        </button>
      </div>
      {complete.error && <ErrorMessage what="They were not tried." error={complete.error} />}
      {complete.data && (
        <HeldOutScore
          baseline={sample.baseline.name}
          attempts={examples.map(({ prompt, completion }, index) => ({
            prompt,
            expected: withoutStop(completion, sample.stop),
            got: complete.data.choices[index]?.text ?? '',
            baseline: sample.baseline.answer(prompt),
          }))}
        />
      )}
    </section>
  )
}

const withoutStop = (completion: string, stop: string): string =>
  stop && completion.endsWith(stop) ? completion.slice(0, -stop.length) : completion
