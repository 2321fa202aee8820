import type { FineTuningJobError } from '@finetune/models'

/** What to do about a failure, by what its code or its message says. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /invalid_n_examples|at least \d+ examples/i,
    'The training file has too few examples. Add some, and start again.',
  ],
  [
    /deleted_training_file|no longer exists|deleted/i,
    'A file of the job was deleted before it could be read. Upload it again, and start again.',
  ],
  [
    /moderation|refusals|safety|policy/i,
    'The training itself went through, but the model or its data did not pass the server’s checks. It cannot be used.',
  ],
  [
    /quota|billing|credit|cost/i,
    'The account has no room for this job. Raise its limit, or take fewer tokens.',
  ],
  [
    /class|positive/i,
    'The classes that were asked for do not fit the validation file. Check the positive class, its leading space too.',
  ],
  [
    /invalid_training_file|file format|cannot be parsed|json|missing key/i,
    'A line of a file is no example. Check the file here before you upload it: New fine-tune says which line.',
  ],
  [
    /validation/i,
    'The validation file was refused. It must be of the same kind as the training file.',
  ],
]

/** Why a job failed: in plain words, and in the server's own. */
export interface Cause {
  readonly advice?: string
  readonly message: string
  readonly code?: string
}

export const causeOf = (fault: FineTuningJobError | undefined): Cause => {
  const text = `${fault?.code ?? ''} ${fault?.message ?? ''}`
  const advice = ADVICE.find(([pattern]) => pattern.test(text))?.[1]
  return {
    ...(advice && { advice }),
    ...(fault?.code && { code: fault.code }),
    message: fault?.message || 'The server did not say why.',
  }
}
