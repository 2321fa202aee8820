import { createRandomText } from './id.ts'

/** The organization's part of the names of its models. */
const ORGANIZATION = 'local'

/**
 * Names a model of the legacy API as it does: `curie:ft-local:my-suffix-2023-03-03-21-44-20`, with the
 * time in UTC. Where that is taken, a later second is named.
 */
export const nameFineTune = (
  base: string,
  suffix: string | null,
  milliseconds: number,
  isTaken: (name: string) => boolean,
): string => {
  const words =
    (suffix ?? '')
      .toLowerCase()
      .match(/[a-z0-9]+/g)
      ?.join('-') ?? ''
  const part = words === '' ? '' : `:${words}`
  for (let time = milliseconds; ; time += 1000) {
    const stamp = new Date(time).toISOString().slice(0, 19).replaceAll(/[T:]/g, '-')
    const name = `${base}:ft-${ORGANIZATION}${part}-${stamp}`
    if (!isTaken(name)) return name
  }
}

/** Names a fine-tuned model as the API does: `ft:gpt-4o-mini-2024-07-18:local:my-suffix:9uJPbR69`. */
export const nameFineTunedModel = (
  base: string,
  suffix: string | null,
  isTaken: (name: string) => boolean,
): string => {
  const words =
    (suffix ?? '')
      .toLowerCase()
      .match(/[a-z0-9_]+/g)
      ?.join('-') ?? ''
  for (;;) {
    const name = `ft:${base}:${ORGANIZATION}:${words}:${createRandomText(8)}`
    if (!isTaken(name)) return name
  }
}
