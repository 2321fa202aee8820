import type { Hyperparams, ResultRow } from '@finetune/models'
import { percent } from './number.ts'
import { Scroll } from './scroll.tsx'

const PREFIX = 'classification/'
const NAMES: Readonly<Record<string, string>> = {
  auroc: 'AUROC',
  auprc: 'AUPRC',
  'f1.0': 'F1',
  weighted_f1_score: 'Weighted F1',
}

/** How well the model told the classes apart after each epoch, where the job was asked for it. */
export const FineTuneClassification = ({
  rows,
  hyperparams,
  ended,
}: {
  readonly rows: readonly ResultRow[]
  readonly hyperparams: Hyperparams
  readonly ended: boolean
}) => {
  const measured = rows.filter((row) => row[`${PREFIX}accuracy`] !== undefined)
  const expected = hyperparams.compute_classification_metrics && !ended
  if (measured.length === 0 && !expected) return null
  const first = measured[0] ?? { [`${PREFIX}accuracy`]: undefined }
  const columns = Object.keys(first).filter((name) => name.startsWith(PREFIX))
  const epochs = Array.from({ length: hyperparams.n_epochs }, (_, index) => index)
  return (
    <section>
      <h2>Classification of the validation examples</h2>
      <Scroll label="Classification metrics by epoch">
        <table className="figures">
          <thead>
            <tr>
              <th scope="col">Epoch</th>
              {columns.map((column) => (
                <th scope="col" className="number" key={column}>
                  {nameOf(column.slice(PREFIX.length))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {epochs.map((epoch) => (
              <tr key={epoch}>
                <th scope="row">{epoch + 1}</th>
                {columns.map((column) => (
                  <td className="number" key={column}>
                    {figure(measured[epoch]?.[column])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  )
}

const figure = (share: number | undefined): string =>
  share === undefined ? '–' : percent(share, 1)

const nameOf = (column: string): string =>
  NAMES[column] ?? `${column.charAt(0).toUpperCase()}${column.slice(1).replaceAll('_', ' ')}`
