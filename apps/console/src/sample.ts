import type { CompletionExample } from '@finetune/models'

/** A dataset that comes with the console. */
export interface Sample {
  /** Begins the names of its files, and is part of the names of the models made from it. */
  readonly name: 'tickets' | 'spam-subjects' | 'plurals'
  readonly title: string
  readonly kind: 'Generation' | 'Classification' | 'Extraction'
  readonly examples: number
  readonly example: CompletionExample
  /** The texts of the two files, which come when they are asked for. */
  readonly training: () => Promise<{ readonly default: string }>
  readonly validation: () => Promise<{ readonly default: string }>
  /** Where a completion ends, where the model does not see it for itself. */
  readonly stop: string
  /** What somebody would answer who has learnt nothing. */
  readonly baseline: { readonly name: string; readonly answer: (prompt: string) => string }
}

/** Every prompt ends so: it tells the model that its turn has come. */
export const SEPARATOR = ' ->'

export const samples: readonly Sample[] = [
  {
    name: 'tickets',
    title: 'Support tickets',
    kind: 'Extraction',
    examples: 400,
    example: {
      prompt: 'Where is my order 8434? ->',
      completion: ' {"intent":"track","order":"8434"}',
    },
    training: () => import('../samples/tickets.train.jsonl?raw'),
    validation: () => import('../samples/tickets.validation.jsonl?raw'),
    stop: '\n',
    baseline: {
      name: 'Always answering “refund”',
      answer: (prompt) => ` {"intent":"refund","order":"${prompt.match(/\d{4}/)?.[0] ?? ''}"}`,
    },
  },
  {
    name: 'spam-subjects',
    title: 'Spam subjects',
    kind: 'Classification',
    examples: 1600,
    example: { prompt: 'domain registration savings ->', completion: ' spam' },
    training: () => import('../samples/spam-subjects.train.jsonl?raw'),
    validation: () => import('../samples/spam-subjects.validation.jsonl?raw'),
    stop: '',
    baseline: { name: 'Always answering “ham”', answer: () => ' ham' },
  },
  {
    name: 'plurals',
    title: 'Plurals',
    kind: 'Generation',
    examples: 1000,
    example: { prompt: 'family ->', completion: ' families' },
    training: () => import('../samples/plurals.train.jsonl?raw'),
    validation: () => import('../samples/plurals.validation.jsonl?raw'),
    stop: '\n',
    baseline: {
      name: 'Always adding “s”',
      answer: (prompt) => ` ${prompt.slice(0, -SEPARATOR.length)}s`,
    },
  },
]

export const findSample = (name: string | null): Sample | undefined =>
  samples.find((sample) => sample.name === name)

/** The sample that a file or a model is named after. */
export const sampleNamedIn = (name: string): Sample | undefined =>
  samples.find((sample) => name.includes(sample.name))
