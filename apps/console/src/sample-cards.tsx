import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { plural } from './number.ts'
import { type Sample, samples } from './sample.ts'

/** The samples as links. */
export const SampleCards = ({ link }: { readonly link: (sample: Sample) => string }) => (
  <ul className="cards">
    {samples.map((sample) => (
      <li key={sample.name}>
        <Link className="card" href={link(sample)}>
          <SampleSummary sample={sample} />
        </Link>
      </li>
    ))}
  </ul>
)

/** What a sample teaches, at a glance. */
export const SampleSummary = ({ sample }: { readonly sample: Sample }): ReactNode => (
  <>
    <span className="card-title">{sample.title}</span>
    <span className="card-kind">
      {sample.kind} · {plural(sample.examples, 'example')}
    </span>
    <code className="card-example">
      <span>{sample.example.prompt}</span>
      <b>{sample.example.completion}</b>
    </code>
  </>
)
