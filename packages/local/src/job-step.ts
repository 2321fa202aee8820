import * as t from 'io-ts'

const Score = t.type({ loss: t.number, sequenceAccuracy: t.number, tokenAccuracy: t.number })

const jobStep = t.intersection([
  t.type({
    step: t.number,
    totalSteps: t.number,
    epoch: t.number,
    /** Whether this is the last step of its epoch. */
    epochEnds: t.boolean,
    elapsedTokens: t.number,
    elapsedExamples: t.number,
    trainingLoss: t.number,
    trainingSequenceAccuracy: t.number,
    trainingTokenAccuracy: t.number,
  }),
  t.partial({
    validation: Score,
    /** What events and checkpoints tell of a step by another method than from examples. */
    metrics: t.record(t.string, t.number),
    /** What events tell besides. */
    report: t.UnknownRecord,
    /** Of all validation examples, where `validation` is of some. */
    fullValidation: Score,
    /** One number a column of a legacy result file. */
    classification: t.record(t.string, t.number),
  }),
])

/** What one step measured, as it is kept: what is told of it is made of this. */
export interface JobStep extends t.TypeOf<typeof jobStep> {}
export const JobStep: t.Type<JobStep> = jobStep
