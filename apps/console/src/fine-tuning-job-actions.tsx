import { type FineTuningJob, fineTuningJobs } from '@finetune/models'
import {
  useCancelFineTuningJob,
  useClient,
  usePauseFineTuningJob,
  useResumeFineTuningJob,
} from '@finetune/react'
import { JobActions } from './job-actions.tsx'

export const FineTuningJobActions = ({ job }: { readonly job: FineTuningJob }) => {
  const { id, status, model, fine_tuned_model } = job
  const [cancel, pause, resume] = [
    useCancelFineTuningJob(),
    usePauseFineTuningJob(),
    useResumeFineTuningJob(),
  ]
  const { baseURL } = useClient()
  const { path } = fineTuningJobs.create
  return (
    <JobActions
      status={status}
      model={fine_tuned_model}
      start={{ baseURL, path, record: 'fineTuningJobs', body: bodyOf(job) }}
      again={`/new?${new URLSearchParams({ from: id, api: 'modern', model })}`}
      compare={`/compare?job=jobs/${encodeURIComponent(id)}`}
      cancel={{ ...cancel, run: () => cancel.mutate({ id }) }}
      pause={{ ...pause, run: () => pause.mutate({ id }) }}
      resume={{ ...resume, run: () => resume.mutate({ id }) }}
    />
  )
}

/** What would start the same job again. */
const bodyOf = ({
  model,
  training_file,
  validation_file,
  method,
  seed,
}: FineTuningJob): object => ({
  model,
  training_file,
  ...(validation_file && { validation_file }),
  ...(method && { method }),
  ...(typeof seed === 'number' && { seed }),
})
