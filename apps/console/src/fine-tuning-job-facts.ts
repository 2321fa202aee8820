import {
  type FineTuningJob,
  type FineTuningJobCheckpoint,
  type FineTuningJobEvent,
  FineTuningJobMetrics,
  isTerminal,
} from '@finetune/models'
import type { Mark } from './chart-marks.ts'
import type { Progress } from './job-outcome.tsx'
import type { Setting } from './job-settings.tsx'

/** How far a job is, and how far it will go, as its last event with a step tells. */
export interface JobProgress extends Progress {
  readonly total: number | undefined
}

export const fineTuningJobProgress = (
  job: FineTuningJob,
  events: readonly FineTuningJobEvent[],
): JobProgress => {
  const epochs = hyperparametersOf(job).n_epochs
  const told = { epochs: typeof epochs === 'number' && epochs > 0 ? epochs : undefined }
  for (let at = events.length - 1; at >= 0; at -= 1) {
    const metrics = FineTuningJobMetrics.decode(events[at]?.data ?? {})
    if (metrics._tag === 'Left' || metrics.right.step === undefined) continue
    const { step, total_steps: total } = metrics.right
    const share = total ? Math.min(1, step / total) : undefined
    return { ...told, step, total, share }
  }
  return { ...told, step: 0, total: undefined, share: isTerminal(job.status) ? undefined : 0 }
}

export const fineTuningJobMarks = (
  { epochs, total }: JobProgress,
  checkpoints: readonly FineTuningJobCheckpoint[],
  best: FineTuningJobCheckpoint | undefined,
): readonly Mark[] => [
  ...Array.from({ length: total && epochs ? epochs - 1 : 0 }, (_, index) => ({
    step: Math.round(((total ?? 0) * (index + 1)) / (epochs ?? 1)),
    kind: 'epoch' as const,
  })),
  ...checkpoints.map(({ id, step_number: step }) => ({
    step,
    kind: id === best?.id ? ('best' as const) : ('checkpoint' as const),
  })),
]

const NAMES: Readonly<Record<string, string>> = {
  n_epochs: 'Epochs',
  batch_size: 'Batch size',
  learning_rate_multiplier: 'Learning rate multiplier',
  beta: 'Beta',
  reasoning_effort: 'Reasoning effort',
  compute_multiplier: 'Compute multiplier',
  eval_interval: 'Steps between evaluations',
  eval_samples: 'Samples of an evaluation',
}

export const fineTuningJobSettings = (job: FineTuningJob): readonly Setting[] => [
  { key: 'model', name: 'Base model', used: job.model },
  { key: 'method', name: 'Method', used: job.method?.type ?? 'supervised' },
  ...Object.entries(hyperparametersOf(job)).map(([key, used]) => ({
    key,
    name: NAMES[key] ?? key,
    used,
  })),
  ...(job.seed === null || job.seed === undefined
    ? []
    : [{ key: 'seed', name: 'Seed', used: job.seed }]),
]

/** Where the server tells them: with the method, or beside it as before there were methods. */
export const hyperparametersOf = ({ method, hyperparameters }: FineTuningJob) =>
  method?.supervised?.hyperparameters ??
  method?.dpo?.hyperparameters ??
  method?.reinforcement?.hyperparameters ??
  hyperparameters ??
  {}
