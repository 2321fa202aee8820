import type { Method } from '@finetune/models'
import type { Architecture, Hyperparameters } from '@finetune/trainer'
import type { DatasetFormat } from './dataset.ts'
import type { JobStep } from './job-step.ts'
import type { LegacyHyperparams } from './job-table.ts'

/** What the training thread is given: bytes and numbers, for it touches no file. */
export interface TrainingTask {
  readonly method: Method
  readonly hyperparameters: Omit<Hyperparameters, 'seed'>
  /** Where `null`, it follows from what is learnt. */
  readonly seed: number | null
  /** What a legacy job wants measured; `null` of a modern one, which has a model kept at each epoch. */
  readonly legacy: LegacyHyperparams | null
  readonly format: DatasetFormat
  readonly training: Uint8Array
  readonly validation: Uint8Array | undefined
  /** Id of the validation file, for messages. */
  readonly validationFile: string
  readonly architecture: Architecture
  /** The fine-tuned model to start from; a base model where absent. */
  readonly parent: Uint8Array | undefined
  /** Models that grade, by the names that the grader has for them: fine-tuned ones, and base models. */
  readonly judges: ReadonlyMap<string, Uint8Array | Architecture>
  /** Where to go on; from the first step where absent. */
  readonly checkpoint: Uint8Array | undefined
  /** Whether checkpoints are wanted on the way. */
  readonly isDurable: boolean
}

/** How the training thread is told to end: so that it can go on later, or with a model besides. */
export type StopMessage = 'stop' | 'pause'

/** What the training thread says. */
export type TrainingMessage =
  | {
      readonly kind: 'progress'
      readonly steps: readonly JobStep[]
      /** Where to go on, made after the last of the steps. */
      readonly checkpoint: Uint8Array | undefined
      /** The model as it was after the last of the steps, where it is to be kept. */
      readonly model: Uint8Array | undefined
    }
  | TrainingOutcome

/** How the training thread ends. */
export type TrainingOutcome =
  | { readonly kind: 'trained'; readonly model: Uint8Array }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'stopped' }
