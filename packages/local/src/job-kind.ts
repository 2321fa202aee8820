import type { FineTuningJobError } from '@finetune/models'
import type { DatasetLine } from './dataset.ts'
import { fineTuneKind } from './fine-tune-kind.ts'
import { fineTuningJobKind } from './fine-tuning-job-kind.ts'
import type { Said } from './job-event-table.ts'
import type { JobStep } from './job-step.ts'
import type { JobRow } from './job-table.ts'

/** Why a job fails. */
export interface JobFault {
  readonly code: string
  /** Ended by a full stop or not. */
  readonly reason: string
  /** The file that is to blame. */
  readonly file?: 'training_file' | 'validation_file'
}

/** What the two APIs do in their own ways with a job between its creation and its end. */
export interface JobKind {
  /** Why a line shows that its file was meant for something else. */
  readonly mistaken: (
    row: JobRow,
    file: 'training_file' | 'validation_file',
    line: DatasetLine,
  ) => JobFault | undefined
  /** Why so many lines are no dataset. */
  readonly tooFew: (lines: number) => JobFault | undefined
  /** Throws a `DatasetFault` for an example of so many tokens that it cannot be taken. */
  readonly checkLength: (example: number, tokens: number) => void
  /** Whether a job fails when its file is deleted before it starts. */
  readonly needsFiles: boolean
  /** Of so many examples, a part is not seen. */
  readonly enqueued: (ahead: number, tooLong: number) => readonly Said[]
  readonly movedUp: (ahead: number) => readonly Said[]
  readonly started: readonly Said[]
  readonly stepped: (row: JobRow, step: JobStep) => readonly Said[]
  readonly failed: (row: JobRow, fault: JobFault) => FailedJob
  readonly cancelled: readonly Said[]
  readonly succeeded: (model: string, resultFile: string) => readonly Said[]
  readonly resultFile: (row: JobRow, steps: readonly JobStep[]) => ResultFile
  /** A name for a model of the job. */
  readonly nameModel: (
    row: JobRow,
    milliseconds: number,
    isTaken: (name: string) => boolean,
  ) => string
}

export interface FailedJob {
  readonly error: FineTuningJobError
  readonly said: readonly Said[]
}

export interface ResultFile {
  readonly filename: string
  readonly content: Uint8Array
}

/** How a job's own API goes about it. */
export const kindOf = ({ object }: Pick<JobRow, 'object'>): JobKind =>
  object === 'fine-tune' ? fineTuneKind : fineTuningJobKind
