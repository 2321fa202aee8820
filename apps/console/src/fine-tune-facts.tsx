import type { FineTune, Hyperparams, OpenAIFile } from '@finetune/models'
import { DownloadLink } from './download-link.tsx'
import { bytes, count } from './number.ts'

/** What a job was given and what it left behind. */
export const FineTuneFacts = ({
  fineTune,
  examples,
}: {
  readonly fineTune: FineTune
  readonly examples: number | undefined
}) => (
  <div>
    <section>
      <h2>Hyperparameters</h2>
      <dl className="facts">
        <div>
          <dt>Base model</dt>
          <dd>{fineTune.model}</dd>
        </div>
        <div>
          <dt>Examples</dt>
          <dd>{examples === undefined ? '–' : count(examples)}</dd>
        </div>
        {entriesOf(fineTune.hyperparams).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
    <section>
      <h2>Files</h2>
      <dl className="facts">
        <Files name="Training" files={fineTune.training_files} />
        <Files name="Validation" files={fineTune.validation_files} />
        <Files name="Results" files={fineTune.result_files} />
      </dl>
    </section>
  </div>
)

const entriesOf = (hyperparams: Hyperparams): readonly (readonly [string, string])[] => [
  ['Epochs', String(hyperparams.n_epochs)],
  ['Batch size', String(hyperparams.batch_size ?? 'chosen when queued')],
  [
    'Learning rate multiplier',
    String(hyperparams.learning_rate_multiplier ?? 'chosen when queued'),
  ],
  ['Prompt loss weight', String(hyperparams.prompt_loss_weight)],
  ...(hyperparams.classification_positive_class === undefined
    ? []
    : [['Positive class', `“${hyperparams.classification_positive_class}”`] as const]),
  ...(hyperparams.classification_n_classes === undefined
    ? []
    : [['Classes', String(hyperparams.classification_n_classes)] as const]),
]

const Files = ({
  name,
  files,
}: {
  readonly name: string
  readonly files: readonly OpenAIFile[]
}) =>
  files.length === 0 ? (
    <div>
      <dt>{name}</dt>
      <dd className="muted">none</dd>
    </div>
  ) : (
    files.map((file) => (
      <div key={file.id}>
        <dt>{name}</dt>
        <dd>
          {file.filename} <span className="muted">{bytes(file.bytes)}</span>{' '}
          {file.status === 'deleted' ? (
            <span className="muted">deleted</span>
          ) : (
            <DownloadLink file={file} />
          )}
        </dd>
      </div>
    ))
  )
