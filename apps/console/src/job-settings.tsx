import type { Asked } from './asked.ts'

/** What a hyperparameter is called, and what it came to. */
export interface Setting {
  /** Its name in the API. */
  readonly key: string
  readonly name: string
  readonly used: unknown
  /** Whether it follows from the dataset, so that nobody can ask for it. */
  readonly isGiven?: boolean
}

/** What was asked for beside what was used. */
export const JobSettings = ({
  settings,
  asked,
}: {
  readonly settings: readonly Setting[]
  readonly asked: Asked | undefined
}) => (
  <section>
    <h2>Hyperparameters</h2>
    <table className="figures settings">
      <thead>
        <tr>
          <th scope="col">Name</th>
          {asked && <th scope="col">Asked for</th>}
          <th scope="col">Used</th>
        </tr>
      </thead>
      <tbody>
        {settings.map(({ key, name, used, isGiven }) => (
          <tr key={key}>
            <th scope="row">{name}</th>
            {asked && <td className="muted">{isGiven ? '–' : show(asked[key])}</td>}
            <td>{show(used)}</td>
          </tr>
        ))}
      </tbody>
    </table>
    {!asked && <p className="muted note">What was asked for is not told by the API.</p>}
  </section>
)

/** A value in words; what the server has not chosen yet it will. */
export const show = (value: unknown): string => {
  if (value === null || value === undefined || value === 'auto' || value === -1) return 'auto'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
