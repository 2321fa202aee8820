import { DatasetFault } from './dataset-fault.ts'
import type { JobKind } from './job-kind.ts'
import { hyperparamsOf } from './job-table.ts'
import { nameFineTune } from './model-name.ts'
import { RESULT_FILENAME, resultColumns, resultFile } from './result-file.ts'

/** Bytes; about as much text as the 2 048 tokens that the hosted API took. */
const LONGEST_EXAMPLE = 8192

/** @deprecated How the legacy API goes about a job. */
export const fineTuneKind: JobKind = {
  mistaken: () => undefined,
  tooFew: () => undefined,
  checkLength: (example, tokens) => {
    if (tokens <= LONGEST_EXAMPLE) return
    throw new DatasetFault(`Example ${example} is too long: ${tokens} tokens of ${LONGEST_EXAMPLE}`)
  },
  needsFiles: false,
  enqueued: (ahead) => [
    { message: 'Fine-tune costs $0.00' },
    { message: `Fine-tune enqueued. Queue number: ${ahead}` },
  ],
  movedUp: (ahead) => [{ message: `Fine-tune is in the queue. Queue number: ${ahead}` }],
  started: [{ message: 'Fine-tune started' }],
  stepped: (row, { epoch, epochEnds }) =>
    epochEnds ? [{ message: `Completed epoch ${epoch}/${hyperparamsOf(row).n_epochs}` }] : [],
  failed: (row, { reason, file }) => {
    const help = `For help, see the README of Finetune and include your fine-tune ID: ${row.id}`
    const said = (message: string) => ({ error: {}, said: [{ message, level: 'error' as const }] })
    if (file) return said(`Fine-tune failed. Errors:\nError with ${row[file]}: ${reason}`)
    if (row.status !== 'running') return said(`Fine-tune failed. ${reason}`)
    return said(`${reason.replace(/\.$/, '')}. Fine-tune failed. ${help}`)
  },
  cancelled: [{ message: 'Fine-tune cancelled' }],
  succeeded: (model, file) => [
    { message: `Uploaded model: ${model}` },
    { message: `Uploaded result file: ${file}` },
    { message: 'Fine-tune succeeded' },
  ],
  resultFile: ({ hyperparams, validation_file }, steps) => {
    const columns = resultColumns(hyperparams ?? {}, validation_file !== null)
    return { filename: RESULT_FILENAME, content: resultFile(columns, steps) }
  },
  nameModel: ({ base, suffix }, milliseconds, isTaken) =>
    nameFineTune(base, suffix, milliseconds, isTaken),
}
