import type { ResultRow } from '@finetune/models'
import { count } from './number.ts'
import { Scroll } from './scroll.tsx'

const MOST_ROWS = 100

/** The first rows of a result file, in whichever encoding it came. */
export const ResultsPreview = ({
  name,
  rows,
}: {
  readonly name: string
  readonly rows: readonly ResultRow[]
}) => {
  const shown = rows.slice(0, MOST_ROWS)
  const columns = [...new Set(shown.flatMap((row) => Object.keys(row)))]
  return (
    <Scroll className="preview" label={`Content of ${name}`}>
      <table className="figures">
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" className="number" key={column}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.step}>
              {columns.map((column) => (
                <td className="number" key={column}>
                  {row[column]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && (
        <p className="muted">and {count(rows.length - MOST_ROWS)} rows more</p>
      )}
    </Scroll>
  )
}
