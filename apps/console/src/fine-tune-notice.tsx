import { Collapsible } from '@base-ui/react/collapsible'
import type { UpgradedFineTune } from '@finetune/models'
import { Scroll } from './scroll.tsx'
import { useCopy } from './use-copy.ts'

/** That the API is deprecated, and what the job would be in its successor. */
export const FineTuneNotice = ({
  upgraded: { job, lost },
}: {
  readonly upgraded: UpgradedFineTune
}) => {
  const copy = useCopy()
  const text = JSON.stringify(job, null, 2)
  return (
    <section className="notice deprecated" aria-label="Deprecation">
      <p>
        Fine-tunes are the legacy API. OpenAI deprecated it in favour of fine-tuning jobs and shut
        it down on 4 January 2024; it lives on here, and on other servers that speak it.
      </p>
      <Collapsible.Root>
        <Collapsible.Trigger className="link">See it as a modern job</Collapsible.Trigger>
        <Collapsible.Panel className="upgrade">
          <Scroll label="The modern job" className="code">
            <pre>{text}</pre>
          </Scroll>
          <button type="button" className="button small" onClick={() => copy(text, 'the job')}>
            Copy
          </button>
          <h3>What is lost</h3>
          <dl className="facts">
            {lost.map(({ field, reason }) => (
              <div key={`${field} ${reason}`}>
                <dt>
                  <code>{field}</code>
                </dt>
                <dd>{reason}</dd>
              </div>
            ))}
          </dl>
        </Collapsible.Panel>
      </Collapsible.Root>
    </section>
  )
}
