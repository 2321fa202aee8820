import { setFlagsFromString } from 'node:v8'

/**
 * Has this process look for what is of no more use soon and often: the pieces of large bodies die young,
 * and pile up to a hundred megabytes where they are looked for late. Costs nothing that can be seen, as
 * training has its memory elsewhere.
 */
export const collectEarly = (): void => {
  for (const flag of [
    '--min-semi-space-size=1',
    '--max-semi-space-size=1',
    '--semi-space-growth-factor=1',
    '--no-concurrent-array-buffer-sweeping',
  ]) {
    setFlagsFromString(flag)
  }
}
