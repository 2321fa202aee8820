import type { FineTune } from '@finetune/models'
import { useFineTunes } from '@finetune/react'
import { Link } from 'wouter'
import { ErrorMessage } from './error-message.tsx'
import { useExampleCount } from './example-count.ts'
import { FineTuneStatus } from './fine-tune-status.tsx'
import { count } from './number.ts'
import { SampleCards } from './sample-cards.tsx'
import { Screen } from './screen.tsx'
import { Ago } from './timestamp.tsx'

export const FineTuneListScreen = () => {
  const { data: fineTunes, error, isPending, refetch } = useFineTunes()
  return (
    <Screen title="Fine-tunes" lead="Models that learnt from your examples, newest first.">
      {error && <ErrorMessage what="The list did not load." error={error} retry={refetch} />}
      {isPending && <p className="loading">Loading…</p>}
      {fineTunes?.data.length === 0 && (
        <div className="empty">
          <h2>Train your first model</h2>
          <p>
            Take one of these samples. It trains on this machine while you watch, needs no key and
            costs nothing.
          </p>
          <SampleCards link={(sample) => `/fine-tunes/new?sample=${sample.name}`} />
        </div>
      )}
      {fineTunes && fineTunes.data.length > 0 && (
        <table className="list">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Status</th>
              <th scope="col">Base</th>
              <th scope="col" className="number">
                Examples
              </th>
              <th scope="col" className="number">
                Epochs
              </th>
              <th scope="col">Created</th>
            </tr>
          </thead>
          <tbody>
            {fineTunes.data.toReversed().map((fineTune) => (
              <Row key={fineTune.id} fineTune={fineTune} />
            ))}
          </tbody>
        </table>
      )}
    </Screen>
  )
}

const Row = ({ fineTune }: { readonly fineTune: FineTune }) => {
  const [training] = fineTune.training_files
  const examples = useExampleCount(training)
  return (
    <tr>
      <th scope="row">
        <Link className="cover" href={`/fine-tunes/${fineTune.id}`}>
          {fineTune.fine_tuned_model ?? fineTune.id}
        </Link>
        <span className="id">{training?.filename}</span>
      </th>
      <td>
        <FineTuneStatus status={fineTune.status} />
      </td>
      <td data-label="Base">{fineTune.model}</td>
      <td data-label="Examples" className="number">
        {examples === undefined ? '–' : count(examples)}
      </td>
      <td data-label="Epochs" className="number">
        {fineTune.hyperparams.n_epochs}
      </td>
      <td data-label="Created">
        <Ago seconds={fineTune.created_at} />
      </td>
    </tr>
  )
}
