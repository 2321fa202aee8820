import type { FineTuningJobCheckpoint } from '@finetune/models'
import { Link } from 'wouter'
import { count, percent } from './number.ts'
import { Scroll } from './scroll.tsx'

/** Models that the job kept on its way; the best one by its validation loss. */
export const FineTuningJobCheckpoints = ({
  checkpoints,
  best,
}: {
  readonly checkpoints: readonly FineTuningJobCheckpoint[]
  readonly best: FineTuningJobCheckpoint | undefined
}) =>
  checkpoints.length > 0 && (
    <section>
      <h2>Checkpoints</h2>
      <Scroll label="Checkpoints">
        <table className="figures">
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col" className="number">
                Training loss
              </th>
              <th scope="col" className="number">
                Validation loss
              </th>
              <th scope="col" className="number">
                Token accuracy
              </th>
              <th scope="col">Model</th>
            </tr>
          </thead>
          <tbody>
            {[...checkpoints]
              .sort((one, other) => one.step_number - other.step_number)
              .map(({ id, step_number, metrics, fine_tuned_model_checkpoint: model }) => (
                <tr key={id}>
                  <th scope="row">
                    {count(step_number)} {id === best?.id && <span className="badge">best</span>}
                  </th>
                  <td className="number">{figure(metrics.train_loss)}</td>
                  <td className="number">
                    {figure(metrics.full_valid_loss ?? metrics.valid_loss)}
                  </td>
                  <td className="number">
                    {share(
                      metrics.full_valid_mean_token_accuracy ?? metrics.valid_mean_token_accuracy,
                    )}
                  </td>
                  <td>
                    <Link href={`/playground?${new URLSearchParams({ model })}`}>{model}</Link>
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  )

const figure = (loss: number | null | undefined): string =>
  typeof loss === 'number' ? loss.toFixed(3) : '–'

const share = (value: number | null | undefined): string =>
  typeof value === 'number' ? percent(value, 1) : '–'
