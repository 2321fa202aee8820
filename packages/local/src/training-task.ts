import type { Hyperparams } from '@finetune/models'
import type { Architecture } from '@finetune/trainer'

/** What the training thread is given: bytes and numbers, for it touches no file. */
export interface TrainingTask {
  readonly hyperparams: Hyperparams
  readonly training: Uint8Array
  readonly validation: Uint8Array | undefined
  /** Id of the validation file, for messages. */
  readonly validationFile: string
  readonly architecture: Architecture
  /** The fine-tuned model to start from; a base model where absent. */
  readonly parent: Uint8Array | undefined
  /** Where to go on; from the first step where absent. */
  readonly checkpoint: Uint8Array | undefined
  /** Whether checkpoints are wanted. */
  readonly isDurable: boolean
}

/** One step, as its line in the result file. */
export interface TrainedStep {
  readonly step: number
  readonly line: string
  /** The epoch that this step ends, counted from 1. */
  readonly completedEpoch: number | undefined
}

/** What the training thread says. */
export type TrainingMessage =
  | {
      readonly kind: 'progress'
      readonly steps: readonly TrainedStep[]
      /** Made after the last of the steps. */
      readonly checkpoint: Uint8Array | undefined
    }
  | TrainingOutcome

/** How the training thread ends. */
export type TrainingOutcome =
  | { readonly kind: 'trained'; readonly model: Uint8Array }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'stopped' }
