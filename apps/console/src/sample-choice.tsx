import { type Sample, samples } from './sample.ts'
import { SampleSummary } from './sample-cards.tsx'

/** One of the samples, or the user's own data. */
export const SampleChoice = ({
  chosen,
  onChoose,
}: {
  readonly chosen: Sample['name'] | 'own'
  readonly onChoose: (name: Sample['name'] | 'own') => void
}) => (
  <fieldset className="cards">
    <legend className="hidden">Dataset</legend>
    {samples.map((sample) => (
      <label className="card" key={sample.name}>
        <input
          type="radio"
          name="dataset"
          checked={chosen === sample.name}
          onChange={() => onChoose(sample.name)}
        />
        <SampleSummary sample={sample} />
      </label>
    ))}
    <label className="card wide">
      <input
        type="radio"
        name="dataset"
        checked={chosen === 'own'}
        onChange={() => onChoose('own')}
      />
      <span className="card-title">Your own</span>
      <span className="card-kind">JSON Lines</span>
      <code className="card-example">{'{"prompt":"…","completion":"…"}'}</code>
    </label>
  </fieldset>
)
