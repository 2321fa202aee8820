/** What the name of a fine-tuned model tells. */
export interface FineTunedModelName {
  /** Whose form the name has. */
  readonly form: 'legacy' | 'modern' | 'azure'
  readonly base: string
  /** Empty where the name leaves it empty; absent at Azure. */
  readonly organization?: string
  readonly suffix?: string
  /** Unix seconds; legacy names alone. */
  readonly createdAt?: number
  /** What tells models of the same base and suffix apart. */
  readonly id?: string
  /** The step of a checkpoint that is not the last. */
  readonly step?: number
}

const LEGACY = /^([^:]+):ft-(.*)-(\d{4}(?:-\d\d){5})$/
const MODERN = /^ft:([^:]+):([^:]*):([^:]*):((?!ckpt-step-)[^:]+)(?::ckpt-step-(\d+))?$/
const AZURE = /^(.+)\.ft-([0-9a-f]{32})(?:-([^:]+))?(?::ckpt-step-(\d+))?$/

/**
 * Takes the name of a fine-tuned model apart: `curie:ft-acme:sorter-2023-03-03-21-44-20`,
 * `ft:gpt-4o-mini-2024-07-18:acme:sorter:B7R9VjQd:ckpt-step-88` or, at Azure, `curie.ft-` with 32
 * hexadecimal digits. Undefined for any other name.
 */
export const parseFineTunedModel = (name: string): FineTunedModelName | undefined => {
  const legacy = LEGACY.exec(name)
  if (legacy) {
    const [, base = '', owner = '', time = ''] = legacy
    const createdAt = secondsOf(time)
    if (createdAt === undefined) return undefined
    const colon = owner.indexOf(':')
    return {
      form: 'legacy',
      base,
      organization: colon < 0 ? owner : owner.slice(0, colon),
      ...(colon >= 0 && { suffix: owner.slice(colon + 1) }),
      createdAt,
    }
  }
  const modern = MODERN.exec(name)
  if (modern) {
    const [, base = '', organization = '', suffix = '', id = '', step] = modern
    return {
      form: 'modern',
      base,
      organization,
      ...(suffix !== '' && { suffix }),
      id,
      ...(step !== undefined && { step: Number(step) }),
    }
  }
  const azure = AZURE.exec(name)
  if (azure) {
    const [, base = '', id = '', suffix, step] = azure
    return {
      form: 'azure',
      base,
      ...(suffix !== undefined && { suffix }),
      id,
      ...(step !== undefined && { step: Number(step) }),
    }
  }
  return undefined
}

/** Of `YYYY-MM-DD-HH-MM-SS`; undefined for what no calendar and no clock has. */
const secondsOf = (time: string): number | undefined => {
  const [year = 0, month = 0, day, hour, minute, second] = time.split('-').map(Number)
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  const isReal = date.toISOString().startsWith(time.replace(/^(.{10})-(..)-(..)-/, '$1T$2:$3:'))
  return isReal ? date.getTime() / 1000 : undefined
}
