import { percent } from './number.ts'
import { Scroll } from './scroll.tsx'

/** One example, what the model answered, and what somebody would who has learnt nothing. */
export interface Attempt {
  readonly prompt: string
  readonly expected: string
  readonly got: string
  readonly baseline: string
}

/** The score against the baseline's, and every answer. */
export const HeldOutScore = ({
  baseline,
  attempts,
}: {
  readonly baseline: string
  readonly attempts: readonly Attempt[]
}) => {
  const right = attempts.filter(({ got, expected }) => got === expected).length
  const guessed = attempts.filter((attempt) => attempt.baseline === attempt.expected).length
  return (
    <>
      <dl className="scores">
        <Score name="This model" right={right} total={attempts.length} />
        <Score name={baseline} right={guessed} total={attempts.length} />
      </dl>
      <Scroll label="Held-out examples" className="scroll tall">
        <table className="figures">
          <thead>
            <tr>
              <th scope="col">Prompt</th>
              <th scope="col">Expected</th>
              <th scope="col">Got</th>
              <th scope="col">
                <span className="hidden">Verdict</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {attempts.map(({ prompt, expected, got }) => (
              <tr key={prompt}>
                <th scope="row">{prompt}</th>
                <td>{expected.trimStart()}</td>
                <td>{got.trimStart()}</td>
                <td className="end">
                  <span className="verdict" data-right={got === expected}>
                    {got === expected ? 'right' : 'wrong'}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  )
}

const Score = ({
  name,
  right,
  total,
}: {
  readonly name: string
  readonly right: number
  readonly total: number
}) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <b className="score">{percent(right / total)}</b>
      <span>
        {right} of {total} right
      </span>
      <meter min={0} max={total} value={right} aria-label={name} />
    </dd>
  </div>
)
